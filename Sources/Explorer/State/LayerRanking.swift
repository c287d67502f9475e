import Analysis
import Quantization

/// The tensors that the scan knows, ranked. Kept and extended once per frame, because a model can
/// have hundreds of thousands of tensors, and a scan finds several of them between two frames.
struct LayerRanking: Sendable, Equatable {
  /// What the ranking is for.
  struct Key: Sendable, Equatable {
    var scheme: QuantizationScheme
    var column: LayerColumn
  }

  private struct Entry {
    /// Minus infinity where there is none.
    var rank: Double
    var tensor: Int

    /// Ties keep the order of the tensors.
    static func precedes(_ one: Entry, _ other: Entry) -> Bool {
      one.rank == other.rank ? one.tensor < other.tensor : one.rank > other.rank
    }
  }

  let key: Key
  /// The highest rank first, those without one last.
  private(set) var tensors: [Int] = []
  private var ranks: [Double] = []
  /// The highest value of the column; what the bars of the list are measured by.
  private(set) var maximum = 0.0

  init(_ key: Key, _ values: [(tensor: Int, value: Double?)] = []) {
    self.key = key
    add(values)
  }

  /// Ranks what else was found.
  mutating func add(_ values: [(tensor: Int, value: Double?)]) {
    maximum = values.reduce(maximum) { max($0, $1.value ?? 0) }
    var added = values.map { tensor, value in
      Entry(rank: value.map(key.column.rank) ?? -.infinity, tensor: tensor)
    }
    added.sort(by: Entry.precedes)
    merge(added)
  }

  private mutating func merge(_ added: [Entry]) {
    let known = (tensors: tensors, ranks: ranks)
    tensors = []
    ranks = []
    tensors.reserveCapacity(known.tensors.count + added.count)
    ranks.reserveCapacity(known.ranks.count + added.count)
    var position = 0
    for entry in added {
      var end = position
      while end < known.tensors.count,
        Entry.precedes(Entry(rank: known.ranks[end], tensor: known.tensors[end]), entry)
      {
        end += 1
      }
      tensors.append(contentsOf: known.tensors[position..<end])
      ranks.append(contentsOf: known.ranks[position..<end])
      tensors.append(entry.tensor)
      ranks.append(entry.rank)
      position = end
    }
    tensors.append(contentsOf: known.tensors[position...])
    ranks.append(contentsOf: known.ranks[position...])
  }
}

extension AppState {
  /// The tensors that are known under the current scheme, ranked by the sorting column.
  var rankedLayers: [Int] { ranking.tensors }

  /// Ranks what the scan found since, or all of it again where scheme or column changed, and sorts
  /// the list where it shows the ranking.
  mutating func renewRanking() {
    let key = LayerRanking.Key(scheme: scheme, column: layerColumn)
    let isSame = ranking.key == key
    let ranked = isSame ? ranking.tensors.count : 0
    guard !isSame || ranked < scan.count(scheme) else { return }
    if !isSame { ranking = LayerRanking(key) }
    ranking.add(scan.values(layerColumn, scheme, from: ranked))
    sortList()
  }

  /// Orders the list as the ranking does where the list shows it; what is not known comes last.
  mutating func sortList() {
    guard list.isRanked else { return }
    var isKnown = [Bool](repeating: false, count: model.tensors.count)
    for tensor in ranking.tensors { isKnown[tensor] = true }
    let nodeOfTensor = model.tree.nodeOfTensor
    var nodes = ranking.tensors.map { nodeOfTensor[$0] }
    for tensor in isKnown.indices where !isKnown[tensor] { nodes.append(nodeOfTensor[tensor]) }
    list.setRanking(nodes, selected: selection.map { nodeOfTensor[$0] }, in: model.tree)
  }
}
