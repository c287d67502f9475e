import NumericFormats
public import Quantization

/// The schemes of the error panel: the current one first, then INT with a zero point, symmetric FP
/// and AFPQ at the same bits, group size, scale format and options.
///
/// FP keeps the split of the current scheme where it has one. It needs three bits or more, so at
/// two bits only INT is left to compare with. Against the microscaling formats, whose narrow scales
/// belong to them, the others have float16 scales.
public func comparisonSchemes(for scheme: QuantizationScheme) -> [QuantizationScheme] {
  let base = scheme.hasNarrowScales ? scheme.withFreeScales : scheme
  var rivals = [base.with(.integer(bits: scheme.bitWidth), .affine)]
  if scheme.bitWidth >= 3 {
    rivals.append(base.with(scheme.floatingPointElement, .symmetric))
    rivals.append(base.with(scheme.floatingPointElement, .twoScale))
  }
  return [scheme] + rivals.filter { $0 != scheme }
}

extension QuantizationScheme {
  /// With float16 scales and no rule that needs others.
  fileprivate var withFreeScales: QuantizationScheme {
    var scheme = self
    scheme.scaleFormat = .float16
    scheme.sharedExponentRule = .floor
    return scheme
  }

  /// The word by which people call the kind of scheme: `INT`, `FP`, `AFPQ`, `NF`, `MXFP`.
  var familyName: String {
    switch (element, scaling) {
    case (.integer, .symmetric): scaleFormat == .e8m0 ? "MXINT" : "INT"
    case (.integer, .affine), (.integer, .twoScale): "INT"
    case (.minifloat, .twoScale), (.table, .twoScale):
      hasNarrowScales ? "AMXFP" : "AFPQ"
    case (.minifloat, .affine): "FP"
    case (.minifloat, .symmetric):
      switch scaleFormat {
      case .e8m0: "MXFP"
      case .e4m3WithTensorScale: "NVFP"
      case .float32, .float16, .bfloat16, .e4m3, .e5m2: "FP"
      }
    case (.table(let table), .symmetric), (.table(let table), .affine):
      switch table {
      case .normalFloat3, .normalFloat4: "NF"
      case .studentFloat3, .studentFloat4: "SF"
      case .bitsandbytesFP4: "bnb"
      }
    }
  }

  /// How the scheme differs from others of its family, from the longest to the shortest:
  /// `two scales e2m1`, `two scales`, and nothing where the family says it.
  var variantNames: [String] {
    let kind =
      switch scaling {
      case .symmetric: "symmetric"
      case .affine: "zero point"
      case .twoScale: "two scales"
      }
    switch element {
    case .integer: return [kind, kind, scaling == .affine ? "" : kind]
    case .minifloat(let format):
      return ["\(kind) \(format.name)", kind, scaling == .affine ? kind : ""]
    case .table(let table): return ["\(kind) \(table.name)", "\(kind) \(table.name)", table.name]
    }
  }
}
