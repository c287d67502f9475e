import CursesBackend
import Glibc

/// How a text report stands out on a terminal.
struct ReportStyle: Sendable {
  /// Whether escape sequences are written at all.
  let isStyled: Bool

  static let plain = ReportStyle(isStyled: false)

  private init(isStyled: Bool) { self.isStyled = isStyled }

  /// `auto` styles only a terminal that can do it, and not under `NO_COLOR` (no-color.org).
  init(_ mode: ColorMode) {
    switch mode {
    case .never: isStyled = false
    case .sixteen, .indexed, .trueColor: isStyled = true
    case .automatic:
      let isCapable = !["", "dumb"].contains(terminalType)
      isStyled = StandardOutput.isTerminal && isCapable && !Self.isColorForbidden
    }
  }

  /// Whether `NO_COLOR` asks for none.
  static var isColorForbidden: Bool { !(environmentVariable("NO_COLOR") ?? "").isEmpty }

  func header(_ text: String) -> String { styled(text, "1") }

  func highlighted(_ text: String) -> String { styled(text, "36") }

  private func styled(_ text: String, _ parameter: String) -> String {
    isStyled ? "\u{1B}[\(parameter)m\(text)\u{1B}[0m" : text
  }
}

/// The terminal's name, empty where there is none.
var terminalType: String { environmentVariable("TERM") ?? "" }

private func environmentVariable(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
