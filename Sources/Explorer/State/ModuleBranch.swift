/// A part of the module tree while it is built.
struct ModuleBranch {
  /// Where the label is in the text of all names: it is part of a name, and only becomes a string
  /// when the tree is ready.
  var label: Range<Int>
  var tensor: Int?
  var children: [ModuleBranch] = []

  /// The tensors of a module that is shown without a line of its own.
  private static let maximumInlined = 4

  /// The simplified tree of names, in the order of the names.
  static func branches(of names: NameComponents) -> [ModuleBranch] {
    var paths = NamePaths(names)
    return branches(of: Array(names.starts.indices), &paths, level: 0).flatMap(\.simplified)
  }

  /// - Parameter tensors: those that share the components before `level`.
  private static func branches(
    of tensors: [Int], _ paths: inout NamePaths, level: Int
  ) -> [ModuleBranch] {
    members(of: tensors, &paths, level: level).flatMap { member -> [ModuleBranch] in
      let tensors = member.leaves.map { ModuleBranch(label: member.label, tensor: $0) }
      guard !member.deeper.isEmpty else { return tensors }
      let children = branches(of: member.deeper, &paths, level: level + 1)
      return tensors + [ModuleBranch(label: member.label, children: children)]
    }
  }

  /// The tensors whose names have the same component at one level.
  private struct Member {
    let label: Range<Int>
    /// Those whose names end with it.
    var leaves: [Int] = []
    var deeper: [Int] = []
  }

  private static func members(
    of tensors: [Int], _ paths: inout NamePaths, level: Int
  ) -> [Member] {
    var members: [Member] = []
    var index = LabelIndex()
    for tensor in tensors {
      let (label, isLast) = paths.nextComponent(ofName: tensor, level: level)
      let position = index.position(of: label, in: paths.names)
      if position == members.count { members.append(Member(label: label)) }
      if isLast {
        members[position].leaves.append(tensor)
      } else {
        members[position].deeper.append(tensor)
      }
    }
    return members
  }

  /// This branch, or what takes its place.
  private var simplified: [ModuleBranch] {
    guard tensor == nil else { return [self] }
    if children.count <= Self.maximumInlined, children.allSatisfy({ $0.tensor != nil }) {
      return children.map { $0.labelled(after: label) }
    }
    let children = children.flatMap(\.simplified)
    if children.count == 1 { return [children[0].labelled(after: label)] }
    return [ModuleBranch(label: label, children: children)]
  }

  /// In every name the components follow each other, so the joined label is a part of it, too.
  private func labelled(after module: Range<Int>) -> ModuleBranch {
    let start = label.lowerBound - module.count - 1
    return ModuleBranch(label: start..<label.upperBound, tensor: tensor, children: children)
  }
}
