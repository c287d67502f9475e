/// A part of the module tree while it is built.
struct ModuleBranch {
  var label: String
  var tensor: Int?
  var children: [ModuleBranch] = []

  /// Names come from a file; deeper ones keep their last dots.
  private static let maximumDepth = 16
  /// The tensors of a module that is shown without a line of its own.
  private static let maximumInlined = 4

  /// The simplified tree of names, in the order of the names.
  static func branches(of names: [String]) -> [ModuleBranch] {
    let paths = names.map(components(of:))
    return branches(of: Array(names.indices), paths: paths, level: 0).flatMap(\.simplified)
  }

  /// The parts of a name at its dots, numbers joined to the word before them.
  private static func components(of name: String) -> [String] {
    var components: [String] = []
    for part in name.split(separator: ".", omittingEmptySubsequences: false) {
      let isNumber = !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
      if let last = components.indices.last, isNumber || components.count == maximumDepth {
        components[last] += "." + part
      } else {
        components.append(String(part))
      }
    }
    return components
  }

  private static func branches(
    of tensors: [Int], paths: [[String]], level: Int
  ) -> [ModuleBranch] {
    var members: [(label: String, tensors: [Int])] = []
    var positions: [String: Int] = [:]
    for tensor in tensors {
      let label = paths[tensor][level]
      if let position = positions[label] {
        members[position].tensors.append(tensor)
      } else {
        positions[label] = members.count
        members.append((label, [tensor]))
      }
    }
    return members.flatMap { member -> [ModuleBranch] in
      let leaves = member.tensors.filter { paths[$0].count == level + 1 }
      let deeper = member.tensors.filter { paths[$0].count > level + 1 }
      let tensors = leaves.map { ModuleBranch(label: member.label, tensor: $0) }
      guard !deeper.isEmpty else { return tensors }
      let children = branches(of: deeper, paths: paths, level: level + 1)
      return tensors + [ModuleBranch(label: member.label, children: children)]
    }
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

  private func labelled(after module: String) -> ModuleBranch {
    ModuleBranch(label: "\(module).\(label)", tensor: tensor, children: children)
  }
}
