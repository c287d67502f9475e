import Checkpoints
import NumericFormats
import Quantization
import WeightStatistics

extension TensorAnalyzer {
  /// What a part of a tensor looks like and what each scheme does to it.
  ///
  /// - Parameters:
  ///   - request: its row and group are brought into the tensor's range.
  ///   - progress: called with the finished fraction.
  /// - Throws: `AnalysisError`; a scheme that does not apply is no error but part of the report.
  @concurrent
  public func report(
    _ request: ScopeRequest, progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(AnalysisError) -> ScopeReport {
    let tensor = try tensor(named: request.tensor)
    let place = ScopePlace(request, in: MatrixShape(tensor.shape))
    guard place.shape.count > 0 else { throw .emptyTensor(tensor: tensor.name) }
    let trials = try await prepare(request.schemes, on: tensor)
    let row = try weightRows(place.row..<place.row + 1, of: tensor)
    var counted: (survey: TensorSurvey, pass: TensorPass)
    if let columns = place.columns {
      let survey = TensorSurvey(of: row.stored.span.extracting(columns), offset: 0)
      var pass = TensorPass(trials)
      pass.count(row, trials, columns: columns, countedSchemes: request.countedSchemes)
      counted = (survey, pass)
    } else {
      // The survey reads every weight once; what the schemes do takes several times as long.
      let survey = try await survey(of: tensor) { progress(0.1 * $0) }
      let pass = try await run(
        trials, on: tensor, countedSchemes: request.countedSchemes
      ) { progress(0.1 + 0.9 * $0) }
      counted = (survey, pass)
    }
    let grids = trials.map { grid($0, row: row, place: place) }
    return place.report(counted.survey, counted.pass, grids: grids)
  }

  /// The codes of the group that was asked for, at its real parameters.
  private func grid(_ trial: SchemeTrial, row: WeightRows, place: ScopePlace) -> GroupGrid? {
    let weights = row.weights(trial.scheme.granularity)
    guard let quantizer = try? trial.state.get().quantizer,
      let quantized = try? trial.quantize(weights, shape: row.shape)
    else { return nil }
    let column = place.groupColumns.lowerBound
    let group = min(column / quantized.layout.groupSize, quantized.layout.groupsPerRow - 1)
    let parameters = quantized.effectiveParameters(row: 0, group: group)
    let columns = quantized.layout.columns(ofGroup: group)
    return GroupGrid(
      quantizer, parameters, usedBy: GroupExtents(of: weights.span.extracting(columns)))
  }
}

extension GroupGrid {
  /// - Parameter extents: how far the weights of the group reach; a side that none of them lies on
  ///   has no scale.
  fileprivate init(
    _ quantizer: Quantizer, _ parameters: GroupParameters, usedBy extents: GroupExtents
  ) {
    let scheme = quantizer.scheme
    let isTwoScale = scheme.scaling == .twoScale
    let isPositiveUsed = isTwoScale ? extents.high > 0 : extents.magnitude > 0
    let isNegativeUsed = isTwoScale ? extents.low < 0 : extents.magnitude > 0
    let isAffine = scheme.scaling == .affine
    self.init(
      positiveScale: isPositiveUsed ? parameters.positiveScale : nil,
      negativeScale: isNegativeUsed ? parameters.negativeScale : nil,
      zeroPoint: isAffine && scheme.element.isInteger ? Int(parameters.zeroPoint) : nil,
      offset: isAffine && !scheme.element.isInteger ? parameters.offset : nil,
      entries: quantizer.grid(of: parameters))
  }
}
