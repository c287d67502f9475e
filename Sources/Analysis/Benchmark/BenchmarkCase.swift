import Checkpoints
import Quantization

/// One thing to time.
struct BenchmarkCase: Sendable {
  /// What is timed.
  enum Subject: Sendable, Hashable {
    case read
    case copy
    case loop(BenchmarkLoop)
    /// One scheme, and nine in one pass, compared as the commands do.
    case oneScheme
    case nineSchemes

    var name: String {
      switch self {
      case .read: "memory reads"
      case .copy: "memory copies"
      case .loop(let loop): loop.rawValue
      case .oneScheme: "one scheme"
      case .nineSchemes: "nine schemes"
      }
    }
  }

  let subject: Subject
  /// `nil` where no scheme takes part.
  var scheme: QuantizationScheme?
  var dataType = DataType.f32
  let threads: Int
  /// Weights of one run.
  let count: Int
  /// Bytes that one run cannot do without.
  let byteCount: Int
  let body: @Sendable () async throws(AnalysisError) -> Void
}

extension QuantizationScheme {
  /// The same with another scaling; `nil` where its parts do not go together.
  func with(_ scaling: Scaling) -> QuantizationScheme? {
    var scheme = self
    scheme.scaling = scaling
    return (try? Quantizer(scheme)) == nil ? nil : scheme
  }
}
