public import Checkpoints
import Quantization
import WeightStatistics

/// Answers questions about the tensors of one checkpoint, on several threads.
///
/// The command line and the screen both ask here, so they show the same numbers. Results do not
/// depend on the number of threads.
public struct TensorAnalyzer: Sendable {
  let checkpoint: any Checkpoint
  var workers: Workers
  let policy: NonFinitePolicy
  private let weightsPerChunk: Int
  private let surveys = TensorCache<TensorSurvey>()
  let axisLimits = TensorCache<AxisLimits>()
  let values = TensorCache<ValueCounts>()

  /// - Parameters:
  ///   - threads: how many chunks are worked on at a time; the machine's processors by default.
  ///   - policy: what happens to weights that are NaN or infinite.
  public init(
    checkpoint: any Checkpoint, threads: Int = processorCount,
    policy: NonFinitePolicy = .exclude
  ) {
    // 1 MiB of float32: a chunk stays in a core's cache while every scheme looks at it.
    self.init(checkpoint: checkpoint, threads: threads, policy: policy, weightsPerChunk: 1 << 18)
  }

  init(
    checkpoint: any Checkpoint, threads: Int, policy: NonFinitePolicy, weightsPerChunk: Int
  ) {
    self.checkpoint = checkpoint
    workers = Workers(threads)
    self.policy = policy
    self.weightsPerChunk = weightsPerChunk
  }

  /// The tensor's rows in chunks.
  func plan(of tensor: TensorDescriptor) -> ChunkPlan {
    ChunkPlan(MatrixShape(tensor.shape), weightsPerChunk: weightsPerChunk)
  }

  /// The same for loops that look at every weight once, as it is stored: nothing has to stay in a
  /// cache.
  func surveyPlan(of tensor: TensorDescriptor) -> ChunkPlan {
    ChunkPlan(MatrixShape(tensor.shape), weightsPerChunk: 8 * weightsPerChunk)
  }

  /// The tensor's description, if it holds weights.
  func tensor(named name: String) throws(AnalysisError) -> TensorDescriptor {
    guard let index = checkpoint.tensors.index(ofName: name) else {
      throw .checkpoint(.tensorNotFound(name: name, checkpoint: checkpoint.name))
    }
    let tensor = checkpoint.tensors[index]
    guard tensor.dataType.isFloatingPoint else {
      throw .notFloatingPoint(tensor: name, dataType: tensor.dataType)
    }
    return tensor
  }

  /// Reads rows of a tensor seen as a matrix.
  func stored(
    rows: Range<Int>, of tensor: TensorDescriptor
  ) throws(AnalysisError) -> [Float] {
    let columns = MatrixShape(tensor.shape).columns
    let range = rows.lowerBound * columns..<rows.upperBound * columns
    var weights = [Float](repeating: 0, count: range.count)
    do throws(CheckpointError) {
      var destination = weights.mutableSpan
      try checkpoint.readElements(range, of: tensor, into: &destination)
    } catch {
      throw .checkpoint(error)
    }
    return weights
  }

  /// What one look at every weight tells; kept, because every scheme shares it.
  func survey(
    of tensor: TensorDescriptor, progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> TensorSurvey {
    if let known = await surveys[tensor.name] { return known }
    let plan = surveyPlan(of: tensor)
    var survey = TensorSurvey()
    try await reduceChunks(count: plan.chunkCount, by: workers, progress: progress) {
      chunk throws(AnalysisError) in
      let rows = plan.rows(ofChunk: chunk)
      let look = try look(
        at: rows, of: tensor, groupSize: plan.shape.columns, squaresColumns: false)
      return try surveyed(look, rows: rows, of: tensor)
    } merge: {
      survey.merge($0)
    }
    await surveys.keep(survey, of: tensor.name)
    return survey
  }

  /// What a look at rows says about them, and where their first NaN or infinity is.
  private func surveyed(
    _ look: MatrixSurvey, rows: Range<Int>, of tensor: TensorDescriptor
  ) throws(AnalysisError) -> TensorSurvey {
    var survey = TensorSurvey(look)
    guard survey.nonFiniteCount > 0 else { return survey }
    let offset = rows.lowerBound * MatrixShape(tensor.shape).columns
    let weights = try stored(rows: rows, of: tensor)
    survey.firstNonFinite = weights.firstIndex { !$0.isFinite }.map { offset + $0 }
    return survey
  }
}

/// What is known of tensors that were looked at. An actor, because several jobs ask for it.
actor TensorCache<Value: Sendable> {
  private var values: [String: Value] = [:]

  subscript(name: String) -> Value? { values[name] }

  func keep(_ value: Value, of name: String) { values[name] = value }
}
