extension Checkpoint {
  /// Widens the row-major elements `range` of a tensor into float32, at the start of `destination`.
  ///
  /// Float64 and wide integers are rounded to nearest, ties to even; a float64 beyond float32
  /// becomes infinite. NaN and infinities stay what they are. `BOOL` becomes 0 and 1.
  ///
  /// - Precondition: `range` lies in the tensor, and `destination` has room for it.
  /// - Throws: `CheckpointError.unsupportedDataType` for elements of other formats, and what
  ///   `withBytes` throws.
  public func readElements(
    _ range: Range<Int>, of tensor: TensorDescriptor, into destination: inout MutableSpan<Float>
  ) throws(CheckpointError) {
    precondition(range.lowerBound >= 0 && range.upperBound <= tensor.count)
    precondition(destination.count >= range.count)
    guard let widening = Widening(tensor.dataType) else {
      throw .unsupportedDataType(tensor: tensor.name, dataType: tensor.dataType)
    }
    let width = tensor.dataType.bitWidth / 8
    let byteRange = range.lowerBound * width..<range.upperBound * width
    try withBytes(of: tensor) { (bytes) throws(CheckpointError) in
      widening.widen(bytes.extracting(byteRange), into: &destination)
    }
  }
}
