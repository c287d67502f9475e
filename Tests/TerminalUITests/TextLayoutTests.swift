import TerminalUI
import Testing

@Suite struct TextLayoutTests {
  @Test(arguments: [
    (Truncation.end, "encoder.…"), (.start, "…r.weight"), (.middle, "enco…ight"),
  ])
  func longTextsLoseCharactersWhereAsked(place: Truncation, expected: String) {
    #expect(truncated("encoder.weight", to: 9, at: place) == expected)
  }

  @Test func textsThatFitStayWhole() {
    #expect(truncated("weight", to: 6) == "weight")
    #expect(truncated("weight", to: 60, at: .middle) == "weight")
  }

  @Test(arguments: [Truncation.start, .middle, .end])
  func noWidthIsExceeded(place: Truncation) {
    for text in ["encoder.weight", "層の重み行列", "e\u{301}\u{301}ab\u{1b}cd"] {
      for width in -1...20 {
        #expect(displayWidth(truncated(text, to: width, at: place)) <= max(width, 0))
        #expect(displayWidth(fitted(text, to: width, truncatedAt: place)) == max(width, 0))
      }
    }
  }

  @Test func hugeTextsKeepTheirEnds() {
    let marked = String(repeating: "e\u{301}", count: 100_000)
    #expect(truncated(marked, to: 5, at: .middle) == "e\u{301}e\u{301}…e\u{301}e\u{301}")
    let wide = "a" + String(repeating: "重", count: 100_000) + "z"
    #expect(truncated(wide, to: 6, at: .start) == "…重重z")
    #expect(truncated(wide, to: 6) == "a重重…")
  }

  @Test func wideCharactersAreNotCut() {
    #expect(truncated("重み行列", to: 6) == "重み…")
    #expect(fitted("重み行列", to: 6) == "重み… ")
  }

  @Test func columnsAlign() {
    #expect(fitted("ab", to: 4) == "ab  ")
    #expect(fitted("ab", to: 4, aligned: .right) == "  ab")
    #expect(fitted("重", to: 4, aligned: .right) == "  重")
  }

  @Test func theEllipsisMayBeASCII() {
    #expect(truncated("encoder.weight", to: 8, ellipsis: "~") == "encoder~")
  }
}
