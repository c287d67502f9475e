import NumericFormats
import Quantization

extension AppState {
  mutating func choose(_ family: SchemeFamily) {
    // The microscaling formats are whole schemes; the other families build on what was set before.
    var base = scheme.hasNarrowScales ? plainScheme : scheme
    base.clipping = scheme.clipping
    let next = family.next(after: scheme, like: base)
    if next == scheme {
      message = "no other member at \(scheme.bitWidth) bits: NormalFloat has 3 or 4"
    } else if family != .microscaling, next.bitWidth != base.bitWidth {
      message = "\(next.familyName) does not have \(base.bitWidth) bits: \(next.bitWidth) taken"
    }
    adopt(next)
  }

  mutating func stepBits(by step: Int) {
    change { scheme throws(StepRefusal) in try scheme.steppingBits(by: step) }
  }

  mutating func stepGroupSize(by step: Int) {
    change { scheme throws(StepRefusal) in try scheme.steppingGroups(by: step) }
  }

  mutating func stepSplit() {
    change { scheme throws(StepRefusal) in try scheme.steppingSplit() }
  }

  mutating func toggleClipping() {
    var next = scheme
    next.clipping = scheme.clipping == .absoluteMaximum ? .leastSquares : .absoluteMaximum
    adopt(next)
  }

  private mutating func change(
    _ step: (QuantizationScheme) throws(StepRefusal) -> QuantizationScheme
  ) {
    do throws(StepRefusal) {
      adopt(try step(scheme))
    } catch {
      message = error.reason
    }
  }

  /// Takes a scheme over, unless its parts do not go together, and keeps looking at the weights
  /// that were looked at.
  mutating func adopt(_ next: QuantizationScheme) {
    do throws(SchemeError) {
      try use(next)
    } catch {
      message = error.description
    }
  }

  /// - Throws: `SchemeError` when its parts do not go together; then nothing has changed.
  mutating func use(_ next: QuantizationScheme) throws(SchemeError) {
    try next.validate()
    let firstColumn = groupLayout?.columns(ofGroup: group).lowerBound ?? 0
    scheme = next
    if !next.hasNarrowScales { plainScheme = next }
    if let groupLayout {
      let groups = groupLayout.groupsPerRow
      group = (firstColumn / groupLayout.groupSize).clamped(to: 0...max(groups - 1, 0))
    }
  }
}
