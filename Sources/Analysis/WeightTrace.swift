import Checkpoints
import NumericFormats
public import Quantization

/// Asks for one weight's way through a scheme.
public struct TraceRequest: Sendable, Hashable {
  /// The name of the tensor.
  public var tensor: String
  /// Of the tensor seen as a matrix.
  public var row: Int
  public var column: Int
  public var scheme: QuantizationScheme

  public init(tensor: String, row: Int, column: Int, scheme: QuantizationScheme) {
    self.tensor = tensor
    self.row = row
    self.column = column
    self.scheme = scheme
  }
}

/// One weight's way: its value, its group's parameters, the quotient, the code, the byte, and what
/// is restored of it.
public struct WeightTrace: Sendable, Hashable {
  /// With row and column inside the tensor.
  public var request: TraceRequest
  public var shape: MatrixShape
  /// As it is stored; it may be NaN or infinite.
  public var stored: Float
  /// What was quantized: `stored`, or what the policy puts in the place of NaN and infinities.
  public var weight: Float
  /// The position of its group in the row, and the columns of that group.
  public var group: Int
  public var groupColumns: Range<Int>
  /// The parameters of the group as they are stored.
  public var parameters: GroupParameters
  /// Multiplies the scales of every group; `nil` where the scheme has none.
  public var tensorScale: Float?
  /// The stored scale that divides the weight, times the tensor scale.
  public var scale: Float
  /// weight / scale, less the offset where there is one, as float32; 0 where the scale is 0.
  public var quotient: Float
  /// The code that was chosen, and its neighbour on the other side of the quotient, in the order of
  /// their values; one alone where the quotient lies beyond the end of the grid.
  public var neighbors: [GridEntry]
  /// The quotient up to which the lower neighbour is chosen; `nil` with one neighbour.
  public var threshold: Float?
  public var code: UInt8
  public var restored: Float
  /// The packed codes of the whole row in the project's own layout.
  public var rowBytes: [UInt8]

  /// The bits of the row's bytes that hold the code, counted from the lowest bit of the first byte.
  public var bits: Range<Int> {
    let width = request.scheme.bitWidth
    return request.column * width..<(request.column + 1) * width
  }

  /// The offset of the row in the packed codes of the tensor.
  public var rowByteOffset: Int { request.row * rowBytes.count }

  /// restored − weight.
  public var error: Double { Double(restored) - Double(weight) }
}

extension TensorAnalyzer {
  /// One weight's way through a scheme, by the same quantizer as every other number.
  ///
  /// - Throws: `AnalysisError`; `quantization` where the scheme does not apply to the tensor.
  @concurrent
  public func trace(_ request: TraceRequest) async throws(AnalysisError) -> WeightTrace {
    let tensor = try tensor(named: request.tensor)
    let shape = MatrixShape(tensor.shape)
    guard shape.count > 0 else { throw .emptyTensor(tensor: tensor.name) }
    var request = request
    request.row = min(max(request.row, 0), shape.rows - 1)
    request.column = min(max(request.column, 0), shape.columns - 1)
    let trial = try await prepare([request.scheme], on: tensor)[0]
    let rows = try weightRows(request.row..<request.row + 1, of: tensor)
    do throws(QuantizationError) {
      let weights = rows.weights(request.scheme.granularity)
      let quantized = try trial.quantize(weights, shape: rows.shape)
      return WeightTrace(
        request, shape: shape, stored: rows.stored[request.column],
        weight: weights[request.column], quantizer: try trial.state.get().quantizer,
        row: quantized)
    } catch {
      throw .quantization(tensor: tensor.name, error)
    }
  }
}

extension WeightTrace {
  fileprivate init(
    _ request: TraceRequest, shape: MatrixShape, stored: Float, weight: Float,
    quantizer: Quantizer, row: QuantizedTensor
  ) {
    let group = request.column / row.layout.groupSize
    let effective = row.effectiveParameters(row: 0, group: group)
    let scale = weight < 0 ? effective.negativeScale : effective.positiveScale
    let quotient = scale == 0 ? 0 : (weight - effective.offset) / scale
    let code = row.codes[request.column]
    let choice = CodeChoice(
      code, quotient: quotient, parameters: effective, quantizer: quantizer)
    self.init(
      request: request, shape: shape, stored: stored, weight: weight, group: group,
      groupColumns: row.layout.columns(ofGroup: group),
      parameters: row.groups[row.layout.index(row: 0, group: group)],
      tensorScale: row.tensorScale, scale: scale, quotient: quotient,
      neighbors: choice.neighbors, threshold: choice.threshold, code: code,
      restored: row.dequantized()[request.column], rowBytes: row.packed().codes)
  }
}

/// Between which two codes a quotient was decided.
private struct CodeChoice {
  var neighbors: [GridEntry]
  var threshold: Float?

  init(
    _ code: UInt8, quotient: Float, parameters: GroupParameters, quantizer: Quantizer
  ) {
    let grid = quantizer.grid(of: parameters)
    guard let rank = grid.firstIndex(where: { $0.code == code }) else {
      neighbors = []
      return
    }
    let lower = quotient < grid[rank].value ? rank - 1 : rank
    guard lower >= 0, lower + 1 < grid.count else {
      neighbors = [grid[rank]]
      return
    }
    neighbors = [grid[lower], grid[lower + 1]]
    let scheme = quantizer.scheme
    let hasZeroPoint = scheme.scaling == .affine && scheme.element.isInteger
    // Integers with a zero point round the quotient itself.
    threshold = hasZeroPoint ? grid[lower].value + 0.5 : quantizer.codebook.thresholds[lower]
  }
}
