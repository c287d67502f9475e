public import Checkpoints
import Quantization

/// Writes a model with its quantized tensors as floats again, a few rows at a time.
public struct CheckpointDequantizer: Sendable {
  /// What happens to one tensor of the file.
  private enum Step {
    case copy(TensorDescriptor)
    /// The quantized tensor, as it is to be written.
    case restore(TensorDescriptor, as: TensorDescriptor)

    var written: TensorDescriptor {
      switch self {
      case .copy(let tensor), .restore(_, let tensor): tensor
      }
    }
  }

  private let checkpoint: any Checkpoint
  private let analyzer: TensorAnalyzer

  /// - Parameter checkpoint: as `openModel(at:)` gives it.
  public init(_ checkpoint: any Checkpoint, threads: Int = processorCount) {
    self.checkpoint = checkpoint
    analyzer = TensorAnalyzer(checkpoint: checkpoint, threads: threads)
  }

  /// Writes the model; plain tensors are copied byte for byte.
  ///
  /// - Parameters:
  ///   - target: a file, or for a model of several files a folder.
  ///   - dataType: what quantized tensors become; `nil` is the dtype that they had, and float32
  ///     where the file does not say which.
  ///   - progress: called with the finished fraction of all bytes written.
  /// - Returns: the tensors that were dequantized, as they were written.
  /// - Throws: `AnalysisError`; the target is then as it was.
  @concurrent
  public func write(
    to target: String, as dataType: DataType? = nil, overwrite: Bool,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> [TensorDescriptor] {
    let plan = checkpoint.stored.shards.map { steps(of: $0, as: dataType) }
    let total = plan.joined().reduce(0) { $0 + $1.written.byteCount }
    var tracker = ByteProgress(total: total, report: progress)
    if plan.count <= 1 {
      try await writeShard(plan.first ?? [], to: target, overwrite: overwrite, &tracker)
    } else {
      let shards = try inCheckpoint { () throws(CheckpointError) in
        try ShardSetWriter(folder: target, shardCount: plan.count, overwrite: overwrite)
      }
      for (index, steps) in plan.enumerated() {
        let path = shards.path(ofShard: index)
        try await writeShard(steps, to: path, overwrite: false, &tracker)
      }
      do throws(CheckpointError) {
        try shards.finish(tensors: plan.map { $0.map(\.written) })
      } catch {
        throw .checkpoint(error)
      }
    }
    return plan.joined().compactMap {
      if case .restore(_, let written) = $0 { written } else { nil }
    }
  }

  /// A quantized tensor goes where the first of its parts was.
  private func steps(of shard: CheckpointShard, as dataType: DataType?) -> [Step] {
    shard.tensors.compactMap { part in
      guard let tensor = checkpoint.owner(ofPart: part),
        let form = checkpoint.storedForm(of: tensor)
      else { return .copy(part) }
      guard form.parts.first == part else { return nil }
      let written = TensorDescriptor(
        name: tensor.name, dataType: dataType ?? form.sourceType ?? .f32, shape: tensor.shape)
      return .restore(tensor, as: written)
    }
  }

  private func writeShard(
    _ steps: [Step], to path: String, overwrite: Bool, _ tracker: inout ByteProgress
  ) async throws(AnalysisError) {
    let metadata = plainMetadata
    var writer = try inCheckpoint { () throws(CheckpointError) in
      try SafetensorsWriter(
        path: path, tensors: steps.map(\.written), metadata: metadata, overwrite: overwrite)
    }
    let positions = writer.positions
    for step in steps {
      if Task.isCancelled { throw .cancelled }
      let written = step.written
      let index = positions[Array(written.name.utf8)] ?? 0
      switch step {
      case .copy(let tensor):
        try writer.copy(tensor, of: checkpoint, to: index)
      case .restore(let tensor, _):
        try await restore(
          tensor, as: written.dataType, to: index, &writer, tracker.part(written.byteCount))
      }
      tracker.add(written.byteCount)
    }
    do throws(CheckpointError) { try writer.finish() } catch { throw .checkpoint(error) }
  }

  /// Restores chunks of rows on several threads and writes them in their order.
  private func restore(
    _ tensor: TensorDescriptor, as dataType: DataType, to index: Int,
    _ writer: inout SafetensorsWriter, _ progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) {
    guard let narrowing = Narrowing(dataType) else {
      throw .notFloatingPoint(tensor: tensor.name, dataType: dataType)
    }
    let plan = analyzer.plan(of: tensor)
    var failure: CheckpointError?
    try await reduceChunks(count: plan.chunkCount, by: analyzer.workers, progress: progress) {
      chunk throws(AnalysisError) in
      let weights = try analyzer.stored(rows: plan.rows(ofChunk: chunk), of: tensor)
      return narrowing.bytes(of: weights)
    } merge: { bytes in
      guard failure == nil else { return }
      do throws(CheckpointError) {
        try writer.append(bytes.span.bytes, to: index)
      } catch {
        failure = error
      }
    }
    if let failure { throw .checkpoint(failure) }
  }

  /// The metadata without what described the quantized tensors; the first entry of every key.
  private var plainMetadata: [MetadataEntry] {
    var keys: Set<[UInt8]> = []
    return checkpoint.metadata.filter { entry in
      ![PackedSchemes.metadataKey, "afpq_version"].contains(entry.key)
        && keys.insert(Array(entry.key.utf8)).inserted
    }
  }
}
