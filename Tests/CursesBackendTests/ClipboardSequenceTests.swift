import Foundation
import Testing

@testable import CursesBackend

@Suite struct ClipboardSequenceTests {
  // The test vectors of RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func base64OfTheStandardsExamples(text: String, expected: String) {
    #expect(ClipboardSequence.base64(Array(text.utf8)) == Array(expected.utf8))
  }

  @Test func everyByteIsEncodedAsFoundationDoes() {
    for length in 250...256 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
      #expect(ClipboardSequence.base64(bytes) == Array(Data(bytes).base64EncodedString().utf8))
    }
  }

  @Test func noByteOfTheTextIsWrittenAsItself() {
    let sequence = ClipboardSequence.bytes(copying: "\u{1b}]0;title\u{7}")
    #expect(sequence.dropFirst().dropLast().allSatisfy { (0x20..<0x7F).contains($0) })
    #expect(sequence.first == 0x1B && sequence.last == 0x07)
  }
}
