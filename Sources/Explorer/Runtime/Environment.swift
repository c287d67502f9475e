public import Analysis
import Quantization

/// What the explorer needs of the world. A test replaces it with closures that answer at once.
public struct Environment: Sendable {
  /// Answers a question and reports the finished part, 0…1, as often as it likes.
  public typealias Answer =
    @Sendable (
      _ question: JobQuestion, _ progress: @Sendable (Double) -> Void
    ) async throws(AnalysisError) -> JobAnswer

  /// Writes a view to a file and says how that went.
  public typealias Write = @Sendable (ViewFile) async -> ViewWriteResult

  public var answer: Answer
  public var write: Write

  public init(answer: @escaping Answer, write: @escaping Write = Self.refuseToWrite) {
    self.answer = answer
    self.write = write
  }

  public init(_ analyzer: TensorAnalyzer, write: @escaping Write = Self.refuseToWrite) {
    self.init(
      answer: { question, progress throws(AnalysisError) in
        try await analyzer.answer(question, progress: progress)
      }, write: write)
  }

  /// For programs that must not touch any file.
  public static let refuseToWrite: Write = { _ in .failed("this program writes no files") }
}

extension TensorAnalyzer {
  /// The command line asks the same functions, so both show the same numbers.
  func answer(
    _ question: JobQuestion, progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> JobAnswer {
    switch question {
    case .report(let request): .report(try await report(request, progress: progress))
    case .distribution(let request):
      .distribution(try await distribution(request, progress: progress))
    case .comparison(let request):
      .comparison(try await compare(request.schemes, on: request.tensor, progress: progress))
    case .heatmap(let request): .heatmap(try await heatmap(request, progress: progress))
    case .scan(let request): .scan(try await scan(request, progress: progress))
    case .trace(let request): .trace(try await trace(request))
    case .outlier(let request): .outlier(try await nextOutlier(request, progress: progress))
    }
  }

  private func scan(
    _ request: ScanRequest, progress: @Sendable (Double) -> Void
  ) async throws(AnalysisError) -> TensorScan {
    let granularity = request.schemes.first?.granularity ?? .perChannel
    let statistics = try await statistics(of: request.tensor, groups: granularity) {
      progress(0.3 * $0)
    }
    let results = try await compare(request.schemes, on: request.tensor) {
      progress(0.3 + 0.7 * $0)
    }
    return TensorScan(statistics: statistics, results: results)
  }
}
