public import Analysis

/// What the explorer needs of the world. A test replaces it with closures that answer at once.
public struct Environment: Sendable {
  /// Answers a request and reports the finished part, 0…1, as often as it likes.
  public typealias Report =
    @Sendable (
      _ request: ScopeRequest, _ progress: @Sendable (Double) -> Void
    ) async throws(AnalysisError) -> ScopeReport

  public var report: Report

  public init(report: @escaping Report) { self.report = report }

  public init(_ analyzer: TensorAnalyzer) {
    report = { request, progress throws(AnalysisError) in
      try await analyzer.report(request, progress: progress)
    }
  }
}
