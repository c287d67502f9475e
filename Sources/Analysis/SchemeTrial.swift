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

  /// Whether the extents of the whole tensor must be known before its parts can be quantized.
  var needsExtents: Bool { (try? state.get().quantizer.needsCalibration) ?? false }

  /// The search over the whole tensor that is still to be run, where the scheme asks for one.
  var search: TensorClippingSearch? { try? state.get().search }

  /// Takes what the scheme needs of the whole tensor.
  ///
  /// - Parameter extents: of all weights that are finite.
  mutating func calibrate(_ extents: GroupExtents) {
    guard case .success(var prepared) = state, prepared.quantizer.needsCalibration else { return }
    prepared.calibration = prepared.quantizer.calibration(for: extents)
    prepared.search = prepared.quantizer.tensorSearch(for: extents)
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

  /// Quantizes whole rows of the tensor.
  func quantize(
    _ weights: [Float], shape: MatrixShape
  ) throws(QuantizationError) -> QuantizedTensor {
    let prepared = try state.get()
    return try prepared.quantizer.quantize(
      weights.span, shape: shape, calibration: prepared.calibration)
  }
}
