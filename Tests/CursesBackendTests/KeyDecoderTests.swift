import CursesShim
import TerminalUI
import Testing

@testable import CursesBackend

@Suite struct KeyDecoderTests {
  private func input(
    _ kind: curses_shim_input_kind, _ code: UInt32, x: Int32 = 0, y: Int32 = 0
  ) -> curses_shim_input {
    curses_shim_input(kind: kind, code: code, x: x, y: y)
  }

  private func events(of text: String) -> [InputEvent] {
    var decoder = KeyDecoder()
    let decoded = text.unicodeScalars.flatMap {
      decoder.decode(input(CURSES_SHIM_INPUT_CHARACTER, $0.value))
    }
    return decoded + decoder.finish()
  }

  private func keys(of text: String) -> [Key] {
    events(of: text).compactMap { if case .key(let key) = $0 { key } else { nil } }
  }

  @Test(arguments: [
    (CURSES_SHIM_KEY_UP, Key.up), (CURSES_SHIM_KEY_DOWN, .down), (CURSES_SHIM_KEY_LEFT, .left),
    (CURSES_SHIM_KEY_RIGHT, .right), (CURSES_SHIM_KEY_HOME, .home), (CURSES_SHIM_KEY_END, .end),
    (CURSES_SHIM_KEY_PAGE_UP, .pageUp), (CURSES_SHIM_KEY_PAGE_DOWN, .pageDown),
    (CURSES_SHIM_KEY_ENTER, .enter), (CURSES_SHIM_KEY_BACK_TAB, .backTab),
    (CURSES_SHIM_KEY_BACKSPACE, .backspace), (CURSES_SHIM_KEY_DELETE, .delete),
  ])
  func namedKeys(code: curses_shim_key, key: Key) {
    var decoder = KeyDecoder()
    #expect(decoder.decode(input(CURSES_SHIM_INPUT_KEY, code.rawValue)) == [.key(key)])
  }

  @Test(arguments: 0...63)
  func functionKeysCarryTheirNumber(number: Int) {
    var decoder = KeyDecoder()
    let code = CURSES_SHIM_KEY_FUNCTION_0.rawValue + UInt32(number)
    #expect(decoder.decode(input(CURSES_SHIM_INPUT_KEY, code)) == [.key(.function(number))])
  }

  @Test func anUnknownKeyIsNothing() {
    var decoder = KeyDecoder()
    let unknown = input(CURSES_SHIM_INPUT_KEY, CURSES_SHIM_KEY_UNKNOWN.rawValue)
    #expect(decoder.decode(unknown).isEmpty)
    #expect(decoder.decode(input(CURSES_SHIM_INPUT_NONE, 0)).isEmpty)
    #expect(decoder.decode(input(CURSES_SHIM_INPUT_CHARACTER, 0xD800)).isEmpty)
  }

  @Test(arguments: Array("abcdefghijklmnopqrstuvwxyz"))
  func controlLettersExceptThoseWithKeysOfTheirOwn(letter: Character) throws {
    let code = try #require(letter.asciiValue) - 0x60
    let expected: Key =
      switch letter {
      case "h": .backspace
      case "i": .tab
      case "j", "m": .enter
      default: .control(letter)
      }
    #expect(keys(of: String(Character(Unicode.Scalar(code)))) == [expected])
  }

  @Test func printableASCIIIsItself() {
    for value in UInt8(0x20)..<0x7F {
      let character = Character(Unicode.Scalar(value))
      #expect(keys(of: String(character)) == [.character(character)])
    }
  }

  @Test(arguments: ["é", "重", "👍", "−"] as [Character])
  func otherCharactersAreThemselves(character: Character) {
    #expect(keys(of: String(character)) == [.character(character)])
  }

  @Test(arguments: ["\u{0}", "\u{1c}", "\u{1f}", "\u{80}", "\u{9b}"])
  func otherControlsAreNothing(text: String) {
    #expect(events(of: text).isEmpty)
  }

  @Test func backspaceHasTwoCodes() {
    #expect(keys(of: "\u{7f}\u{8}") == [.backspace, .backspace])
  }

  @Test func aLoneEscapeIsTheKey() {
    #expect(keys(of: "\u{1b}") == [.escape])
    #expect(keys(of: "\u{1b}\u{1b}") == [.escape, .escape])
  }

  @Test func altIsEscapeAndTheLetter() {
    #expect(keys(of: "\u{1b}q") == [.escape, .character("q")])
  }

  @Test(arguments: ["\u{1b}[1;5A", "\u{1b}[?62;4c", "\u{1b}[>0;276;0c", "\u{1b}OX", "\u{1b}[200~"])
  func unknownControlSequencesAreSwallowed(sequence: String) {
    #expect(keys(of: sequence + "q") == [.character("q")])
  }

  @Test func aKeyEndsAnUnfinishedEscape() {
    var decoder = KeyDecoder()
    #expect(decoder.decode(input(CURSES_SHIM_INPUT_CHARACTER, 0x1B)).isEmpty)
    let up = input(CURSES_SHIM_INPUT_KEY, CURSES_SHIM_KEY_UP.rawValue)
    #expect(decoder.decode(up) == [.key(.escape), .key(.up)])
    #expect(decoder.finish().isEmpty)
  }

  @Test(arguments: [
    (CURSES_SHIM_MOUSE_PRESS, MouseEvent.Kind.press), (CURSES_SHIM_MOUSE_RELEASE, .release),
    (CURSES_SHIM_MOUSE_SCROLL_UP, .scrollUp), (CURSES_SHIM_MOUSE_SCROLL_DOWN, .scrollDown),
  ])
  func mouseEventsCarryTheirCell(code: curses_shim_mouse, kind: MouseEvent.Kind) {
    var decoder = KeyDecoder()
    let event = input(CURSES_SHIM_INPUT_MOUSE, code.rawValue, x: 79, y: 23)
    #expect(decoder.decode(event) == [.mouse(MouseEvent(kind: kind, x: 79, y: 23))])
  }

  @Test func aClickIsAPressAndARelease() {
    var decoder = KeyDecoder()
    let click = input(CURSES_SHIM_INPUT_MOUSE, CURSES_SHIM_MOUSE_CLICK.rawValue, x: 4, y: 2)
    #expect(
      decoder.decode(click) == [
        .mouse(MouseEvent(kind: .press, x: 4, y: 2)),
        .mouse(MouseEvent(kind: .release, x: 4, y: 2)),
      ])
    let other = input(CURSES_SHIM_INPUT_MOUSE, CURSES_SHIM_MOUSE_OTHER.rawValue)
    #expect(decoder.decode(other).isEmpty)
  }
}
