import TerminalUI

// Where printable keys are text, and in the help.
extension KeyMap {
  static let typingBindings = [
    KeyBinding(
      .left, does: .edit(.left), in: .typing, help: "one character to the left"),
    KeyBinding(
      .right, does: .edit(.right), in: .typing, help: "one character to the right"),
    KeyBinding(
      .home, .control("a"), does: .edit(.home), in: .typing, help: "to the beginning of the line"),
    KeyBinding(.end, .control("e"), does: .edit(.end), in: .typing, help: "to the end of the line"),
    KeyBinding(
      .backspace, does: .deleteCharacter, in: .typing,
      help: "delete a character; without one, leave the line"),
    KeyBinding(
      .delete, does: .edit(.deleteAfter), in: .typing, help: "delete the character at the cursor"),
    KeyBinding(
      .control("w"), does: .edit(.deleteWord), in: .typing, help: "delete the word to the left"),
    KeyBinding(
      .control("u"), does: .edit(.clearBefore), in: .typing,
      help: "delete everything to the left"),
    KeyBinding(
      .control("k"), does: .edit(.clearAfter), in: .typing,
      help: "delete everything to the right"),
  ]

  static let filterBindings = [
    KeyBinding(
      .enter, does: .keepFilter, in: .filter, help: "keep the filter and leave the line",
      hint: "keep", priority: 80),
    KeyBinding(
      .escape, does: .clearFilter, in: .filter,
      help: "clear the filter and keep the selected tensor", hint: "clear", priority: essential),
    KeyBinding(.down, does: .moveCursor(.by(1)), in: .filter, help: "next line of the list"),
    KeyBinding(.up, does: .moveCursor(.by(-1)), in: .filter, help: "previous line of the list"),
  ]

  static let commandLineBindings = [
    KeyBinding(
      .enter, does: .runCommandLine, in: .commandLine, help: "do what the line says",
      hint: "run", priority: 90),
    KeyBinding(
      .tab, does: .complete(1), in: .commandLine, help: "next completion", hint: "complete",
      priority: 80),
    KeyBinding(
      .backTab, does: .complete(-1), in: .commandLine, help: "previous completion"),
    KeyBinding(
      .up, does: .recallCommand(-1), in: .commandLine, help: "older line", hint: "history",
      priority: 70),
    KeyBinding(
      .down, does: .recallCommand(1), in: .commandLine, help: "newer line", hint: "history",
      priority: 70),
    KeyBinding(
      .escape, does: .closeCommandLine, in: .commandLine, help: "close the line",
      hint: "close", priority: essential),
  ]

  static let helpBindings =
    steps(in: .help, noun: "entry", hint: "move", Command.moveHelp) + [
      KeyBinding(
        .character("/"), does: .editHelpFilter, in: .help,
        help: "find entries by their keys and words", hint: "find", priority: 75),
      KeyBinding(
        .enter, does: .runHelpEntry, in: .help,
        help: "do what the entry says, on its screen", hint: "do it", priority: 80),
      KeyBinding(
        .character("q"), .escape, .character("?"), does: .closeHelp, in: .help,
        help: "close the help", hint: "close", priority: essential),
    ]

  static let helpFilterBindings = [
    KeyBinding(
      .enter, does: .runHelpEntry, in: .helpFilter, help: "do what the entry says",
      hint: "do it", priority: 80),
    KeyBinding(.down, does: .moveHelp(.by(1)), in: .helpFilter, help: "next entry"),
    KeyBinding(.up, does: .moveHelp(.by(-1)), in: .helpFilter, help: "previous entry"),
    KeyBinding(
      .escape, does: .clearHelpFilter, in: .helpFilter, help: "clear the filter",
      hint: "clear", priority: essential),
  ]
}
