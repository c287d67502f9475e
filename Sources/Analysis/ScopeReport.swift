public import Quantization
public import WeightStatistics

/// The answer to a `ScopeRequest`: what the weights look like and what each scheme does to them.
public struct ScopeReport: Sendable, Hashable {
  public var request: ScopeRequest
  /// The whole tensor as a matrix.
  public var shape: MatrixShape
  /// Groups in one row under the first scheme.
  public var groupsPerRow: Int
  /// The columns of the group that was asked for.
  public var groupColumns: Range<Int>
  /// The weights of the scope by sign, with their extents.
  public var signs: SignSplit
  /// One result per scheme, in the order of the request.
  public var results: [SchemeResult]
  /// The code grid of every scheme at the real parameters of the group that was asked for, in the
  /// order of the request; `nil` where the scheme does not apply.
  public var grids: [GroupGrid?]
  /// How the weights of the scope use the codes of every scheme that was to be counted, in the
  /// order of its grid's values; empty where the scheme does not apply.
  public var usages: [[CodeUsage]]

  public init(
    request: ScopeRequest, shape: MatrixShape, groupsPerRow: Int, groupColumns: Range<Int>,
    signs: SignSplit, results: [SchemeResult], grids: [GroupGrid?], usages: [[CodeUsage]]
  ) {
    self.request = request
    self.shape = shape
    self.groupsPerRow = groupsPerRow
    self.groupColumns = groupColumns
    self.signs = signs
    self.results = results
    self.grids = grids
    self.usages = usages
  }

  /// How the codes of the first scheme are used.
  public var usage: [CodeUsage] { usages.first ?? [] }
}

/// What one scheme does to a scope.
public struct SchemeResult: Sendable, Hashable {
  public var scheme: QuantizationScheme
  /// The error of the scope's weights, or why the scheme does not apply.
  public var outcome: Result<SchemeErrorReport, QuantizationError>

  public init(
    scheme: QuantizationScheme, outcome: Result<SchemeErrorReport, QuantizationError>
  ) {
    self.scheme = scheme
    self.outcome = outcome
  }
}

/// The cost and the error of one scheme.
public struct SchemeErrorReport: Sendable, Hashable {
  public var metrics: ErrorMetrics
  /// All stored bytes of the whole tensor × 8 / weights.
  public var bitsPerWeight: Double
  /// Scales that the range of their storage format forced.
  public var clampedScaleCount: Int

  public init(metrics: ErrorMetrics, bitsPerWeight: Double, clampedScaleCount: Int) {
    self.metrics = metrics
    self.bitsPerWeight = bitsPerWeight
    self.clampedScaleCount = clampedScaleCount
  }
}

/// The representable values of one group at its real parameters.
public struct GroupGrid: Sendable, Hashable {
  /// The scale as stored, times the tensor scale where there is one; with two scales the positive
  /// one. `nil` where no weight of the group uses it.
  public var positiveScale: Float?
  /// The scale of the negative side; with one scale the same value.
  public var negativeScale: Float?
  /// Only affine integers.
  public var zeroPoint: Int?
  /// Only affine scaling of other formats.
  public var offset: Float?
  /// One entry per representable value, ascending.
  public var entries: [GridEntry]

  public init(
    positiveScale: Float?, negativeScale: Float?, zeroPoint: Int?, offset: Float?,
    entries: [GridEntry]
  ) {
    self.positiveScale = positiveScale
    self.negativeScale = negativeScale
    self.zeroPoint = zeroPoint
    self.offset = offset
    self.entries = entries
  }
}

/// How often a code is chosen, and how much of the squared error it carries.
public struct CodeUsage: Sendable, Hashable {
  public var code: UInt8
  public var count: Int
  public var squaredError: Double

  public init(code: UInt8, count: Int = 0, squaredError: Double = 0) {
    self.code = code
    self.count = count
    self.squaredError = squaredError
  }
}
