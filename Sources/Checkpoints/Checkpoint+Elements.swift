extension Checkpoint {
  /// Widens the bytes that `withBytes` gives.
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
