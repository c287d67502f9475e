import CursesShim
import TerminalUI

/// Turns what ncurses read into the keys that a person pressed.
///
/// A value that remembers only an unfinished control sequence: those that ncurses does not know
/// (a key with a modifier, a report nobody asked for) must not be taken for the letters in them.
/// Alt is not a modifier here: Alt and a letter arrive as Escape and the letter.
struct KeyDecoder {
  private enum Expectation { case anything, introducer, controlFinal, shiftFinal }
  private var expectation = Expectation.anything

  /// The event of one input, and those that become certain by it.
  mutating func decode(_ input: curses_shim_input) -> [InputEvent] {
    switch input.kind {
    case CURSES_SHIM_INPUT_CHARACTER:
      guard let scalar = Unicode.Scalar(input.code) else { return [] }
      return character(scalar)
    case CURSES_SHIM_INPUT_KEY:
      return finish() + (Self.key(input.code).map { [.key($0)] } ?? [])
    case CURSES_SHIM_INPUT_MOUSE:
      let place = (x: Int(input.x), y: Int(input.y))
      return finish()
        + Self.mouse(input.code).map { .mouse(MouseEvent(kind: $0, x: place.x, y: place.y)) }
    default:
      return finish()
    }
  }

  /// What is certain when no more input waits: a lone Escape.
  mutating func finish() -> [InputEvent] {
    defer { expectation = .anything }
    return expectation == .introducer ? [.key(.escape)] : []
  }

  private mutating func character(_ scalar: Unicode.Scalar) -> [InputEvent] {
    if scalar == "\u{1B}" {
      let before = finish()
      expectation = .introducer
      return before
    }
    switch expectation {
    case .introducer where scalar == "[":
      expectation = .controlFinal
      return []
    case .introducer where scalar == "O":
      expectation = .shiftFinal
      return []
    case .controlFinal:
      // Parameters and intermediates are 0x20…0x3F, the final byte 0x40…0x7E (ECMA-48, 5.4).
      if !("\u{20}"..."\u{3F}").contains(scalar) { expectation = .anything }
      return []
    case .shiftFinal:
      expectation = .anything
      return []
    case .introducer, .anything:
      return finish() + (Self.key(scalar).map { [.key($0)] } ?? [])
    }
  }

  private static func key(_ scalar: Unicode.Scalar) -> Key? {
    switch scalar.value {
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x08, 0x7F: .backspace
    case 0x01...0x1A: .control(Character(Unicode.Scalar(UInt8(scalar.value + 0x60))))
    case ..<0x20, 0x80..<0xA0: nil
    default: .character(Character(scalar))
    }
  }

  private static func key(_ code: UInt32) -> Key? {
    if code >= CURSES_SHIM_KEY_FUNCTION_0.rawValue {
      return .function(Int(code - CURSES_SHIM_KEY_FUNCTION_0.rawValue))
    }
    return switch curses_shim_key(rawValue: code) {
    case CURSES_SHIM_KEY_UP: .up
    case CURSES_SHIM_KEY_DOWN: .down
    case CURSES_SHIM_KEY_LEFT: .left
    case CURSES_SHIM_KEY_RIGHT: .right
    case CURSES_SHIM_KEY_HOME: .home
    case CURSES_SHIM_KEY_END: .end
    case CURSES_SHIM_KEY_PAGE_UP: .pageUp
    case CURSES_SHIM_KEY_PAGE_DOWN: .pageDown
    case CURSES_SHIM_KEY_ENTER: .enter
    case CURSES_SHIM_KEY_BACK_TAB: .backTab
    case CURSES_SHIM_KEY_BACKSPACE: .backspace
    case CURSES_SHIM_KEY_DELETE: .delete
    default: nil
    }
  }

  private static func mouse(_ code: UInt32) -> [MouseEvent.Kind] {
    switch curses_shim_mouse(rawValue: code) {
    case CURSES_SHIM_MOUSE_PRESS: [.press]
    case CURSES_SHIM_MOUSE_RELEASE: [.release]
    case CURSES_SHIM_MOUSE_CLICK: [.press, .release]
    case CURSES_SHIM_MOUSE_SCROLL_UP: [.scrollUp]
    case CURSES_SHIM_MOUSE_SCROLL_DOWN: [.scrollDown]
    default: []
    }
  }
}
