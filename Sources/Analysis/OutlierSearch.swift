import Checkpoints
import Quantization
import WeightStatistics

/// Asks for the next outlier of a tensor.
public struct OutlierRequest: Sendable, Hashable {
  /// The name of the tensor.
  public var tensor: String
  /// The row-major position after which the search begins.
  public var position: Int

  public init(tensor: String, position: Int) {
    self.tensor = tensor
    self.position = position
  }
}

extension TensorAnalyzer {
  /// The row-major position of the next finite weight further than 6 standard deviations from the
  /// mean of its tensor; after the last one the search begins again at the first weight.
  ///
  /// - Returns: `nil` where no weight of the tensor is that far away.
  /// - Throws: `AnalysisError`.
  @concurrent
  public func nextOutlier(
    _ request: OutlierRequest, progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> Int? {
    let tensor = try tensor(named: request.tensor)
    let shape = MatrixShape(tensor.shape)
    guard shape.count > 0 else { throw .emptyTensor(tensor: tensor.name) }
    let survey = try await survey(of: tensor) { progress(0.5 * $0) }
    let outliers = OutlierRange(survey.moments)
    let start = min(max(request.position, -1), shape.count - 1) + 1
    let firstRow = min(start / shape.columns, shape.rows - 1)
    // The row of the start comes twice: what is right of it first, the rest of it last.
    for step in 0...shape.rows {
      guard !Task.isCancelled else { throw .cancelled }
      let row = (firstRow + step) % shape.rows
      progress(0.5 + 0.5 * Double(step) / Double(shape.rows + 1))
      let count = try withStoredRows(row..<row + 1, of: tensor) { bytes, element in
        outliers.count(0..<shape.columns, of: bytes, as: element)
      }
      guard count > 0 else { continue }
      let weights = try stored(rows: row..<row + 1, of: tensor)
      let first = row * shape.columns
      for column in weights.indices where outliers.contains(weights[column]) {
        if step > 0 || first + column >= start { return first + column }
      }
    }
    return nil
  }
}
