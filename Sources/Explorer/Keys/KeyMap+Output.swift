import TerminalUI

extension KeyMap {
  static let outputBindings = [
    KeyBinding(
      .character("y"), does: .copyView, in: .view, help: "copy the view as text (OSC 52)")
  ]
}
