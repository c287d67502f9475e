extension NumberText {
  /// How a number differs from another: `+1.57`, `-0.31`, `=` where it does not. Empty where one of
  /// them is missing.
  public static func difference(_ value: Double?, from base: Double?, decimals: Int) -> String {
    guard let value, let base else { return "" }
    guard value != base else { return "=" }
    let text = fixed(value - base, decimals: decimals)
    return value > base ? "+" + text : text
  }

  /// How a number of things differs from another: `+1,204`, `-3`, `=` where it does not.
  public static func countDifference(_ count: Int, from base: Int) -> String {
    guard count != base else { return "=" }
    return (count > base ? "+" : "-") + self.count(abs(count - base))
  }

  /// How a magnitude that spans decades differs from another: `-31.2 %`, from ten times on `×12.3`.
  /// Empty where one of them is missing, or where the other one is zero.
  public static func relativeDifference(_ value: Double?, from base: Double?) -> String {
    guard let value, let base else { return "" }
    guard value != base else { return "=" }
    guard base != 0 else { return "" }
    let ratio = value / base
    if ratio >= 10 { return "×" + fixed(ratio, decimals: 1) }
    let text = fixed((ratio - 1) * 100, decimals: 1) + " %"
    return ratio > 1 ? "+" + text : text
  }
}
