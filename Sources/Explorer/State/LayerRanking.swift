import Analysis
import Quantization

/// The tensors that the scan knows, ranked. Kept and extended, because every frame needs it and a
/// model can have tens of thousands of tensors.
struct LayerRanking: Sendable, Equatable {
  /// What the ranking is for.
  struct Key: Sendable, Equatable {
    var scheme: QuantizationScheme
    var column: LayerColumn
  }

  let key: Key
  /// The highest rank first, those without one last.
  private(set) var tensors: [Int] = []
  private var ranks: [Double?] = []
  /// The highest value of the column; what the bars of the list are measured by.
  private(set) var maximum = 0.0

  init(_ key: Key, _ found: [(tensor: Int, finding: ModelScan.Finding)] = []) {
    self.key = key
    let ranked = found.map { (tensor: $0.tensor, scan: try? $0.finding.get()) }
      .map { (tensor: $0.tensor, rank: $0.scan.flatMap(key.column.rank), scan: $0.scan) }
      .sorted { Self.precedes(($0.rank, $0.tensor), ($1.rank, $1.tensor)) }
    tensors = ranked.map(\.tensor)
    ranks = ranked.map(\.rank)
    maximum = ranked.compactMap { $0.scan.flatMap(key.column.value) }.max() ?? 0
  }

  mutating func insert(_ tensor: Int, _ finding: ModelScan.Finding) {
    let scan = try? finding.get()
    let rank = scan.flatMap(key.column.rank)
    var (low, high) = (0, tensors.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.precedes((ranks[middle], tensors[middle]), (rank, tensor)) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    tensors.insert(tensor, at: low)
    ranks.insert(rank, at: low)
    maximum = max(maximum, scan.flatMap(key.column.value) ?? 0)
  }

  /// Ties keep the order of the tensors.
  private static func precedes(_ one: (Double?, Int), _ other: (Double?, Int)) -> Bool {
    switch (one.0, other.0) {
    case (let first?, let second?): (second, one.1) < (first, other.1)
    case (nil, nil): one.1 < other.1
    case (let first, nil): first != nil
    case (nil, _): false
    }
  }
}

extension AppState {
  /// The tensors that are known under the current scheme, ranked by the sorting column.
  var rankedLayers: [Int] { ranking.tensors }

  /// Ranks again where scheme or column changed, and sorts the list where it shows the ranking.
  mutating func renewRanking() {
    let key = LayerRanking.Key(scheme: scheme, column: layerColumn)
    guard ranking.key != key else { return }
    ranking = LayerRanking(key, scan.found(scheme))
    sortList()
  }

  /// Orders the list as the ranking does where the list shows it; what is not known comes last.
  mutating func sortList() {
    guard list.isRanked else { return }
    let known = Set(ranking.tensors)
    let others = model.tensors.indices.lazy.filter { !known.contains($0) }
    let nodes = (ranking.tensors + others).map { model.tree.nodeOfTensor[$0] }
    list.setRanking(nodes, selected: selection.map { model.tree.nodeOfTensor[$0] }, in: model.tree)
  }
}
