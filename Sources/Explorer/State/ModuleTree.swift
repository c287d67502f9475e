/// The tensors of a model by module: a tree in preorder, so that a subtree is a range of nodes.
///
/// A name is taken apart at its dots. A number stays with the word before it (`layers.10`), modules
/// that only hold one module are joined with it, and a module that only holds a few tensors (the
/// weight and the bias of one layer) is no line of its own: `query.weight`.
struct ModuleTree: Sendable, Equatable {
  struct Node: Sendable, Equatable {
    /// What the line says; the names of the modules around it are not repeated.
    let label: String
    /// 0 at the top.
    let depth: Int
    let parent: Int?
    /// The position of the tensor in the model; `nil` for a module.
    let tensor: Int?
    /// The first node that is no descendant of this one.
    fileprivate(set) var end: Int

    var isModule: Bool { tensor == nil }
    /// Whether the module is one of a numbered series, such as a layer.
    var isNumbered: Bool { isModule && (label.last?.isNumber ?? false) }
  }

  private(set) var nodes: [Node] = []
  /// The node of every tensor, by the tensor's position in the model.
  private(set) var nodeOfTensor: [Int]

  init(names: [String]) {
    nodeOfTensor = Array(repeating: 0, count: names.count)
    nodes.reserveCapacity(2 * names.count)
    let components = NameComponents(names)
    for branch in ModuleBranch.branches(of: components) {
      append(branch, components, depth: 0, parent: nil)
    }
  }

  private mutating func append(
    _ branch: ModuleBranch, _ names: NameComponents, depth: Int, parent: Int?
  ) {
    let index = nodes.count
    let node = Node(
      label: names.text(branch.label), depth: depth, parent: parent, tensor: branch.tensor,
      end: index + 1)
    nodes.append(node)
    if let tensor = branch.tensor { nodeOfTensor[tensor] = index }
    for child in branch.children { append(child, names, depth: depth + 1, parent: index) }
    nodes[index].end = nodes.count
  }

  /// The modules around a node, the innermost first.
  func ancestors(of node: Int) -> some Sequence<Int> {
    sequence(state: nodes[node].parent) { parent in
      defer { parent = parent.flatMap { nodes[$0].parent } }
      return parent
    }
  }

  /// The modules that are folded at first: the numbered ones, without those around `node`.
  func initiallyFolded(around node: Int?) -> Set<Int> {
    var folded = Set(nodes.indices.filter { nodes[$0].isNumbered })
    if let node { folded.subtract(ancestors(of: node)) }
    return folded
  }

  /// The lines of the list in order, without what folded modules hide.
  func rows(folded: Set<Int>) -> [Int] {
    var rows: [Int] = []
    var node = 0
    while node < nodes.count {
      rows.append(node)
      node = folded.contains(node) ? nodes[node].end : node + 1
    }
    return rows
  }

  /// The lines that lead to the given tensors.
  func rows(tensors: [Int]) -> [Int] {
    var isShown = [Bool](repeating: false, count: nodes.count)
    for tensor in tensors {
      var node: Int? = nodeOfTensor[tensor]
      while let shown = node, !isShown[shown] {
        isShown[shown] = true
        node = nodes[shown].parent
      }
    }
    return nodes.indices.filter { isShown[$0] }
  }
}
