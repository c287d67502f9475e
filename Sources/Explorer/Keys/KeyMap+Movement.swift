import TerminalUI

extension KeyMap {
  static let listBindings =
    steps(in: .list, noun: "line", hint: "move", Command.moveCursor) + [
      KeyBinding(
        .right, .character("l"), does: .unfold, in: .list,
        help: "unfold the module; on a tensor, go to the view"),
      KeyBinding(
        .left, .character("h"), does: .fold, in: .list,
        help: "fold the module, or go to the one around it"),
      KeyBinding(
        .character(" "), does: .toggleFold, in: .list, help: "fold or unfold the module"),
      KeyBinding(
        .enter, does: .open, in: .list,
        help: "let the arrows step through its groups; fold a module",
        hint: "open", priority: 70),
      KeyBinding(.escape, does: .back, in: .list, help: "clear the filter"),
    ]

  static let distributionBindings =
    groupBindings(in: .distribution) + [
      KeyBinding(
        .up, .character("k"), does: .stepRow(.by(-1)), in: .distribution, help: "previous row",
        hint: "row", priority: 70),
      KeyBinding(
        .down, .character("j"), does: .stepRow(.by(1)), in: .distribution, help: "next row",
        hint: "row", priority: 70),
      KeyBinding(
        .home, does: .stepGroup(.first), in: .distribution, help: "first group of the row"),
      KeyBinding(
        .end, does: .stepGroup(.last), in: .distribution, help: "last group of the row"),
      KeyBinding(
        .character("g"), does: .stepRow(.first), in: .distribution, help: "first row"),
      KeyBinding(.character("G"), does: .stepRow(.last), in: .distribution, help: "last row"),
      KeyBinding(
        .pageUp, .control("u"), does: .stepRow(.by(-32)), in: .distribution, help: "32 rows back"),
      KeyBinding(
        .pageDown, .control("d"), does: .stepRow(.by(32)), in: .distribution, help: "32 rows on"),
      backBinding(in: .distribution),
    ]

  static let gridBindings =
    steps(in: .grid, noun: "code", hint: "codes", Command.scrollGrid)
    + groupBindings(in: .grid) + [backBinding(in: .grid)]

  static let compareBindings =
    steps(in: .compare, noun: "scheme", hint: "schemes", Command.moveComparison) + [
      KeyBinding(
        .enter, does: .takeScheme, in: .compare, help: "take the scheme over", hint: "take",
        priority: 70),
      backBinding(in: .compare),
    ]

  static let heatmapBindings =
    steps(in: .heatmap, noun: "row of cells", hint: "cell", Command.stepHeatmapRow) + [
      KeyBinding(
        .left, .character("h"), does: .stepHeatmapGroup(.by(-1)), in: .heatmap,
        help: "cell to the left", hint: "cell", priority: 65),
      KeyBinding(
        .right, .character("l"), does: .stepHeatmapGroup(.by(1)), in: .heatmap,
        help: "cell to the right", hint: "cell", priority: 65),
      KeyBinding(
        .character("n"), does: .stepWorst(1), in: .heatmap,
        help: "the group with the next lower value, from the highest on", hint: "worst",
        priority: 73),
      KeyBinding(
        .character("N"), does: .stepWorst(-1), in: .heatmap,
        help: "the group with the next higher value", hint: "worst", priority: 73),
      KeyBinding(
        .enter, does: .openGroup, in: .heatmap, help: "show the group as a distribution",
        hint: "open", priority: 70),
      backBinding(in: .heatmap),
    ]

  static let layerBindings =
    steps(in: .layers, noun: "layer", hint: "layers", Command.moveLayer) + [
      KeyBinding(
        .character("n"), does: .moveLayer(.by(1)), in: .layers, help: "next worst layer",
        hint: "worst", priority: 60),
      KeyBinding(
        .character("N"), does: .moveLayer(.by(-1)), in: .layers, help: "next better layer",
        hint: "worst", priority: 60),
      KeyBinding(
        .enter, does: .openLayer, in: .layers, help: "show the tensor at its worst group",
        hint: "open", priority: 70),
      KeyBinding(
        .escape, does: .back, in: .layers, help: "stop the scan, 5 resumes it; then to the list",
        hint: "stop, list", priority: 55),
    ]

  static let inspectBindings = [
    KeyBinding(
      .left, .character("h"), does: .stepColumn(.by(-1)), in: .inspect, help: "weight to the left",
      hint: "weight", priority: 70),
    KeyBinding(
      .right, .character("l"), does: .stepColumn(.by(1)), in: .inspect,
      help: "weight to the right", hint: "weight", priority: 70),
    KeyBinding(
      .up, .character("k"), does: .stepRow(.by(-1)), in: .inspect, help: "weight above",
      hint: "weight", priority: 70),
    KeyBinding(
      .down, .character("j"), does: .stepRow(.by(1)), in: .inspect, help: "weight below",
      hint: "weight", priority: 70),
    KeyBinding(
      .character("o"), does: .findOutlier, in: .inspect,
      help: "next weight beyond 6 standard deviations of the mean", hint: "outlier", priority: 73),
    KeyBinding(
      .home, does: .stepColumn(.first), in: .inspect, help: "first weight of the row"),
    KeyBinding(.end, does: .stepColumn(.last), in: .inspect, help: "last weight of the row"),
    KeyBinding(.character("g"), does: .stepRow(.first), in: .inspect, help: "first row"),
    KeyBinding(.character("G"), does: .stepRow(.last), in: .inspect, help: "last row"),
    KeyBinding(
      .pageUp, .control("u"), does: .stepRow(.by(-32)), in: .inspect, help: "32 rows back"),
    KeyBinding(
      .pageDown, .control("d"), does: .stepRow(.by(32)), in: .inspect, help: "32 rows on"),
    backBinding(in: .inspect),
  ]

  private static func groupBindings(in topic: KeyTopic) -> [KeyBinding] {
    [
      KeyBinding(
        .left, .character("h"), does: .stepGroup(.by(-1)), in: topic, help: "previous group",
        hint: "group", priority: 70),
      KeyBinding(
        .right, .character("l"), does: .stepGroup(.by(1)), in: topic, help: "next group",
        hint: "group", priority: 70),
    ]
  }

  private static func backBinding(in topic: KeyTopic) -> KeyBinding {
    KeyBinding(
      .escape, does: .back, in: topic, help: "back to the tensor list", hint: "list", priority: 55)
  }

  /// The keys that move up and down in anything with lines.
  static func steps(
    in topic: KeyTopic, noun: String, hint: String, _ command: (Step) -> Command
  ) -> [KeyBinding] {
    [
      KeyBinding(
        .up, .character("k"), does: command(.by(-1)), in: topic, help: "previous \(noun)",
        hint: hint, priority: 65),
      KeyBinding(
        .down, .character("j"), does: command(.by(1)), in: topic, help: "next \(noun)",
        hint: hint, priority: 65),
      KeyBinding(
        .character("g"), .home, does: command(.first), in: topic, help: "first \(noun)"),
      KeyBinding(
        .character("G"), .end, does: command(.last), in: topic, help: "last \(noun)"),
      KeyBinding(.pageUp, does: command(.pages(-1)), in: topic, help: "one screen up"),
      KeyBinding(.pageDown, does: command(.pages(1)), in: topic, help: "one screen down"),
      KeyBinding(.control("u"), does: command(.pages(-0.5)), in: topic, help: "half a screen up"),
      KeyBinding(
        .control("d"), does: command(.pages(0.5)), in: topic, help: "half a screen down"),
    ]
  }
}
