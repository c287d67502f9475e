import TerminalUI

extension KeyMap {
  static let schemeBindings = [
    KeyBinding(
      .character("i"), does: .family(.integer), in: .scheme,
      help: "INT with a zero point; again: symmetric INT", hint: "INT", priority: 74),
    KeyBinding(
      .character("f"), does: .family(.floatingPoint), in: .scheme,
      help: "symmetric FP; again: FP with a zero point", hint: "FP", priority: 74),
    KeyBinding(
      .character("a"), does: .family(.twoScale), in: .scheme,
      help: "AFPQ: one scale per sign; again: AFPQ on NormalFloat", hint: "AFPQ",
      priority: 74),
    KeyBinding(
      .character("m"), does: .family(.microscaling), in: .scheme,
      help: "MXFP4; again: MXFP6, MXFP8, MXINT8, NVFP4, AMXFP4", hint: "MX",
      priority: 40),
    KeyBinding(
      .character("+"), .character("="), does: .stepBits(1), in: .scheme,
      help: "one bit more", hint: "bits", priority: 72),
    KeyBinding(
      .character("-"), does: .stepBits(-1), in: .scheme, help: "one bit less", hint: "bits",
      priority: 72),
    KeyBinding(
      .character("["), does: .stepGroupSize(-1), in: .scheme,
      help: "smaller groups: per tensor, per channel, 1024 … 16", hint: "size",
      priority: 72),
    KeyBinding(
      .character("]"), does: .stepGroupSize(1), in: .scheme, help: "larger groups",
      hint: "size", priority: 72),
    KeyBinding(
      .character("e"), does: .nextSplit, in: .scheme,
      help: "next split of the bits into exponent and mantissa", hint: "split", priority: 30),
    KeyBinding(
      .character("s"), does: .toggleClipping, in: .scheme,
      help: "clipping: absolute maximum or least squares", hint: "clip", priority: 20),
    KeyBinding(
      .character("p"), does: .togglePin, in: .scheme,
      help: "pin the scheme to compare others with it; again: let it go", hint: "pin",
      priority: 31),
  ]

  static let normalFloatBindings = [
    KeyBinding(
      .character("n"), does: .family(.normalFloat), in: .normalFloat,
      help: "NormalFloat; again: Student float", hint: "NF", priority: 40)
  ]

  static let viewBindings =
    Screen.allCases.map { screen in
      KeyBinding(
        .character(screen.key), does: .show(screen), in: .view,
        help: screen.title)
    } + [
      KeyBinding(.tab, does: .stepScreen(1), in: .view, help: "next screen"),
      KeyBinding(.backTab, does: .stepScreen(-1), in: .view, help: "previous screen"),
      KeyBinding(
        .character("v"), does: .stepExtent(1), in: .view,
        help: "widen the view: group, row, whole tensor", hint: "view", priority: 35),
      KeyBinding(
        .character("V"), does: .stepExtent(-1), in: .view,
        help: "narrow the view: whole tensor, row, group"),
      KeyBinding(
        .character("J"), does: .stepTensor(1), in: .view,
        help: "next tensor, whatever the arrows move", hint: "tensor", priority: 25),
      KeyBinding(
        .character("K"), does: .stepTensor(-1), in: .view, help: "previous tensor",
        hint: "tensor", priority: 25),
      KeyBinding(
        .character("c"), does: .stepSortColumn(1), in: .view,
        help: "rank by the next column; Heatmap: next measure"),
      KeyBinding(
        .character("C"), does: .stepSortColumn(-1), in: .view,
        help: "rank by the previous column; Heatmap: previous measure"),
      KeyBinding(
        .character("t"), does: .toggleListOrder, in: .view,
        help: "the tensor list by module, or ranked by the column"),
    ] + plotBindings + [
      KeyBinding(
        .character("/"), does: .editFilter, in: .view, help: "filter the tensors as you type",
        hint: "filter", priority: 50),
      KeyBinding(
        .character(":"), does: .openCommandLine, in: .view,
        help: "a command: every setting by its name", hint: "set", priority: 36),
    ]

  private static let plotBindings = [
    KeyBinding(
      .character("z"), does: .zoom(1), in: .view, help: "in Distribution: half of the axis",
      hint: "zoom", priority: 33),
    KeyBinding(
      .character("Z"), does: .zoom(-1), in: .view, help: "in Distribution: twice the axis",
      hint: "zoom", priority: 33),
    KeyBinding(
      .character("0"), does: .resetZoom, in: .view, help: "in Distribution: the whole axis"),
    KeyBinding(
      .character("x"), does: .stepReach, in: .view,
      help: "in Distribution: axis of all weights, 99.9 %, 99 %, automatic"),
    KeyBinding(
      .character("L"), does: .toggleLogarithm, in: .view,
      help: "in Distribution: linear or logarithmic counts"),
    KeyBinding(
      .character("d"), does: .toggleRestored, in: .view,
      help: "in Distribution: dequantized weights as points", hint: "dequantized", priority: 24),
  ]

  static let programBindings = [
    KeyBinding(
      .character("M"), does: .toggleMouse, in: .program,
      help: "mouse on or off; when off, the terminal selects text with it"),
    KeyBinding(
      .character("?"), does: .openHelp, in: .program, help: "this help", hint: "help",
      priority: essential),
    KeyBinding(
      .character("q"), does: .quit, in: .program, help: "quit", hint: "quit",
      priority: essential),
  ]

  static let alwaysBindings = [
    KeyBinding(.control("c"), does: .interrupt, in: .always, help: "quit at once")
  ]
}
