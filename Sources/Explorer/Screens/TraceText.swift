import Analysis
import Checkpoints
import NumericFormats
import Quantization
import TerminalUI

/// The steps of a weight's way in words.
struct TraceText {
  struct Step: Equatable {
    var caption: String
    /// From the longest to the shortest.
    var texts: [String]
    var sign: Sign?
    var isStrong = false
    /// Where there is no room for all, the steps with the highest numbers go first.
    var spareness = 0
  }

  var trace: WeightTrace
  /// The way of the same weight under the pinned scheme.
  var rival: WeightTrace?

  private var scheme: QuantizationScheme { trace.request.scheme }
  private var sign: Sign? { trace.weight == 0 ? nil : trace.weight < 0 ? .negative : .positive }

  /// The steps, without those that say least where there is no room for all.
  func steps(atMost count: Int) -> [Step] {
    var steps = steps
    while steps.count > count, let most = steps.map(\.spareness).max(), most > 0 {
      steps.removeAll { $0.spareness == most }
    }
    return steps
  }

  var steps: [Step] {
    [
      Step(caption: "weight", texts: weight, sign: sign, isStrong: true),
      Step(caption: "group", texts: group, spareness: 4),
      Step(caption: "scale", texts: scale, spareness: 1),
      Step(caption: "quotient", texts: quotient, spareness: 2),
      Step(caption: "between", texts: neighbors, spareness: 3),
      Step(
        caption: "code", texts: compared({ _ in code }, with: rival.map { "\($0.code)" }),
        isStrong: true),
      Step(
        caption: "restored",
        texts: compared({ restored(trace) + $0 }, with: rival.map(restored), restoredDifference),
        isStrong: true),
      Step(
        caption: "error",
        texts: compared(
          error, with: rival.map { NumberText.scientific($0.error) }, errorDifference)
          + [NumberText.scientific(trace.error)]),
    ]
  }

  /// A text with what the pinned scheme makes of the same weight, and how that differs; where there
  /// is no room, without it.
  private func compared(
    _ text: (_ difference: String) -> String, with rival: String?, _ difference: String = ""
  ) -> [String] {
    guard let rival else { return [text("")] }
    let compared = text(difference.isEmpty ? "" : " (\(difference))")
    return ["\(compared)   ◆ \(rival)", compared, text("")]
  }

  private func restored(_ trace: WeightTrace) -> String { NumberText.signedWeight(trace.restored) }

  private var restoredDifference: String {
    guard let rival else { return "" }
    let difference = trace.restored - rival.restored
    return difference == 0 ? "=" : NumberText.signedWeight(difference)
  }

  private var errorDifference: String {
    NumberText.relativeDifference(trace.error.magnitude, from: rival?.error.magnitude)
  }

  private var weight: [String] {
    let stored = NumberText.signedWeight(trace.stored)
    guard !trace.stored.isFinite else { return [stored] }
    let weight = NumberText.weight(trace.weight)
    return [
      "\(stored)   is no finite number: \(weight) is quantized",
      "\(stored)   quantized as \(weight)", stored,
    ]
  }

  private var group: [String] {
    let place = "\(trace.group)"
    let columns = trace.groupColumns
    let range = "w[\(trace.request.row), \(columns.lowerBound)…\(columns.upperBound - 1)]"
    let side =
      scheme.scaling == .twoScale
      ? (sign == .negative ? "   negative side" : "   positive side, zero included") : ""
    let whole = scheme.granularity == .perTensor ? "the whole tensor" : "\(place)   \(range)"
    return ["\(whole)\(side)", whole, place]
  }

  private var scale: [String] {
    let isNegative = scheme.scaling == .twoScale && trace.weight < 0
    let name = scheme.scaling == .twoScale ? (isNegative ? "scale₋ " : "scale₊ ") : ""
    let value = isNegative ? trace.parameters.negativeScale : trace.parameters.positiveScale
    let format = scheme.scaleFormat
    let digits = String(format.bitPattern(of: value), radix: 16)
    let hexadecimal =
      String(repeating: "0", count: max(format.bitWidth / 4 - digits.count, 0)) + digits
    var parts = ""
    if let tensorScale = trace.tensorScale {
      parts += "   × tensor scale \(NumberText.weight(tensorScale))"
    }
    if scheme.scaling == .affine {
      parts +=
        scheme.element.isInteger
        ? "   zero point \(trace.parameters.zeroPoint)"
        : "   offset \(NumberText.signedWeight(trace.parameters.offset))"
    }
    let scale = "\(name)\(NumberText.weight(value))"
    return [
      "\(scale)   stored as \(format.name) 0x\(hexadecimal)\(parts)",
      "\(scale)   0x\(hexadecimal)\(parts)", "\(scale)\(parts)",
    ]
  }

  private var quotient: [String] {
    guard trace.scale != 0 else {
      return ["0   no weight of this side: its scale is 0", "0   the scale is 0", "0"]
    }
    let weight = NumberText.weight(trace.weight)
    let offset = trace.parameters.offset
    let numerator = offset == 0 ? weight : "(\(weight) − \(NumberText.weight(offset)))"
    let quotient = NumberText.weight(trace.quotient)
    return ["\(numerator) / \(NumberText.weight(trace.scale)) = \(quotient)", quotient]
  }

  private var neighbors: [String] {
    guard let threshold = trace.threshold, trace.neighbors.count == 2 else {
      let end = trace.neighbors.first.map { NumberText.gridValue($0.value) } ?? NumberText.missing
      return [
        "\(end)   the end of the grid: nothing lies beyond", "\(end)   the end of the grid", end,
      ]
    }
    let texts = trace.neighbors.map { entry in
      let value = NumberText.gridValue(entry.value)
      return entry.code == trace.code ? "[\(value)]" : value
    }
    let limit = NumberText.weight(threshold)
    let decision = trace.quotient > threshold ? "above" : "not above"
    return [
      "\(texts[0]) and \(texts[1])   threshold \(limit): the quotient is \(decision) it",
      "\(texts[0]) and \(texts[1])   threshold \(limit)", "\(texts[0]) and \(texts[1])",
    ]
  }

  private var code: String {
    "\(trace.code)   bits \(scheme.element.bitText(of: trace.code))"
  }

  private func error(_ difference: String) -> String {
    let share = trace.scale == 0 ? nil : trace.error.magnitude / Double(trace.scale)
    let steps = share.map { "   \(NumberText.fixed($0, decimals: 3)) of the scale" } ?? ""
    let number = NumberText.scientific(trace.error) + difference
    return number + (trace.error == 0 ? "   exact" : steps)
  }
}
