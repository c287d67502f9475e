public import Checkpoints
import Quantization

/// Writes a model with its matrices quantized, tensor by tensor, so that memory holds no more than
/// one tensor's codes.
public struct CheckpointQuantizer: Sendable {
  let analyzer: TensorAnalyzer
  private let checkpoint: any Checkpoint
  /// Written to the metadata of every file.
  private let version: String

  /// What became of one tensor.
  public typealias TensorResult = (tensor: TensorDescriptor, result: SchemeResult)

  public init(_ analyzer: TensorAnalyzer, version: String) {
    self.analyzer = analyzer
    checkpoint = analyzer.checkpoint
    self.version = version
  }

  /// Writes what `plan` says.
  ///
  /// - Parameters:
  ///   - target: a file, or for a model of several files a folder.
  ///   - progress: called with the finished fraction of all bytes read.
  /// - Returns: the cost and the error of every quantized tensor, as `compare` gives them.
  /// - Throws: `AnalysisError`; the target is then as it was.
  @concurrent
  public func write(
    _ plan: QuantizationPlan, to target: String, overwrite: Bool,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> [TensorResult] {
    var tracker = ByteProgress(total: plan.sourceByteCount, report: progress)
    guard plan.isFolder else {
      return try await writeShard(
        plan.shards.first ?? [], plan.layout, to: target, overwrite: overwrite, &tracker)
    }
    let shards = try inCheckpoint { () throws(CheckpointError) in
      try ShardSetWriter(folder: target, shardCount: plan.shards.count, overwrite: overwrite)
    }
    var results: [TensorResult] = []
    for (index, steps) in plan.shards.enumerated() {
      results += try await writeShard(
        steps, plan.layout, to: shards.path(ofShard: index), overwrite: false, &tracker)
    }
    do throws(CheckpointError) {
      try shards.finish(tensors: plan.shards.map { $0.flatMap(\.descriptors) })
    } catch {
      throw .checkpoint(error)
    }
    return results
  }

  private func writeShard(
    _ steps: [QuantizationPlan.Step], _ layout: PackingLayout, to path: String, overwrite: Bool,
    _ tracker: inout ByteProgress
  ) async throws(AnalysisError) -> [TensorResult] {
    let metadata = self.metadata(of: steps)
    var writer = try inCheckpoint { () throws(CheckpointError) in
      try SafetensorsWriter(
        path: path, tensors: steps.flatMap(\.descriptors), metadata: metadata,
        overwrite: overwrite)
    }
    let positions = writer.positions
    var results: [TensorResult] = []
    for step in steps {
      if Task.isCancelled { throw .cancelled }
      switch step {
      case .copy(let tensor, _):
        try writer.copy(tensor, of: checkpoint, to: positions[Array(tensor.name.utf8)] ?? 0)
        tracker.add(tensor.byteCount)
      case .quantize(let tensor, let scheme, let arrays):
        let progress = tracker.part(tensor.byteCount)
        let (contents, result) = try await analyzer.contents(
          of: tensor, scheme, layout, progress: progress)
        for (array, bytes) in zip(arrays, contents) {
          let index = positions[Array(array.name.utf8)] ?? 0
          let isWritten = try inCheckpoint { () throws(CheckpointError) in
            try writer.appendPieces(of: bytes.span.bytes, to: index)
          }
          guard isWritten else { throw .cancelled }
        }
        tracker.add(tensor.byteCount)
        results.append((tensor, result.charging(arrays, for: tensor)))
      }
    }
    do throws(CheckpointError) { try writer.finish() } catch { throw .checkpoint(error) }
    return results
  }

  /// `format` as in the source, who wrote the file, and how to read what was quantized.
  private func metadata(
    of steps: [QuantizationPlan.Step]
  ) -> [MetadataEntry] {
    let schemes = steps.compactMap { step -> String? in
      switch step {
      case .quantize(let tensor, let scheme, _):
        PackedSchemes.Entry(scheme: scheme, shape: tensor.shape, dataType: tensor.dataType)
          .json(named: tensor.name)
      case .copy(let tensor, _): keptEntry(ofPart: tensor)
      }
    }
    var entries = checkpoint.metadata.filter { $0.key == "format" }.prefix(1)
    entries.append(MetadataEntry(key: "afpq_version", value: version))
    entries.append(
      MetadataEntry(
        key: PackedSchemes.metadataKey, value: "{\(schemes.joined(separator: ","))}"))
    return Array(entries)
  }

  /// The entry of a quantized tensor that is copied; the first of its parts carries it.
  private func keptEntry(ofPart part: TensorDescriptor) -> String? {
    guard let owner = checkpoint.owner(ofPart: part),
      let form = checkpoint.storedForm(of: owner), form.parts.first == part,
      let scheme = form.scheme, let dataType = form.sourceType
    else { return nil }
    return PackedSchemes.Entry(scheme: scheme, shape: owner.shape, dataType: dataType)
      .json(named: owner.name)
  }
}

/// Turns an error of the files into one of the analysis.
func inCheckpoint<Value: ~Copyable>(
  _ body: () throws(CheckpointError) -> Value
) throws(AnalysisError) -> Value {
  do throws(CheckpointError) {
    return try body()
  } catch {
    throw .checkpoint(error)
  }
}

/// How far a walk over all tensors has come, by the bytes of the source.
struct ByteProgress {
  private let total: Int
  private let report: @Sendable (Double) -> Void
  private var done = 0

  init(total: Int, report: @escaping @Sendable (Double) -> Void) {
    self.total = max(total, 1)
    self.report = report
  }

  mutating func add(_ bytes: Int) {
    done += bytes
    report(Double(done) / Double(total))
  }

  /// The progress of the next `bytes` as part of the whole.
  func part(_ bytes: Int) -> @Sendable (Double) -> Void {
    let (start, share) = (Double(done) / Double(total), Double(bytes) / Double(total))
    return { [report] in report(start + share * $0) }
  }
}

extension QuantizationPlan {
  /// Bytes of the source that will be read.
  var sourceByteCount: Int {
    shards.joined().reduce(0) { total, step in
      switch step {
      case .quantize(let tensor, _, _), .copy(let tensor, _): total + tensor.byteCount
      }
    }
  }
}
