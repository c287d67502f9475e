import Analysis
import Checkpoints
import NumericFormats
import Quantization
import TerminalUI
import WeightStatistics

/// Sentences that say what one sees, the most important first.
struct ScopeNotes {
  var report: ScopeReport
  var state: AppState

  /// One line per sentence, each as long as the width allows.
  func lines(width: Int) -> [String] {
    [nonFinite, shape, gain, origin, zeros].compactMap { variants in
      guard let variants, let shortest = variants.last else { return nil }
      return variants.first { displayWidth($0) <= width } ?? truncated(shortest, to: width)
    }
  }

  private var signs: SignSplit { report.signs }

  private var nonFinite: [String]? {
    let parts = [(signs.nanCount, "NaN"), (signs.infinityCount, "infinite")]
      .filter { $0.0 > 0 }.map { "\(NumberText.count($0.0)) \($0.1)" }
    let counts = parts.joined(separator: " and ")
    guard !parts.isEmpty else { return nil }
    return [
      "\(counts): left out of everything here; compare and quantize refuse them without --sanitize",
      "\(counts): left out of everything here", "\(counts) left out",
    ]
  }

  private var shape: [String]? {
    guard let asymmetry = signs.asymmetry else { return nil }
    let number = "asymmetry \(NumberText.fixed(asymmetry, decimals: 3))"
    if signs.isOneSigned {
      let sign = signs.positive.count > 0 ? "positive" : "negative"
      let fact = "every weight is \(sign)"
      return ["\(number)   \(fact): the other half of a symmetric grid is unused", fact]
    }
    guard state.scopeIsOneGroup, let reach = symmetricReach else { return [number] }
    let side = reach.sign == .positive ? "positive" : "negative"
    let codes = "\(reach.reached) of its \(reach.available) codes"
    return reach.reached < reach.available
      ? [
        "\(number)   the \(side) side of symmetric FP reaches only \(codes)",
        "the \(side) side of FP reaches \(codes)", number,
      ]
      : ["\(number)   both sides of symmetric FP reach all of their codes", number]
  }

  /// The codes of symmetric FP on the shorter side, and how many the weights reach.
  private var symmetricReach: (sign: Sign, reached: Int, available: Int)? {
    let position = report.request.schemes.firstIndex { $0.isSymmetricFloat }
    guard let position, let grid = report.grids[position] else { return nil }
    let isPositiveShorter = signs.positive.extent < signs.negative.extent
    let sign: Sign = isPositiveShorter ? .positive : .negative
    let extent = isPositiveShorter ? signs.positive.extent : -signs.negative.extent
    let codes = grid.entries.filter { $0.sign == sign }
    let reached = codes.filter { isPositiveShorter ? $0.lower < extent : $0.upper >= extent }
    return (sign, reached.count, codes.count)
  }

  /// What two scales gain over one, in this scope.
  private var gain: [String]? {
    guard let single = noise(where: { $0.isSymmetricFloat }),
      let double = noise(where: { $0.scaling == .twoScale && $0.isFloat })
    else { return nil }
    let difference = double.decibels - single.decibels
    let text = NumberText.fixed(difference.magnitude, decimals: 2)
    let comparison = difference < 0 ? "worse than" : "better than"
    let rival = single.name == "FP" ? "symmetric FP" : single.name
    let place = "in this \(state.effectiveExtent.name)"
    return difference == 0
      ? ["\(double.name) and \(rival) are equally good \(place)"]
      : [
        "\(double.name) is \(text) dB \(comparison) \(rival) \(place)",
        "\(double.name) is \(text) dB \(comparison) \(rival)",
      ]
  }

  private func noise(
    where matches: (QuantizationScheme) -> Bool
  ) -> (name: String, decibels: Double)? {
    guard let result = report.results.first(where: { matches($0.scheme) }),
      let decibels = (try? result.outcome.get())?.metrics.signalToNoiseDecibels
    else { return nil }
    return (result.scheme.familyName, decibels)
  }

  /// Where the file holds codes.
  private var origin: [String]? {
    let encoding = state.tensor?.encoding.map(displayText)
    return encoding.map { ["the weights are dequantized from \($0)", "dequantized weights"] }
  }

  private var zeros: [String]? {
    guard signs.zeroCount > 0, signs.zeroCount < signs.finiteCount else { return nil }
    let isOne = signs.zeroCount == 1
    return [
      "\(NumberText.count(signs.zeroCount)) \(isOne ? "weight is" : "weights are") exactly zero"
    ]
  }
}

extension QuantizationScheme {
  fileprivate var isFloat: Bool {
    if case .minifloat = element { true } else { false }
  }

  fileprivate var isSymmetricFloat: Bool { isFloat && scaling == .symmetric }
}
