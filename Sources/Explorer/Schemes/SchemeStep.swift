import NumericFormats
import Quantization

/// Why a key cannot change the scheme, as a sentence for the status line.
struct StepRefusal: Error, Sendable, Equatable {
  let reason: String
}

extension QuantizationScheme {
  /// The scheme with one bit more or less of the same kind of element.
  func steppingBits(by step: Int) throws(StepRefusal) -> QuantizationScheme {
    var scheme = self
    let bits = bitWidth + step
    switch element {
    case .integer:
      guard (2...8).contains(bits) else { throw StepRefusal(reason: "INT has 2 to 8 bits") }
      scheme.element = .integer(bits: bits)
    case .minifloat:
      guard let format = Minifloat.preferred(bitWidth: bits) else {
        throw StepRefusal(reason: "FP has 3 to 8 bits")
      }
      scheme.element = .minifloat(format)
    case .table(let table):
      scheme.element = .table(try table.stepping(to: bits))
    }
    return scheme
  }

  /// The scheme with the next smaller (−1) or larger (+1) groups of the usual sizes.
  func steppingGroups(by step: Int) throws(StepRefusal) -> QuantizationScheme {
    var scheme = self
    switch (granularity, step < 0) {
    case (.perTensor, true): scheme.granularity = .perChannel
    case (.perTensor, false): throw StepRefusal(reason: "the whole tensor is one group already")
    case (.perChannel, true): scheme.granularity = .perGroup(size: Self.groupSizes[0])
    case (.perChannel, false): scheme.granularity = .perTensor
    case (.perGroup(let size), true):
      guard let smaller = Self.groupSizes.first(where: { $0 < size }) else {
        throw StepRefusal(reason: "no groups smaller than \(size)")
      }
      scheme.granularity = .perGroup(size: smaller)
    case (.perGroup(let size), false):
      let larger = Self.groupSizes.last { $0 > size }
      scheme.granularity = larger.map { .perGroup(size: $0) } ?? .perChannel
    }
    return scheme
  }

  /// The scheme with the next split of its bits into exponent and mantissa.
  func steppingSplit() throws(StepRefusal) -> QuantizationScheme {
    guard case .minifloat(let format) = element else {
      throw StepRefusal(reason: "\(element.name) has no exponent to split; f and a have one")
    }
    let splits = Minifloat.splits(bitWidth: format.bitWidth)
    let position = splits.firstIndex(of: format) ?? 0
    var scheme = self
    scheme.element = .minifloat(splits[(position + 1) % splits.count])
    return scheme
  }

  private static let groupSizes = [1024, 512, 256, 128, 64, 32, 16]
}

extension CodeTable {
  fileprivate func stepping(to bits: Int) throws(StepRefusal) -> CodeTable {
    switch (self, bits) {
    case (.normalFloat4, 3): return .normalFloat3
    case (.normalFloat3, 4): return .normalFloat4
    case (.studentFloat4, 3): return .studentFloat3
    case (.studentFloat3, 4): return .studentFloat4
    case (.bitsandbytesFP4, _): throw StepRefusal(reason: "\(name) has 4 bits")
    case (.normalFloat3, _), (.normalFloat4, _):
      throw StepRefusal(reason: "NormalFloat has 3 or 4 bits")
    case (.studentFloat3, _), (.studentFloat4, _):
      throw StepRefusal(reason: "Student float has 3 or 4 bits")
    }
  }
}
