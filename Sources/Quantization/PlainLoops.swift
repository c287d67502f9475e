extension ErrorSums {
  /// Adds the errors of one group, weight after weight: the definition.
  ///
  /// - Parameter parameters: the group's, tensor scale included.
  mutating func add(_ weights: Span<Float>, _ parameters: GroupParameters, _ codec: GroupCodec) {
    count += weights.count
    for index in weights.indices {
      let weight = weights[index]
      let restored = codec.decode(codec.encode(weight, parameters), parameters)
      let (w, r) = (Double(weight), Double(restored))
      let error = r - w
      squaredError += error * error
      squaredWeight += w * w
      squaredRestored += r * r
      product += w * r
      errorSum += error
      maximumAbsoluteError = max(maximumAbsoluteError, error.magnitude)
      if weight != 0, restored == 0 { zeroedCount += 1 }
    }
  }
}

extension Quantizer {
  /// What quantizing rows would lose, by the plain definition.
  func plainErrors(
    of weights: Span<Float>, _ layout: GroupLayout, _ calibration: TensorCalibration
  ) -> ErrorSums {
    var scaler = RowScaler(layout: layout, quantizer: self, calibration: calibration)
    var sums = ErrorSums()
    for row in 0..<layout.shape.rows {
      let start = row * layout.shape.columns
      let weights = weights.extracting(start..<start + layout.shape.columns)
      scaler.scale(weights)
      for (index, parameters) in scaler.effective.enumerated() {
        sums.add(weights.extracting(layout.columns(ofGroup: index)), parameters, codec)
      }
    }
    sums.clampedScaleCount = scaler.clampedCount
    return sums
  }

  /// The codes and stored parameters of rows, by the plain definition.
  func plainCodes(
    of weights: Span<Float>, _ layout: GroupLayout, _ calibration: TensorCalibration
  ) -> CodedRows {
    var coded = CodedRows()
    coded.areFinite = WeightSums(of: weights, kernels: .reference).areFinite
    guard coded.areFinite else { return coded }
    var scaler = RowScaler(layout: layout, quantizer: self, calibration: calibration)
    coded.codes.reserveCapacity(layout.shape.count)
    for row in 0..<layout.shape.rows {
      let start = row * layout.shape.columns
      let weights = weights.extracting(start..<start + layout.shape.columns)
      scaler.scale(weights)
      if calibration.onlyGroup == nil { coded.groups += scaler.groups }
      for (index, parameters) in scaler.effective.enumerated() {
        for column in layout.columns(ofGroup: index) {
          coded.codes.append(codec.encode(weights[column], parameters))
        }
      }
    }
    coded.clampedScaleCount = scaler.clampedCount
    return coded
  }
}

/// What quantizing rows yields.
struct CodedRows {
  /// One for each weight, row-major.
  var codes: [UInt8] = []
  /// As they are stored, row-major; empty where the whole tensor is one group.
  var groups: [GroupParameters] = []
  /// How many of them the range of their storage format forced.
  var clampedScaleCount = 0
  /// Whether no weight was NaN or infinite; the rest means nothing otherwise.
  var areFinite = true
}
