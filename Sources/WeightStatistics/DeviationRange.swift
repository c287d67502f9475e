import NumericFormats

/// The map that brings deviations from the mean near 1, so that their fourth powers fit into float32;
/// none where they fit as they are, about zero, which costs the loops less.
struct DeviationRange {
  /// A power of two.
  let scale: Float
  /// A value near the mean, times the scale.
  let shift: Float

  /// - Parameter bytes: stored weights; some of them are looked at.
  init(sampledFrom bytes: RawSpan, as element: StoredElement) {
    let size = element.byteCount
    let count = bytes.byteCount / size
    // What is far apart is far away: a neighbour costs nothing, another place a wait for memory.
    let neighbours = Self.lineSize / size
    let step = max(count / Self.placeCount - neighbours, neighbours)
    var weights: [Float] = []
    for start in stride(from: 0, to: count, by: step).prefix(Self.placeCount) {
      let end = min(start + neighbours, count)
      weights += element.weights(bytes.extracting(start * size..<end * size))
    }
    let mean = weights.reduce(0) { $0 + Double($1) } / Double(max(weights.count, 1))
    let reach = weights.reduce(0) { max($0, (Double($1) - mean).magnitude) }
    if (0x1p-16...0x1p16).contains(reach), mean.magnitude <= reach / 4 {
      self.init(scale: 1, shift: 0)
    } else {
      self.init(center: mean, reach: reach)
    }
  }

  init(lowest: Float, highest: Float) {
    let (lowest, highest) = (Double(lowest), Double(highest))
    self.init(center: (lowest + highest) / 2, reach: (highest - lowest) / 2)
  }

  private init(scale: Float, shift: Float) { (self.scale, self.shift) = (scale, shift) }

  private init(center: Double, reach: Double) {
    let exponent = reach > 0 && reach.isFinite ? -Int(reach.exponent) : 0
    let scale = Float(sign: .plus, exponent: min(max(exponent, -120), 120), significand: 1)
    let product = Float(center * Double(scale))
    self.init(scale: scale, shift: product.isFinite ? product : 0)
  }

  /// A prime: shares of the rows are then seldom whole rows, and the places lie in different columns.
  private static let placeCount = 7
  /// In bytes: what memory gives at once.
  private static let lineSize = 64
}
