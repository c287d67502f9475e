import Analysis
import Quantization

// A scheme is pinned to be compared with others: it is drawn beside the current one, and numbers
// show how they differ from its numbers.
extension AppState {
  /// The pinned scheme where it is another than the current one.
  var rival: QuantizationScheme? { pinned == scheme ? nil : pinned }

  /// Pins the current scheme, or lets it go where it is pinned already.
  mutating func togglePin() {
    if pinned == scheme {
      pinned = nil
      message = "nothing is pinned"
    } else {
      pinned = scheme
      message = "\(scheme.shortDescription) is pinned: other schemes are compared with it"
    }
  }

  /// The schemes of error panel and rulers: the current one, the pinned one, and those that one
  /// compares with.
  var panelSchemes: [QuantizationScheme] {
    let schemes = comparisonSchemes(for: scheme)
    guard let rival else { return schemes }
    return [scheme, rival] + schemes.filter { $0 != scheme && $0 != rival }
  }
}
