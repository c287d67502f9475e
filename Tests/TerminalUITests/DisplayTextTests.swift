import TerminalUI
import Testing

@Suite struct DisplayTextTests {
  @Test(arguments: [
    ("encoder.layer.0", "encoder.layer.0"),
    ("a\u{1b}[31mb", "a\\x1b[31mb"),
    ("line\nbreak\r\ttab", "line\\nbreak\\r\\ttab"),
    ("\u{0}\u{7f}\u{9b}", "\\x00\\x7f\\x9b"),
    ("left\u{202e}right", "left\\u{202e}right"),
    ("\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}", "\\u{2066}\\u{2069}\\u{200e}\\u{200f}\\u{61c}"),
    ("zero\u{200b}width\u{feff}", "zero\\u{200b}width\\u{feff}"),
    ("\u{2028}\u{e000}\u{e0041}", "\\u{2028}\\u{e000}\\u{e0041}"),
    ("層.重み", "層.重み"),
    ("e\u{301}te", "e\u{301}te"),
    ("\u{301}first", "\\u{301}first"),
    ("a\u{1b}\u{301}", "a\\x1b\\u{301}"),
  ])
  func controlsAndInvisibleCharactersAreEscaped(text: String, shown: String) {
    #expect(displayText(text).unicodeScalars.elementsEqual(shown.unicodeScalars))
    #expect(displayText(displayText(text)) == displayText(text))
  }

  @Test func aBaseKeepsFourMarksAndShowsTheRest() {
    let text = "a" + String(repeating: "\u{301}", count: 6)
    #expect(displayText(text) == "a\u{301}\u{301}\u{301}\u{301}\\u{301}\\u{301}")
  }

  @Test(arguments: [
    ("", 0), ("weight", 6), ("重み", 4), ("한글", 4), ("e\u{301}", 1), ("ｶﾞ", 2), ("Ｗ", 2),
    ("▓█▁┴", 4), ("−0.5", 4), ("🔥", 2), ("🇫🇮", 2), ("👍🏽", 4), ("\u{1112}\u{1161}\u{11ab}", 2),
    ("a\u{1b}", 5), ("é", 1), ("ß", 1), ("𠀋", 2),
  ])
  func widthCountsCells(text: String, width: Int) {
    #expect(displayWidth(text) == width)
    #expect(displayWidth(displayText(text)) == width)
  }

  @Test func noScalarReachesTheScreenAsAControl() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = displayText(String(Character(scalar)))
      let isSafe = shown.unicodeScalars.allSatisfy {
        let category = $0.properties.generalCategory
        return category != .control && category != .format && category != .unassigned
      }
      #expect(isSafe && displayWidth(shown) >= 1, "U+\(String(value, radix: 16))")
    }
  }
}
