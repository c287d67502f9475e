import CursesShim
import TerminalUI

@testable import CursesBackend

/// Whatever a terminal sends, input gives at most one event more than it has values (a click gives
/// two), and once it pauses a letter is a letter.
func brokenKeyPromise(_ input: [UInt8]) -> String? {
  var decoder = KeyDecoder()
  var events = 0
  let values = input.shimInputs
  for value in values { events += decoder.decode(value).count }
  events += decoder.finish().count
  guard events <= 2 * values.count + 1 else { return "\(values.count) inputs, \(events) events" }
  let letter = curses_shim_input(kind: CURSES_SHIM_INPUT_CHARACTER, code: 0x71, x: 0, y: 0)
  guard decoder.decode(letter) + decoder.finish() == [.key(.character("q"))] else {
    return "after a pause a letter is swallowed"
  }
  return nil
}

extension [UInt8] {
  /// Inputs of six bytes each: the kind, a code of three bytes, and a place. Three of four inputs
  /// are characters, most of them those of control sequences.
  fileprivate var shimInputs: [curses_shim_input] {
    stride(from: 0, to: count - count % 6, by: 6).map { start in
      let code = UInt32(self[start + 1]) | UInt32(self[start + 2]) << 8
      let high = UInt32(self[start + 3]) << 16
      let (x, y) = (Int32(self[start + 4]), Int32(self[start + 5]))
      return switch self[start] % 8 {
      case 0: curses_shim_input(kind: CURSES_SHIM_INPUT_KEY, code: code | high, x: x, y: y)
      case 1: curses_shim_input(kind: CURSES_SHIM_INPUT_MOUSE, code: code & 7, x: x, y: y)
      case 2: curses_shim_input(kind: CURSES_SHIM_INPUT_CHARACTER, code: code | high, x: x, y: y)
      default: curses_shim_input(kind: CURSES_SHIM_INPUT_CHARACTER, code: code & 0x7F, x: x, y: y)
      }
    }
  }
}
