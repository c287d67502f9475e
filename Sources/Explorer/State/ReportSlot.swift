public import Analysis

/// The kinds of work that run beside each other; of each kind there is at most one job.
public enum JobKind: Sendable, Hashable, CaseIterable {
  /// The group or the row under the cursor: fast.
  case scope
  /// The whole tensor.
  case tensor
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
public struct ReportSlot: Sendable, Equatable {
  public internal(set) var generation = 0
  public internal(set) var request: ScopeRequest?
  public internal(set) var report = Loadable<ScopeReport>.idle
  /// Whether a job runs for the request. A report can be shown meanwhile: the same numbers with
  /// other bins.
  public internal(set) var isPending = false
}
