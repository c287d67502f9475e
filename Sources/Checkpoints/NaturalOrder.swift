/// Whether one name comes before another when numbers inside names count as numbers: `layers.9`
/// before `layers.10`.
///
/// Everything else compares byte by byte in UTF-8. Equal numbers with different leading zeros
/// compare by their bytes once the rest is equal, so that the order is total: only names of equal
/// bytes are unordered.
public func naturallyPrecedes(_ left: String, _ right: String) -> Bool {
  naturalComparison(left.utf8.span, right.utf8.span) < 0
}

/// Negative when `left` comes first, positive when `right` does, zero when the bytes are equal.
func naturalComparison(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
  var (i, j) = (0, 0)
  var tieBreak = 0
  while i < left.count, j < right.count {
    if isDigit(left[i]), isDigit(right[j]) {
      let (leftRun, rightRun) = (digitRun(in: left, from: i), digitRun(in: right, from: j))
      let order = compareNumbers(left, leftRun, right, rightRun)
      if order != 0 { return order }
      if tieBreak == 0 { tieBreak = rightRun.count - leftRun.count }
      (i, j) = (leftRun.upperBound, rightRun.upperBound)
    } else {
      if left[i] != right[j] { return Int(left[i]) - Int(right[j]) }
      (i, j) = (i + 1, j + 1)
    }
  }
  let rest = (left.count - i) - (right.count - j)
  return rest != 0 ? rest : tieBreak
}

func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

func digitRun(in text: Span<UInt8>, from start: Int) -> Range<Int> {
  var end = start
  while end < text.count, isDigit(text[end]) { end += 1 }
  return start..<end
}

/// Compares by value, whatever the length: without leading zeros the longer number is larger.
private func compareNumbers(
  _ left: Span<UInt8>, _ leftRun: Range<Int>, _ right: Span<UInt8>, _ rightRun: Range<Int>
) -> Int {
  var (i, j) = (leftRun.lowerBound, rightRun.lowerBound)
  while i < leftRun.upperBound, left[i] == 0x30 { i += 1 }
  while j < rightRun.upperBound, right[j] == 0x30 { j += 1 }
  let length = (leftRun.upperBound - i) - (rightRun.upperBound - j)
  if length != 0 { return length }
  while i < leftRun.upperBound {
    if left[i] != right[j] { return Int(left[i]) - Int(right[j]) }
    (i, j) = (i + 1, j + 1)
  }
  return 0
}
