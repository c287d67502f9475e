public import Checkpoints
public import Quantization

/// What quantizing a model does to each of its tensors, before anything is written.
public struct QuantizationPlan: Sendable {
  /// What happens to one tensor.
  public enum Step: Sendable {
    /// It becomes `arrays`.
    case quantize(TensorDescriptor, QuantizationScheme, arrays: [StoredArray])
    /// It is copied byte for byte, and why.
    case copy(TensorDescriptor, TensorSelection.Omission)
  }

  /// The steps of every file of the model.
  public let shards: [[Step]]
  public let layout: PackingLayout

  /// Parts of quantized tensors that do not take part are copied like all other tensors.
  ///
  /// - Parameter scheme: the scheme of a tensor that takes part.
  /// - Throws: `AnalysisError.quantization` when the layout cannot hold a tensor,
  ///   `AnalysisError.alreadyQuantized` when there is nothing left to quantize in one, and
  ///   `AnalysisError.nameTaken` when a part would be called like another tensor.
  public init(
    _ checkpoint: any Checkpoint, selection: TensorSelection, layout: PackingLayout,
    scheme: (TensorDescriptor) -> QuantizationScheme
  ) throws(AnalysisError) {
    var shards: [[Step]] = []
    for shard in checkpoint.stored.shards {
      var steps: [Step] = []
      for tensor in shard.tensors {
        let owner = checkpoint.owner(ofPart: tensor)
        if let omission = selection.omission(of: owner ?? tensor) {
          steps.append(.copy(tensor, omission))
        } else if let owner {
          throw .alreadyQuantized(tensor: owner.name, encoding: owner.encoding ?? "")
        } else {
          steps.append(try Self.step(tensor, scheme(tensor), layout))
        }
      }
      shards.append(steps)
    }
    self.shards = shards
    self.layout = layout
    try requireDifferentNames()
  }

  /// The parts of a quantized tensor must not meet a tensor that is called like one of them.
  private func requireDifferentNames() throws(AnalysisError) {
    var names: Set<[UInt8]> = []
    for step in shards.joined() {
      for tensor in step.descriptors where !names.insert(Array(tensor.name.utf8)).inserted {
        throw .nameTaken(name: tensor.name)
      }
    }
  }

  private static func step(
    _ tensor: TensorDescriptor, _ scheme: QuantizationScheme, _ layout: PackingLayout
  ) throws(AnalysisError) -> Step {
    do throws(QuantizationError) {
      let shape = MatrixShape(tensor.shape)
      let arrays = try layout.arrays(for: tensor.name, scheme: scheme, shape: shape)
      return .quantize(tensor, scheme, arrays: arrays)
    } catch {
      throw .quantization(tensor: tensor.name, error)
    }
  }

  /// Whether the model is written as a folder of several files.
  public var isFolder: Bool { shards.count > 1 }

  /// Bytes of all tensors that will be written, headers aside.
  public var byteCount: Int {
    shards.joined().reduce(0) { total, step in
      total + step.descriptors.reduce(0) { $0 + $1.byteCount }
    }
  }
}

extension QuantizationPlan.Step {
  /// The tensors that the step leaves in the file.
  var descriptors: [TensorDescriptor] {
    switch self {
    case .quantize(_, _, let arrays): arrays.map(\.descriptor)
    case .copy(let tensor, _): [tensor]
    }
  }
}
