import Analysis
import Checkpoints
import Quantization

extension Setting {
  static let viewSettings = [
    Setting(
      "tensor", alias: "open", "NAME", help: "the tensor that is shown",
      places: [.line, .flag], current: { $0.tensor?.name },
      candidates: { state, typed in state.tensorNames(matching: typed) },
      apply: { state, name throws(SettingError) in
        guard let tensor = state.tensor(meantBy: name) else {
          throw SettingError("no tensor of \(state.model.name) matches '\(name)'")
        }
        state.select(tensor)
        state.revealSelection()
      }),
    Setting(
      "screen", Screen.allCases.map(\.word).joined(separator: "|"), help: "what is shown of it",
      current: { $0.screen.word },
      candidates: { _, typed in matching(typed, in: Screen.allCases.map(\.word)) },
      apply: { state, word throws(SettingError) in
        let numbers = Screen.allCases.map { (String($0.key), $0) }
        let choices = Screen.allCases.map { ($0.word, $0) }
        let isNumber = numbers.contains { $0.0 == word }
        state.show(try value(of: word, noun: "screen", isNumber ? numbers : choices))
      }),
    choice(
      "scope", of: ScopeExtent.allCases.map { ($0.name, $0) }, noun: "scope",
      help: "how much of the tensor the view reaches over", \.extent),
    position(
      "row", help: "the row that is looked at", current: { $0.row },
      count: { $0.tensor?.matrixShape.rows ?? 0 }, go: { $0.row = $1 }),
    position(
      "group", help: "the group in the row", current: { $0.group },
      count: { $0.groupLayout?.groupsPerRow ?? 0 }, go: { $0.goToGroup($1) }),
    position(
      "column", help: "the weight in the row", current: { $0.column },
      count: { $0.tensor?.matrixShape.columns ?? 0 }, go: { $0.goToColumn($1) }),
    toggle("log-counts", help: "logarithmic counts in Distribution", \.hasLogarithmicCounts),
    choice(
      "axis", of: AxisReach.allCases.map { ($0.word, $0) }, noun: "axis",
      help: "how much of the weights the axis of Distribution reaches over", \.plot.reach),
    Setting(
      "zoom", "FACTOR", help: "how many times the axis of Distribution is enlarged",
      current: { String(1 << $0.plot.halvings) },
      candidates: { _, typed in matching(typed, in: (0...8).map { String(1 << $0) }) },
      apply: setZoom),
    toggle(
      "dequantized", help: "dequantized weights as points over Distribution", \.plot.showsRestored),
    choice(
      "measure", of: HeatmapKind.allCases.map { ($0.word, $0) }, noun: "measure",
      help: "what the heatmap shows of every group", \.heatmapKind),
    Setting(
      "sort", sortWords.joined(separator: "|"),
      help: "what Compare, Layers and the ranked list are sorted by",
      current: { $0.screen == .compare ? $0.comparisonColumn.word : $0.layerColumn.word },
      candidates: { _, typed in matching(typed, in: sortWords) }, apply: setSort),
    Setting(
      "filter", "TEXT", help: "what the list is narrowed to: tensors with these letters",
      places: [.line, .flag], impliedValue: { _ in "" }, current: { $0.list.filter },
      apply: { state, text throws(SettingError) in state.setFilter(text) }),
  ]

  private static let setZoom: Apply = { state, word throws(SettingError) in
    let halvings = (0...PlotSettings.maximumHalvings).first { String(1 << $0) == word }
    guard let halvings else {
      throw SettingError(
        "'\(word)' is no zoom: 1, 2, 4, 8 … \(1 << PlotSettings.maximumHalvings)")
    }
    state.plot.halvings = halvings
  }

  /// The columns of both tables, each word once.
  private static let sortWords: [String] = {
    let layers = LayerColumn.allCases.map(\.word)
    return layers + ComparisonColumn.allCases.map(\.word).filter { !layers.contains($0) }
  }()

  private static let setSort: Apply = { state, word throws(SettingError) in
    let exact = try value(of: word, noun: "column", sortWords.map { ($0, $0) })
    let layer = LayerColumn.allCases.first { $0.word == exact }
    let comparison = ComparisonColumn.allCases.first { $0.word == exact }
    if let layer, layer != state.layerColumn { state.sortLayers(by: layer) }
    if let comparison { state.comparisonColumn = comparison }
  }
}

extension AppState {
  /// Names of tensors for a text that is being typed.
  fileprivate func tensorNames(matching typed: String) -> [String] {
    let matches = model.searchIndex.matches(typed)
    let others = matches.indices.lazy.filter { $0 != matches.best }
    return (Array(matches.best.map { [$0] } ?? []) + others.prefix(Completion.maximumCount))
      .map { model.tensors[$0].name }
  }

  fileprivate mutating func goToGroup(_ group: Int) {
    self.group = group
    column = groupLayout?.columns(ofGroup: group).lowerBound ?? 0
  }

  fileprivate mutating func goToColumn(_ column: Int) {
    self.column = column
    group = column / max(groupLayout?.groupSize ?? 1, 1)
  }

  fileprivate func tensor(meantBy name: String) -> Int? {
    guard !name.isEmpty else { return nil }
    return model.tensors.firstIndex { $0.name == name } ?? model.searchIndex.matches(name).best
  }
}

extension AxisReach {
  var word: String {
    switch self {
    case .automatic: "auto"
    case .all: "all"
    case .central999: "99.9"
    case .central99: "99"
    }
  }
}

extension Screen {
  var word: String { title.lowercased() }
}

extension HeatmapKind {
  var word: String {
    switch self {
    case .asymmetry: "asymmetry"
    case .absoluteMaximum: "maximum"
    case .kurtosis: "kurtosis"
    case .normalizedError: "nmse"
    case .twoScaleGain: "gain"
    }
  }
}

extension LayerColumn {
  var word: String {
    switch self {
    case .weights: "weights"
    case .deviations: "deviations"
    case .kurtosis: "kurtosis"
    case .asymmetry: "asymmetry"
    case .outliers: "outliers"
    case .outlierChannels: "channels"
    case .signalToNoise: "sqnr"
    case .gain: "gain"
    }
  }
}

extension ComparisonColumn {
  var word: String {
    switch self {
    case .bitsPerWeight: "bits"
    case .meanSquaredError: "mse"
    case .normalizedError: "nmse"
    case .signalToNoise: "sqnr"
    case .maximumError: "maximum"
    case .cosine: "cosine"
    }
  }
}
