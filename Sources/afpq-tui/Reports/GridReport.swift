import Analysis
import NumericFormats
import Quantization
import TerminalUI

/// One representable value of a format and the quotients weight / scale that take it.
private struct GridRow {
  let code: UInt8
  let bits: String
  let value: Float
  /// `nil` for the first value, which takes everything below.
  let lower: GridBound?
  /// `nil` for the last value.
  let upper: GridBound?
}

/// An end of a decision interval.
private struct GridBound {
  let value: Float
  /// Whether a quotient that is exactly `value` belongs to the interval.
  let isIncluded: Bool
}

extension Report {
  /// The code grid of a scheme, in units of the scale.
  init(grid quantizer: Quantizer) {
    let scheme = quantizer.scheme
    self.init(
      fields: [
        ("scheme", .text(scheme.description)), ("bits", .integer(scheme.bitWidth)),
      ],
      heading: [scheme.description] + scheme.facts(quantizer.codebook),
      rows: ReportTable(
        "codes", columns: gridColumns,
        rows: GridRow.rows(quantizer.codebook, element: scheme.element)))
  }
}

private let gridColumns: [ReportColumn<GridRow>] = [
  ReportColumn(
    key: "code", header: "code", value: { .integer(Int($0.code)) },
    text: { NumberText.count(Int($0.code)) }),
  ReportColumn(
    key: "bits", header: "bits", alignment: .left, value: { .text($0.bits) }, text: { $0.bits }),
  ReportColumn(
    key: "value", header: "value", value: { ReportValue($0.value) },
    text: { NumberText.gridValue($0.value) }),
  ReportColumn(
    key: "lower", header: "from", value: { ReportValue($0.lower?.value) },
    text: { row in
      guard let bound = row.lower else { return "(-∞" }
      return (bound.isIncluded ? "[" : "(") + NumberText.gridValue(bound.value)
    }),
  ReportColumn(
    key: "upper", header: "to", value: { ReportValue($0.upper?.value) },
    text: { row in
      guard let bound = row.upper else { return "∞)" }
      return NumberText.gridValue(bound.value) + (bound.isIncluded ? "]" : ")")
    }),
]

extension GridRow {
  /// Ascending by value.
  static func rows(_ codebook: Codebook, element: ElementFormat) -> [GridRow] {
    let values = codebook.values
    // The same midpoints that the thresholds come from; both products are exact.
    let midpoints = zip(values, values.dropFirst()).map { $0 * 0.5 + $1 * 0.5 }
    return values.indices.map { rank in
      let bound = { (index: Int) in
        midpoints.indices.contains(index)
          ? GridBound(
            value: midpoints[index], isIncluded: codebook.rank(of: midpoints[index]) == rank)
          : nil
      }
      return GridRow(
        code: codebook.codes[rank], bits: element.bits(of: codebook.codes[rank]),
        value: values[rank], lower: bound(rank - 1), upper: bound(rank))
    }
  }
}

extension ElementFormat {
  /// The bit pattern; `s|ee|m` where the bits have parts.
  fileprivate func bits(of code: UInt8) -> String {
    let digits = String(code, radix: 2)
    let bits = String(repeating: "0", count: max(bitWidth - digits.count, 0)) + digits
    guard case .minifloat(let format) = self else { return bits }
    let exponent = bits.dropFirst().prefix(format.exponentBits)
    let mantissa = bits.suffix(format.mantissaBits)
    return [bits.prefix(1), exponent, mantissa].filter { !$0.isEmpty }.joined(separator: "|")
  }
}

extension QuantizationScheme {
  /// What a person should know of the format before reading its grid.
  fileprivate func facts(_ codebook: Codebook) -> [String] {
    let maximum = NumberText.gridValue(codebook.maximum)
    let minimum = NumberText.gridValue(codebook.minimum)
    return [
      element.facts,
      "\(codebook.values.count) values in \(1 << bitWidth) codes, from \(minimum) to \(maximum)",
      weightFormula,
    ] + (element.splitHint.map { [$0] } ?? [])
  }

  private var weightFormula: String {
    switch scaling {
    case .symmetric: "weight = value × scale"
    case .twoScale: "weight = value × scale; negative values have a scale of their own"
    case .affine where element.isInteger:
      "weight = (code - zero point) × scale; values are shown for the zero point "
        + "\(1 << (bitWidth - 1)), every group has its own"
    case .affine: "weight = value × scale + offset"
    }
  }
}

extension ElementFormat {
  /// Which split of the same bits the scaling law recommends.
  fileprivate var splitHint: String? {
    guard case .minifloat(let format) = self,
      let optimum = Minifloat.scalingLawOptimum(bitWidth: format.bitWidth)
    else { return nil }
    return
      "the scaling law of arXiv 2501.02423 recommends \(optimum.name) at \(format.bitWidth) bits"
  }

  fileprivate var facts: String {
    switch self {
    case .integer(let bits): "\(bits)-bit integer"
    case .minifloat(let format):
      "1 sign bit, \(format.exponentBits) exponent bits, \(format.mantissaBits) mantissa bits; "
        + "bias \(format.bias); \(format.specialValues.facts)"
    case .table(let table): "a table of \(1 << table.bitWidth) values"
    }
  }
}

extension Minifloat.SpecialValues {
  fileprivate var facts: String {
    switch self {
    case .none: "every code is finite"
    case .allOnesNaN: "the code of all ones is NaN"
    case .ieee: "the top exponent holds infinity and NaN"
    }
  }
}
