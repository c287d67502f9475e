/// Where a header puts a tensor, in bytes from the start of the data.
struct DataOffsets {
  let begin: UInt64
  let end: UInt64
}

/// The checks of a tensor as a header states it: there a dimension is an unsigned number, kept by
/// its bits in `shape`.
extension TensorDescriptor {
  /// The size in bytes, after the checks that concern this tensor and its predecessor alone.
  ///
  /// - Parameter expected: where the predecessor ends.
  func validatedSize(
    at offsets: DataOffsets, startingAt expected: UInt64
  ) throws(HeaderProblem) -> UInt64 {
    let (begin, end) = (offsets.begin, offsets.end)
    guard begin == expected, end >= begin else {
      throw .misplacedData(tensor: name, begin: begin, end: end, expected: expected)
    }
    var count: UInt64 = 1
    for dimension in shape { count = try product(count, UInt64(bitPattern: Int64(dimension))) }
    let bits = try product(count, UInt64(dataType.bitWidth))
    guard bits.isMultiple(of: 8) else { throw .partialByte(tensor: name, bits: bits) }
    guard end - begin == bits / 8 else {
      throw .wrongDataSize(tensor: name, stored: end - begin, expected: bits / 8)
    }
    return bits / 8
  }

  private func product(_ left: UInt64, _ right: UInt64) throws(HeaderProblem) -> UInt64 {
    let (result, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow else { throw shapeOverflow }
    return result
  }

  /// Checks that the dimensions are the signed numbers that they are taken for from now on.
  ///
  /// Only an empty tensor can have a dimension, or the product of a few, that needs the 64th bit:
  /// such a shape is refused, so that products of dimensions can be taken in any order later.
  func checkDimensions() throws(HeaderProblem) {
    var extent = 1
    for dimension in shape {
      let (product, overflow) = extent.multipliedReportingOverflow(by: max(dimension, 1))
      guard dimension >= 0, !overflow else { throw shapeOverflow }
      extent = product
    }
  }

  private var shapeOverflow: HeaderProblem {
    .shapeOverflow(tensor: name, shape: shape.map { UInt64(bitPattern: Int64($0)) })
  }
}

extension [DataOffsets] {
  /// The positions by begin, then by end, as the safetensors package orders tensors for its checks;
  /// `nil` where that is the order they have.
  var order: [Int]? {
    let isSorted = indices.dropFirst().allSatisfy { precedesOrEquals($0 - 1, $0) }
    return isSorted ? nil : indices.sorted { !precedesOrEquals($1, $0) }
  }

  private func precedesOrEquals(_ left: Int, _ right: Int) -> Bool {
    (self[left].begin, self[left].end) <= (self[right].begin, self[right].end)
  }
}
