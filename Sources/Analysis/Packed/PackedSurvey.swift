import Checkpoints

/// Finds the quantized tensors of a checkpoint.
struct PackedSurvey {
  private let catalog: PartCatalog
  let schemes: PackedSchemes
  private let rows: RowsLayout
  private let gptq: GPTQLayout
  private let compressed: CompressedTensorsLayout
  private let modelOpt: ModelOptLayout
  private let gptOSS: GPTOSSLayout

  /// What was found, none of the names twice.
  private(set) var found: [RecognizedTensor] = []
  private(set) var notices: [String] = []
  private var names: Set<[UInt8]> = []
  private var unsupported: [UnsupportedLayout: [String]] = [:]
  private var colliding: [String] = []

  init(_ checkpoint: any Checkpoint, hints: QuantizationHints) {
    catalog = PartCatalog(checkpoint)
    schemes = PackedSchemes(checkpoint.metadata)
    rows = RowsLayout(catalog: catalog)
    gptq = GPTQLayout(catalog: catalog, hints: hints, schemes: schemes)
    compressed = CompressedTensorsLayout(catalog: catalog, hints: hints, schemes: schemes)
    modelOpt = ModelOptLayout(catalog: catalog)
    gptOSS = GPTOSSLayout(catalog: catalog)
  }

  mutating func run() {
    for name in schemes.names {
      if let entry = schemes[name], let tensor = rows.tensor(named: name, entry) { add(tensor) }
    }
    for tensor in catalog.checkpoint.tensors { examine(tensor) }
    notices = allNotices()
  }

  private mutating func examine(_ tensor: TensorDescriptor) {
    // What nearly all tensors of a model are called is part of no layout.
    if tensor.name.ends(with: ".weight") || tensor.name.ends(with: ".bias") { return }
    if tensor.name.utf8.reversed().starts(with: "_blocks".utf8.reversed()) {
      add(gptOSS.tensor(named: String(tensor.name.dropLast(7)), separator: "_"))
      return
    }
    guard let (module, leaf) = tensor.name.splitAtLastDot() else { return }
    let isKnownRows = leaf == "codes" && schemes[module] != nil
    if !isKnownRows,
      let kind = UnsupportedLayout(module: module, leaf: leaf, of: tensor, in: catalog),
      kind != .scaledFP8 || compressed.mxfp8Tensor(ofModule: module) == nil
    {
      unsupported[kind, default: []].append(tensor.name)
      return
    }
    switch leaf {
    case "qweight": add(gptq.tensor(ofModule: module))
    case "weight_packed": add(compressed.tensor(ofModule: module))
    case "weight_scale": add(compressed.mxfp8Tensor(ofModule: module))
    case "weight_scale_2": add(modelOpt.tensor(ofModule: module))
    case "blocks": add(gptOSS.tensor(named: module, separator: "."))
    default: break
    }
  }

  /// Takes a tensor, unless its name already stands for another.
  private mutating func add(_ tensor: RecognizedTensor?) {
    guard let tensor else { return }
    let name = tensor.tensor.name
    let isPart = tensor.parts.contains { $0.name == name }
    guard isPart || catalog[name] == nil, names.insert(Array(name.utf8)).inserted else {
      colliding.append(name)
      return
    }
    found.append(tensor)
  }
}

extension PackedSurvey {
  private func allNotices() -> [String] {
    var notices: [String] = []
    if schemes.unreadableCount > 0 {
      notices.append("\(PackedSchemes.metadataKey) in the metadata is no JSON object")
    }
    let missing = schemes.names.filter { !names.contains(Array($0.utf8)) }
    if !missing.isEmpty {
      notices.append(
        "\(PackedSchemes.metadataKey) describes \(listed(missing)), which the file does not hold "
          + "quantized")
    }
    for kind in UnsupportedLayout.allCases {
      guard let names = unsupported[kind] else { continue }
      notices.append(
        "\(listed(names)): stored as \(kind.rawValue), which is not dequantized; the parts are "
          + "shown as they are")
    }
    if !colliding.isEmpty {
      notices.append(
        "\(listed(colliding)): stored twice, plain or in several layouts; only one is shown "
          + "dequantized")
    }
    return notices + damageNotices()
  }

  private func damageNotices() -> [String] {
    let damaged = found.compactMap { tensor in
      if case .failure(let problem) = tensor.decoder { (tensor.tensor.name, problem) } else { nil }
    }
    guard let (name, problem) = damaged.first else { return [] }
    let others = damaged.count == 1 ? "" : ", and \(damaged.count - 1) more cannot be read"
    return ["\(name) cannot be dequantized: \(problem.reason)\(others)"]
  }

  private func listed(_ names: [String]) -> String {
    let first = names.first ?? ""
    return names.count == 1 ? first : "\(first) and \(names.count - 1) more"
  }
}

extension String {
  /// Whether the last bytes are those of `ending`.
  func ends(with ending: StaticString) -> Bool {
    let (name, length) = (utf8.span, ending.utf8CodeUnitCount)
    guard name.count >= length else { return false }
    return (0..<length).allSatisfy { name[name.count - length + $0] == ending.utf8Start[$0] }
  }

  /// What stands before and after the last dot; `nil` without a dot.
  func splitAtLastDot() -> (module: String, leaf: String)? {
    guard let dot = utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    return (String(self[..<dot]), String(self[utf8.index(after: dot)...]))
  }
}
