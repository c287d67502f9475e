import Quantization
import WeightStatistics

/// One scheme on trial over a tensor: its quantizer, and what it needs of the whole tensor.
///
/// A scheme that does not apply keeps the reason instead of a result.
struct SchemeTrial: Sendable {
  let scheme: QuantizationScheme
  private(set) var state: Result<Prepared, QuantizationError>

  struct Prepared: Sendable {
    let quantizer: Quantizer
    var calibration: TensorCalibration
    var search: TensorClippingSearch?
  }

  init(_ scheme: QuantizationScheme) {
    self.scheme = scheme
    do throws(SchemeError) {
      state = .success(
        Prepared(quantizer: try Quantizer(scheme), calibration: .none, search: nil))
    } catch {
      state = .failure(.invalidScheme(error))
    }
  }

  /// Whether the whole tensor must be surveyed before its parts can be quantized.
  var needsSurvey: Bool { (try? state.get().quantizer.needsCalibration) ?? false }

  /// The search over the whole tensor that is still to be run, where the scheme asks for one.
  var search: TensorClippingSearch? { try? state.get().search }

  /// Takes what the scheme needs from the survey of the whole tensor.
  mutating func calibrate(_ survey: TensorSurvey) {
    guard case .success(var prepared) = state, prepared.quantizer.needsCalibration else { return }
    prepared.calibration = prepared.quantizer.calibration(for: survey.extents)
    prepared.search = prepared.quantizer.tensorSearch(for: survey.extents)
    state = .success(prepared)
  }

  /// Takes the outcome of a finished search.
  mutating func calibrate(_ search: TensorClippingSearch) {
    guard case .success(var prepared) = state else { return }
    prepared.calibration = search.calibration
    prepared.search = nil
    state = .success(prepared)
  }

  mutating func fail(_ error: QuantizationError) { state = .failure(error) }

  /// What quantizing whole rows of the tensor would lose.
  ///
  /// - Precondition: every weight is finite.
  func errors(
    of weights: [Float], shape: MatrixShape
  ) throws(QuantizationError) -> ErrorSums {
    let prepared = try state.get()
    return try prepared.quantizer.errors(
      of: weights.span, shape: shape, calibration: prepared.calibration)
  }

  /// Quantizes whole rows of the tensor.
  func quantize(
    _ weights: [Float], shape: MatrixShape
  ) throws(QuantizationError) -> QuantizedTensor {
    let prepared = try state.get()
    return try prepared.quantizer.quantize(
      weights.span, shape: shape, calibration: prepared.calibration)
  }
}
