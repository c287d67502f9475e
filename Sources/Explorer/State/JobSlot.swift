public import Analysis
import Quantization

/// The kinds of work that run beside each other; of each kind there is at most one job.
public enum JobKind: Sendable, Hashable, CaseIterable {
  /// The group or the row under the cursor: fast.
  case scope
  /// The whole tensor.
  case tensor
  /// The bins of the distribution.
  case plot
  /// Every scheme of the current bits on the whole tensor.
  case comparison
  /// Every family over all of its bits on the whole tensor.
  case curves
  /// One number for every group of the tensor.
  case heatmap
  /// The same under the pinned scheme.
  case rivalHeatmap
  /// The way of the weight under the cursor.
  case trace
  /// The way of the same weight under the pinned scheme.
  case rivalTrace
  /// The next tensor of the scan of the whole model.
  case scan
  /// The next outlier.
  case outlier
  /// The worst group of a tensor.
  case worst
}

/// Tells a job from those before it: only the answer of the latest generation counts.
public struct JobID: Sendable, Hashable {
  public let kind: JobKind
  public let generation: Int

  public init(kind: JobKind, generation: Int) {
    self.kind = kind
    self.generation = generation
  }
}

/// A value that a job provides.
public enum Loadable<Value: Sendable & Equatable>: Sendable, Equatable {
  case idle
  /// The finished part, 0…1, where it is known.
  case loading(fraction: Double?)
  case ready(Value)
  case failed(AnalysisError)

  public var value: Value? {
    if case .ready(let value) = self { value } else { nil }
  }
}

/// What was asked of a kind of job, and what it answered.
public struct JobSlot<Request: Sendable & Equatable, Value: Sendable & Equatable>: Sendable,
  Equatable
{
  public internal(set) var generation = 0
  public internal(set) var request: Request?
  public internal(set) var report = Loadable<Value>.idle
  /// Whether a job runs for the request. A report can be shown meanwhile: the same numbers with
  /// other bins.
  public internal(set) var isPending = false

  /// What a new wish means for the job.
  enum Change: Sendable, Equatable {
    case ask(generation: Int, Request)
    case cancel
  }

  /// Asks for what is wanted, unless that was asked already; whatever was known before is gone.
  ///
  /// - Parameter keepsReport: what is shown stays until the answer arrives, because the answer
  ///   will have the same numbers.
  mutating func want(_ wanted: Request?, keepsReport: Bool = false) -> Change? {
    guard wanted != request else { return nil }
    let wasPending = isPending
    generation += 1
    request = wanted
    isPending = wanted != nil
    guard let wanted else {
      report = .idle
      return wasPending ? .cancel : nil
    }
    if !keepsReport || report.value == nil { report = .loading(fraction: nil) }
    return .ask(generation: generation, wanted)
  }

  /// What to wish for where a question need not be answered now: what is known stays known.
  func kept(_ request: Request?) -> Request? {
    report.value != nil && self.request == request ? request : nil
  }

  mutating func finish(_ result: Result<Value, AnalysisError>) {
    isPending = false
    switch result {
    case .success(let value): report = .ready(value)
    case .failure(let error): report = .failed(error)
    }
  }
}

typealias ReportSlot = JobSlot<ScopeRequest, ScopeReport>
