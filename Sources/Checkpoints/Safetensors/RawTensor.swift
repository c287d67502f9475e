/// A tensor as a header states it, before anything about it has been checked.
struct RawTensor {
  let name: String
  let dataType: DataType
  let shape: [UInt64]
  /// Offsets from the start of the data.
  let begin: UInt64
  let end: UInt64

  /// The size in bytes, after the checks that concern this tensor and its predecessor alone.
  ///
  /// - Parameter expected: where the predecessor ends.
  func validatedSize(startingAt expected: UInt64) throws(HeaderProblem) -> UInt64 {
    guard begin == expected, end >= begin else {
      throw .misplacedData(tensor: name, begin: begin, end: end, expected: expected)
    }
    var bits = UInt64(dataType.bitWidth)
    var count: UInt64 = 1
    for dimension in shape { count = try product(count, dimension) }
    bits = try product(count, bits)
    guard bits.isMultiple(of: 8) else { throw .partialByte(tensor: name, bits: bits) }
    guard end - begin == bits / 8 else {
      throw .wrongDataSize(tensor: name, stored: end - begin, expected: bits / 8)
    }
    return bits / 8
  }

  private func product(_ left: UInt64, _ right: UInt64) throws(HeaderProblem) -> UInt64 {
    let (result, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow else { throw .shapeOverflow(tensor: name, shape: shape) }
    return result
  }

  /// The tensor with a shape of signed numbers.
  ///
  /// Only an empty tensor can have a dimension, or the product of a few, that needs the 64th bit:
  /// such a shape is refused, so that products of dimensions can be taken in any order later.
  func descriptor() throws(HeaderProblem) -> TensorDescriptor {
    var extent = 1
    var dimensions: [Int] = []
    dimensions.reserveCapacity(shape.count)
    for dimension in shape {
      guard let dimension = Int(exactly: dimension) else {
        throw .shapeOverflow(tensor: name, shape: shape)
      }
      dimensions.append(dimension)
      let (product, overflow) = extent.multipliedReportingOverflow(by: max(dimension, 1))
      guard !overflow else { throw .shapeOverflow(tensor: name, shape: shape) }
      extent = product
    }
    return TensorDescriptor(name: name, dataType: dataType, shape: dimensions)
  }
}

extension [RawTensor] {
  /// By begin, then by end, as the safetensors package orders them for its checks.
  func sortedByOffset() -> [RawTensor] {
    let isSorted = indices.dropFirst().allSatisfy { index in
      (self[index - 1].begin, self[index - 1].end) <= (self[index].begin, self[index].end)
    }
    return isSorted ? self : sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
  }
}
