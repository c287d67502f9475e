import Checkpoints
import NumericFormats
import Quantization
import WeightStatistics

extension TensorDescriptor {
  /// How loops can read the tensor's bytes as they are; `nil` where weights must be made first.
  var storedElement: StoredElement? { encoding == nil ? StoredElement(dataType) : nil }
}

extension TensorAnalyzer {
  /// Calls `body` with rows of a tensor: the bytes of the file where it can be, otherwise widened.
  func withStoredRows<Result>(
    _ rows: Range<Int>, of tensor: TensorDescriptor, _ body: (RawSpan, StoredElement) -> Result
  ) throws(AnalysisError) -> Result {
    guard let element = tensor.storedElement else {
      let weights = try stored(rows: rows, of: tensor)
      return body(weights.span.bytes, .float32)
    }
    let rowSize = MatrixShape(tensor.shape).columns * element.byteCount
    let range = rows.lowerBound * rowSize..<rows.upperBound * rowSize
    do throws(CheckpointError) {
      return try checkpoint.withBytes(of: tensor) { (bytes) throws(CheckpointError) in
        body(bytes.extracting(range), element)
      }
    } catch {
      throw .checkpoint(error)
    }
  }

  /// One look at rows of a tensor.
  func look(
    at rows: Range<Int>, of tensor: TensorDescriptor, groupSize: Int, squaresColumns: Bool
  ) throws(AnalysisError) -> MatrixSurvey {
    let columns = MatrixShape(tensor.shape).columns
    // Of few weights all sums are float64.
    if rows.count * columns > 1 << 16 {
      let survey = try withStoredRows(rows, of: tensor) { bytes, element in
        MatrixSurvey(
          of: bytes, as: element, columns: columns, groupSize: groupSize,
          squaresColumns: squaresColumns)
      }
      if let survey { return survey }
    }
    let weights = try stored(rows: rows, of: tensor)
    return MatrixSurvey(
      finiteOf: weights.span, columns: columns, groupSize: groupSize,
      squaresColumns: squaresColumns)
  }
}
