import Checkpoints

/// What GPTQ stores for a zero point. Nothing in the tensors says which of the two it is.
enum GPTQZeroPointForm: Sendable, Hashable {
  /// The zero point less one.
  case v1
  /// The zero point.
  case v2

  /// - Parameter checkpointFormat: `checkpoint_format` of a configuration.
  init?(checkpointFormat: String) {
    switch checkpointFormat {
    case "gptq": self = .v1
    case "gptq_v2": self = .v2
    default: return nil
    }
  }

  /// What is added to a stored zero point.
  var addend: Int { self == .v1 ? 1 : 0 }
}

/// How a model's GPTQ zero points are read, and why.
struct GPTQConvention: Sendable, Hashable {
  let form: GPTQZeroPointForm
  /// What the labels of its tensors say about it.
  let note: String

  private init(_ form: GPTQZeroPointForm, _ note: String) {
    self.form = form
    self.note = note
  }

  static func known(_ form: GPTQZeroPointForm) -> GPTQConvention {
    GPTQConvention(form, form == .v1 ? "v1" : "v2")
  }

  /// Decides for a whole model by the stored zero points of some groups.
  ///
  /// Symmetric quantization puts every zero point at the middle code, so that one value everywhere
  /// gives the form away. Otherwise it is v1, which most files are.
  ///
  /// - Parameter samples: stored zero points, with the bits of their codes.
  static func inferred(from samples: [(stored: [UInt8], bits: Int)]) -> GPTQConvention {
    let offsets = samples.map { sample in
      Set(sample.stored.map { Int($0) - 1 << (sample.bits - 1) })
    }
    switch offsets.reduce(into: Set<Int>(), { $0.formUnion($1) }) {
    case [-1]: return GPTQConvention(.v1, "v1 by its zero points")
    case [0]: return GPTQConvention(.v2, "v2 by its zero points")
    default: return GPTQConvention(.v1, "v1 assumed")
    }
  }
}
