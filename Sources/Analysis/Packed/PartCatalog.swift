import Checkpoints

/// The tensors of a checkpoint by name, as the parts that a layout asks for.
struct PartCatalog {
  let checkpoint: any Checkpoint
  private let tensors: [TensorDescriptor]

  init(_ checkpoint: any Checkpoint) {
    self.checkpoint = checkpoint
    tensors = checkpoint.tensors
  }

  subscript(name: String) -> TensorDescriptor? {
    tensors.index(ofName: name).map { tensors[$0] }
  }

  /// Those of the names that exist.
  func existing(_ names: [String]) -> [TensorDescriptor] { names.compactMap { self[$0] } }

  /// A part that must be there.
  func part(
    _ name: String, _ types: [DataType], rank: Int? = nil
  ) throws(Contradiction) -> TensorDescriptor {
    guard let part = try optionalPart(name, types, rank: rank) else {
      throw Contradiction("there is no \(name)")
    }
    return part
  }

  /// A part that may be there.
  ///
  /// A part without elements is refused, so that no dimension exceeds the size of the file.
  func optionalPart(
    _ name: String, _ types: [DataType], rank: Int? = nil
  ) throws(Contradiction) -> TensorDescriptor? {
    guard let part = self[name] else { return nil }
    guard types.contains(part.dataType) else {
      let expected = types.map(\.name).joined(separator: " or ")
      throw Contradiction("\(name) is \(part.dataType.name) instead of \(expected)")
    }
    if let rank, part.shape.count != rank {
      throw Contradiction("\(name) has the shape \(part.shape) instead of \(rank) dimensions")
    }
    guard part.count > 0 else { throw Contradiction("\(name) has no elements") }
    return part
  }
}

/// Why the parts of a quantized tensor do not go together.
struct Contradiction: Error, Hashable {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// That a part has not the shape that the others ask for.
  static func shape(_ part: TensorDescriptor, expected: [Int]) -> Contradiction {
    Contradiction("\(part.name) has the shape \(part.shape) instead of \(expected)")
  }
}

extension TensorDescriptor {
  /// - Throws: `Contradiction` for another shape.
  func requireShape(_ expected: [Int]) throws(Contradiction) {
    if shape != expected { throw .shape(self, expected: expected) }
  }
}
