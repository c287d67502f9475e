/// Fractions of a width to columns: what plots, rulers and axes below each other have in common.
enum HorizontalScale {
  /// The column that holds a fraction 0…1 of the width; `nil` outside, and for a width of zero.
  ///
  /// The same rule as for bins: column `c` of `n` covers c/n ..< (c+1)/n, the last one also 1.
  static func column(of fraction: Double, width: Int) -> Int? {
    guard width > 0, fraction >= 0, fraction <= 1 else { return nil }
    return min(Int(fraction * Double(width)), width - 1)
  }

  /// The bins that share a column when `count` bins fill `width` columns; never empty.
  static func bins(inColumn column: Int, of width: Int, count: Int) -> Range<Int> {
    let first = column * count / width
    return first..<max((column + 1) * count / width, first + 1)
  }
}
