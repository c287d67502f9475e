import TerminalUI

extension KeyMap {
  static let outputBindings = [
    KeyBinding(
      .character("y"), does: .copyView, in: .view, help: "copy the view as text (OSC 52)"),
    KeyBinding(
      .character("w"), does: .beginCommand("write "), in: .view,
      help: "write the view to a file: .txt, .ans or .svg"),
  ]
}
