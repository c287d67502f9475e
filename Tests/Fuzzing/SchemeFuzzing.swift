import Quantization

/// A text that is a scheme has one canonical spelling, and the scheme quantizes any weights: what
/// it packs is what it restores.
func brokenSchemePromise(_ input: [UInt8]) -> String? {
  let text = String(decoding: input, as: UTF8.self)
  guard let scheme = QuantizationScheme(text) else { return nil }
  guard QuantizationScheme(scheme.description) == scheme else {
    return "'\(scheme)' does not read back as itself"
  }
  let weights = (0..<74).map { Float(($0 * 37 + 11) % 101 - 50) / 64 }
  guard let quantizer = try? Quantizer(scheme),
    let tensor = try? quantizer.quantize(
      weights.span, shape: MatrixShape(rows: 2, columns: 37))
  else { return "'\(scheme)' quantizes nothing" }
  guard let restored = try? tensor.packed().unpacked() else {
    return "'\(scheme)' cannot unpack what it packed"
  }
  return restored.dequantized() == tensor.dequantized()
    ? nil : "'\(scheme)' restores other weights than it packed"
}
