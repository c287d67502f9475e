public import Analysis
public import Quantization

/// What a job is asked.
public enum JobQuestion: Sendable, Hashable {
  case report(ScopeRequest)
  case distribution(DistributionRequest)
  case comparison(ComparisonRequest)
  case heatmap(HeatmapRequest)
  case trace(TraceRequest)
  case scan(ScanRequest)
  case outlier(OutlierRequest)
}

/// What a job answers: the case of its question.
public enum JobAnswer: Sendable, Equatable {
  case report(ScopeReport)
  case distribution(DistributionReport)
  case comparison([SchemeResult])
  case heatmap(HeatmapReport)
  case trace(WeightTrace)
  case scan(TensorScan)
  /// Its row-major position; `nil` where there is none.
  case outlier(Int?)
}

extension JobAnswer {
  var scan: TensorScan? { if case .scan(let scan) = self { scan } else { nil } }
  var heatmap: HeatmapReport? { if case .heatmap(let report) = self { report } else { nil } }
  var trace: WeightTrace? { if case .trace(let trace) = self { trace } else { nil } }
  var outlier: Int?? { if case .outlier(let position) = self { .some(position) } else { nil } }
  var report: ScopeReport? { if case .report(let report) = self { report } else { nil } }
  var distribution: DistributionReport? {
    if case .distribution(let report) = self { report } else { nil }
  }
  var comparison: [SchemeResult]? {
    if case .comparison(let results) = self { results } else { nil }
  }
}

/// Asks what schemes do to a whole tensor.
public struct ComparisonRequest: Sendable, Hashable {
  public var tensor: String
  public var schemes: [QuantizationScheme]

  public init(tensor: String, schemes: [QuantizationScheme]) {
    self.tensor = tensor
    self.schemes = schemes
  }
}
