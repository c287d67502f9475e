import Glibc

/// How numbers are written, in one place: the same value reads the same in every table and on
/// every screen.
public enum NumberText {
  /// What stands where there is no number.
  public static let missing = "–"

  /// An error or another magnitude that spans decades: `2.45e-05`.
  public static func scientific(_ value: Double?, digits: Int = 3) -> String {
    guard let value else { return missing }
    return value == 0 ? "0" : formatted("%.*e", digits - 1, value)
  }

  /// A signal-to-noise ratio: `19.58`. Where there is no error, there is no ratio.
  public static func decibels(_ value: Double?) -> String {
    fixed(value, decimals: 2)
  }

  /// A number with fixed decimals: `4.188`. One that is not zero never reads as zero.
  public static func fixed(_ value: Double?, decimals: Int) -> String {
    guard let value else { return missing }
    let text = formatted("%.*f", decimals, value)
    let readsAsZero = text.allSatisfy { "-0.".contains($0) }
    if readsAsZero { return value == 0 ? formatted("%.*f", decimals, 0) : scientific(value) }
    return text
  }

  /// Bits per weight: `4.188`.
  public static func bitsPerWeight(_ value: Double) -> String { fixed(value, decimals: 3) }

  /// A share of a whole: `12.5 %`, `100 %`, and `< 0.1 %` for what would read as nothing.
  public static func percent(_ share: Double?) -> String {
    guard let share else { return missing }
    if share > 0, share < 0.0005 { return "< 0.1 %" }
    return share == 1 ? "100 %" : formatted("%.*f", 1, share * 100) + " %"
  }

  /// A weight or a scale, four significant digits: `-0.1956`, `0.001214`, `3.052e-06`.
  public static func weight(_ value: Float?) -> String {
    guard let value else { return missing }
    if value == 0 { return "0" }
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-∞" : "∞" }
    let magnitude = Double(value.magnitude)
    guard magnitude >= 1e-4, magnitude < 1e5 else { return scientific(Double(value), digits: 4) }
    return formatted("%#.*g", 4, Double(value)).droppingTrailingPoint
  }

  /// A weight with its sign always written: `+0.0728`.
  public static func signedWeight(_ value: Float) -> String {
    value > 0 ? "+" + weight(value) : weight(value)
  }

  /// A value of a code grid, as short as it is exact: `0.5`, `1`, `-6`, `0.07958`.
  public static func gridValue(_ value: Float) -> String {
    formatted("%.*g", 5, Double(value == 0 ? 0 : value))
  }

  /// A count in full: `10,616,832`.
  public static func count(_ value: Int) -> String {
    let sign = value < 0 ? "-" : ""
    if value.magnitude < 1000 { return sign + String(value.magnitude) }
    let digits = String(value.magnitude).utf8
    var text = Array(sign.utf8)
    text.reserveCapacity(32)
    for (offset, digit) in digits.enumerated() {
      if offset > 0, (digits.count - offset).isMultiple(of: 3) { text.append(UInt8(ascii: ",")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A count to three digits: `22.7 M`.
  public static func shortCount(_ value: Int) -> String {
    abbreviated(Double(value), units: ["", " K", " M", " G", " T"])
  }

  /// A size in decimal units: `90.9 MB`.
  public static func byteCount(_ value: Int) -> String {
    abbreviated(Double(value), units: [" B", " kB", " MB", " GB", " TB"])
  }

  private static func abbreviated(_ value: Double, units: [String]) -> String {
    var (value, unit) = (value, 0)
    // 999.5 would read as 1000 of the smaller unit.
    while value >= 999.5, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    let decimals = unit == 0 ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    return formatted("%.*f", decimals, value) + units[unit]
  }

  private static func formatted(_ format: String, _ precision: Int, _ value: Double) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    let length = withVaList([Int32(precision), value]) {
      vsnprintf(&buffer, buffer.count, format, $0)
    }
    let bytes = buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  fileprivate var droppingTrailingPoint: String { hasSuffix(".") ? String(dropLast()) : self }
}
