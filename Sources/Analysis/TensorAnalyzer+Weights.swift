import Checkpoints
import Quantization
import WeightStatistics

extension TensorAnalyzer {
  /// Calls `body` with whole rows of a tensor as float32: with the bytes of the file where they
  /// are that already, otherwise with a widened copy.
  ///
  /// The file can change while `body` looks at it, so what is read twice can differ.
  func withWeights<Result>(
    _ rows: Range<Int>, of tensor: TensorDescriptor, _ body: (Span<Float>) -> Result
  ) throws(AnalysisError) -> Result {
    if tensor.dataType == .f32, tensor.encoding == nil {
      let result = try withStoredFloats(rows, of: tensor, body)
      if let result { return result }
    }
    let weights = try stored(rows: rows, of: tensor)
    return body(weights.span)
  }

  /// - Returns: `nil` where the numbers are not aligned.
  private func withStoredFloats<Result>(
    _ rows: Range<Int>, of tensor: TensorDescriptor, _ body: (Span<Float>) -> Result
  ) throws(AnalysisError) -> Result? {
    let rowBytes = MatrixShape(tensor.shape).columns * MemoryLayout<Float>.size
    let range = rows.lowerBound * rowBytes..<rows.upperBound * rowBytes
    var result: Result?
    do throws(CheckpointError) {
      try checkpoint.withBytes(of: tensor) { (bytes) throws(CheckpointError) in
        bytes.extracting(range).withUnsafeBytes { bytes in
          let address = Int(bitPattern: bytes.baseAddress)
          guard address.isMultiple(of: MemoryLayout<Float>.alignment) else { return }
          result = body(bytes.bindMemory(to: Float.self).span)
        }
      }
    } catch {
      throw .checkpoint(error)
    }
    return result
  }
}
