import Checkpoints

/// A way to store quantized tensors that is known by its parts but not dequantized.
enum UnsupportedLayout: String, Sendable, Hashable, CaseIterable {
  case awq = "AWQ GEMM"
  case foreignQweight = "a qweight that is neither GPTQ nor AWQ GEMM"
  case marlin = "Marlin"
  case marlin24 = "compressed-tensors marlin-24"
  case integers = "compressed-tensors int-quantized"
  case scaledFP8 = "FP8 with separate scales"
  case blockFP8 = "FP8 with block scales"
  case bitsandbytes4 = "bitsandbytes 4 bit"
  case bitsandbytes8 = "bitsandbytes int8"
  case mlx = "MLX affine"
  case unnamedRows = "afpq without an entry in afpq_schemes"

  /// Looks at the last component of a tensor's name and at what lies beside it.
  init?(module: String, leaf: String, of tensor: TensorDescriptor, in catalog: PartCatalog) {
    let weight = catalog[module + ".weight"]?.dataType
    switch leaf {
    case "qweight":
      guard let kind = Self.qweight(tensor, scales: catalog[module + ".scales"]) else { return nil }
      self = kind
    case "weight_packed" where catalog[module + ".meta"] != nil: self = .marlin24
    case "B" where tensor.dataType == .i32 && catalog[module + ".s"] != nil: self = .marlin
    case "absmax" where catalog[module]?.dataType == .u8: self = .bitsandbytes4
    case "SCB" where weight == .i8: self = .bitsandbytes8
    case "weight_scale_inv" where weight == .f8e4m3: self = .blockFP8
    case "weight_scale" where weight == .i8: self = .integers
    case "weight_scale" where weight == .f8e4m3 || weight == .f8e5m2: self = .scaledFP8
    case "biases" where weight == .u32 && catalog[module + ".scales"] != nil: self = .mlx
    case "codes" where tensor.dataType == .u8 && catalog[module + ".scale"] != nil:
      self = .unnamedRows
    default: return nil
    }
  }

  /// What a `qweight` is that GPTQ's rules exclude; `nil` where it may be GPTQ.
  private static func qweight(
    _ tensor: TensorDescriptor, scales: TensorDescriptor?
  ) -> UnsupportedLayout? {
    guard tensor.dataType == .i32 else { return .foreignQweight }
    guard let scales, scales.shape.count == 2, tensor.shape.count == 2 else { return nil }
    let (packed, outputs) = (tensor.shape[1], scales.shape[1])
    return packed != outputs && outputs.isMultiple(of: 8) && packed == outputs / 8 ? .awq : nil
  }
}
