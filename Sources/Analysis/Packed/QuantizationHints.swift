import Checkpoints

/// What a model's configuration says about its quantization, where shapes alone are ambiguous.
///
/// Sources, the first that speaks wins: `__metadata__` (`gptq_bits`, `gptq_checkpoint_format`),
/// `quantization_config` in `config.json`, `quantize_config.json`.
struct QuantizationHints: Sendable, Hashable {
  /// Bits of one code.
  var bits: Int?
  /// How GPTQ stores zero points.
  var zeroPointForm: GPTQZeroPointForm?

  init(bits: Int? = nil, zeroPointForm: GPTQZeroPointForm? = nil) {
    self.bits = bits
    self.zeroPointForm = zeroPointForm
  }

  init(_ checkpoint: any Checkpoint, path: String) {
    for entry in checkpoint.metadata {
      switch entry.key {
      case "gptq_bits": bits = bits ?? Int(entry.value)
      case "gptq_checkpoint_format": note(format: entry.value)
      default: break
      }
    }
    if let configuration = readConfiguration(named: "config.json", besideModelAt: path) {
      note(configuration["quantization_config"])
    }
    note(readConfiguration(named: "quantize_config.json", besideModelAt: path))
  }

  private mutating func note(_ configuration: JSONValue?) {
    bits = bits ?? configuration?["bits"]?.natural ?? configuration.flatMap(Self.onlyBits)
    if let format = configuration?["checkpoint_format"]?.text { note(format: format) }
  }

  private mutating func note(format: String) {
    zeroPointForm = zeroPointForm ?? GPTQZeroPointForm(checkpointFormat: format)
  }

  /// The bits of compressed-tensors, where all groups of its configuration agree.
  private static func onlyBits(_ configuration: JSONValue) -> Int? {
    guard case .object(let groups) = configuration["config_groups"] else { return nil }
    let bits = Set(groups.map { $0.value["weights"]?["num_bits"]?.natural })
    return bits.count == 1 ? bits.first.flatMap { $0 } : nil
  }
}
