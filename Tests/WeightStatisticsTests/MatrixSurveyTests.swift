import CQuantKernels
import NumericFormats
import TestSupport
import Testing

@testable import WeightStatistics

/// One look at stored rows against plain loops over the widened weights.
@Suite struct MatrixSurveyTests {
  static var kernels: [qk_kernels] {
    var found = [UnsafePointer<qk_kernels>?](repeating: nil, count: 8)
    let count = qk_available(&found, found.count)
    return found.prefix(count).compactMap { $0?.pointee }
  }

  /// Rows around the width of a vector, with groups that fill them or do not.
  static let layouts = [
    (1, 1, 1), (3, 7, 4), (5, 16, 16), (6, 33, 16), (9, 130, 128), (4, 300, 64), (7, 1100, 1100),
    (64, 1024, 128),
  ]

  private func near(_ left: Double?, _ right: Double?, tolerance: Double) -> Bool {
    guard let left, let right else { return left == right }
    return (left - right).magnitude <= tolerance * max(right.magnitude, 1)
  }

  private func check(_ survey: MatrixSurvey, _ plain: MatrixSurvey, _ what: String) {
    #expect(survey.groups == plain.groups, "\(what)")
    #expect(survey.signs.positive.count == plain.signs.positive.count, "\(what)")
    #expect(survey.signs.negative.count == plain.signs.negative.count, "\(what)")
    #expect(survey.signs.zeroCount == plain.signs.zeroCount, "\(what)")
    #expect(survey.signs.minimum == plain.signs.minimum, "\(what)")
    #expect(survey.signs.maximum == plain.signs.maximum, "\(what)")
    let pairs = [
      (survey.signs.positive.meanMagnitude, plain.signs.positive.meanMagnitude),
      (survey.signs.negative.meanMagnitude, plain.signs.negative.meanMagnitude),
      (survey.moments.mean, plain.moments.mean),
      (survey.moments.standardDeviation, plain.moments.standardDeviation),
      (survey.moments.skewness, plain.moments.skewness),
      (survey.moments.excessKurtosis, plain.moments.excessKurtosis),
    ]
    for (index, (found, expected)) in pairs.enumerated() {
      #expect(near(found, expected, tolerance: 2e-6), "\(what), figure \(index)")
    }
    for (found, expected) in zip(survey.columnSquares, plain.columnSquares) {
      #expect(near(Double(found / expected), 1, tolerance: 1e-5) || expected == 0, "\(what)")
    }
    #expect(survey.columnSquares.count == plain.columnSquares.count)
  }

  /// Weights of every exponent that all formats have, zeros of both signs among them.
  private func bytes(_ element: StoredElement, count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    let weights = generator.weights(count, spread: 1)
    return (0..<count).flatMap { index -> [UInt8] in
      let pattern = weights[index].bitPattern
      let isZero = index % 11 == 3
      switch element {
      case .float32: return (0..<4).map { isZero ? 0 : UInt8(pattern >> (8 * $0) & 0xFF) }
      case .bfloat16:
        return isZero ? [0, 0x80] : [UInt8(pattern >> 16 & 0xFF), UInt8(pattern >> 24)]
      case .float16: return isZero ? [0, 0] : [UInt8(pattern & 0xFF), UInt8(pattern >> 24 & 0xBB)]
      case .e4m3: return [isZero ? 0 : UInt8(pattern & 0xBF)]
      case .e5m2: return [isZero ? 0x80 : UInt8(pattern & 0xBB)]
      }
    }
  }

  @Test(arguments: StoredElement.allCases)
  func oneLookTellsWhatPlainLoopsTell(element: StoredElement) throws {
    for (rows, columns, groupSize) in Self.layouts {
      let bytes = bytes(element, count: rows * columns, seed: UInt64(columns))
      let weights = element.weights(bytes.span.bytes)
      let plain = MatrixSurvey(
        finiteOf: weights.span, columns: columns, groupSize: groupSize, squaresColumns: true)
      for kernels in Self.kernels {
        let survey = MatrixSurvey(
          of: bytes.span.bytes, as: element, columns: columns, groupSize: groupSize,
          squaresColumns: true, by: kernels)
        check(try #require(survey), plain, "\(element) \(rows)×\(columns) g\(groupSize)")
      }
    }
  }

  /// About zero, where the powers of the weights themselves are added, and far from it.
  @Test(arguments: [Float(0), 0.02, 5, -300])
  func aShiftOfAllWeightsKeepsTheirMoments(shift: Float) throws {
    var generator = SeededGenerator(seed: 6)
    let zeros = [0, 31, 640, 9000]
    var weights = generator.weights(9 * 1024).map { $0 + shift }
    for (index, zero) in zeros.enumerated() where shift == 0 {
      weights[zero] = index.isMultiple(of: 2) ? 0 : -0.0
    }
    let plain = MatrixSurvey(
      finiteOf: weights.span, columns: 1024, groupSize: 128, squaresColumns: true)
    for kernels in Self.kernels {
      let seen = MatrixSurvey(
        of: weights.span.bytes, as: .float32, columns: 1024, groupSize: 128, squaresColumns: true,
        by: kernels)
      let survey = try #require(seen)
      check(survey, plain, "shift \(shift)")
      #expect(survey.signs.zeroCount == (shift == 0 ? zeros.count : 0))
    }
  }

  @Test func asymmetriesAreThoseOfTheExtremes() {
    let extremes: [(Float, Float)] = [
      (3, -1), (1, -3), (2, 1), (-1, -2), (0, 0), (0, -2), (1, -1), (-.infinity, .infinity),
      (0.3, 0),
    ]
    let repeated = (0..<5).flatMap { _ in extremes }
    for kernels in Self.kernels {
      for count in 0...repeated.count { check(repeated.prefix(count), kernels) }
    }
  }

  private func check(_ extremes: ArraySlice<(Float, Float)>, _ kernels: qk_kernels) {
    let groups = GroupExtremes(maxima: extremes.map(\.0), minima: extremes.map(\.1))
    let asymmetries = extremes.compactMap { high, low -> Double? in
      let (high, low) = (Double(max(high, 0)), Double(max(-low, 0)))
      return max(high, low) > 0 ? (high - low).magnitude / max(high, low) : nil
    }
    let found = groups.asymmetryCounts(by: kernels)
    for bin in found.bins.indices {
      #expect(Int(found.bins[bin]) == asymmetries.count { Int($0 * 1024) == bin })
    }
    for bins in [0...0, 341...341, 500...700, 1024...1024, 0...1024] {
      let expected = asymmetries.filter { bins.contains(Int($0 * 1024)) }
      #expect(groups.asymmetries(in: bins, by: kernels) == expected)
    }
    #expect(found.oneSigned == extremes.count { ($0.0 > 0) != ($0.1 < 0) })
  }

  /// Where a fourth power would leave float32, or a sample would say nothing about the rest.
  @Test(arguments: [Float(1e-12), 1e-30, 1e12, 1e30])
  func magnitudesOfAnySizeKeepTheirMoments(factor: Float) throws {
    var generator = SeededGenerator(seed: 5)
    for zeros in [0, 4000] {
      // Every sampled weight is zero, then only the others are not.
      let weights = generator.weights(6400, spread: 1).enumerated().map { index, weight in
        zeros > 0 && index % 898 < 16 ? 0 : weight * factor
      }
      let plain = MatrixSurvey(
        finiteOf: weights.span, columns: 64, groupSize: 64, squaresColumns: false)
      for kernels in Self.kernels {
        let seen = MatrixSurvey(
          of: weights.span.bytes, as: .float32, columns: 64, groupSize: 64, squaresColumns: false,
          by: kernels)
        let survey = try #require(seen)
        check(survey, plain, "factor \(factor), zeros \(zeros)")
        let (found, expected) = (survey.moments.variance, plain.moments.variance)
        #expect(near(found.map { $0 / (expected ?? 1) }, 1, tolerance: 1e-6))
      }
    }
  }

  @Test func aConstantHasNoDeviation() throws {
    let weights = [Float](repeating: 0.1, count: 5000)
    let seen = MatrixSurvey(
      of: weights.span.bytes, as: .float32, columns: 50, groupSize: 50, squaresColumns: false)
    let survey = try #require(seen)
    #expect(survey.moments.variance == 0 && survey.moments.mean == Double(Float(0.1)))
    #expect(survey.signs.negative.meanMagnitude == nil)
  }

  @Test func aRareSignKeepsItsMeanMagnitude() throws {
    var weights = [Float](repeating: 1, count: 6400)
    weights[777] = -1e-6
    let seen = MatrixSurvey(
      of: weights.span.bytes, as: .float32, columns: 64, groupSize: 64, squaresColumns: false)
    let survey = try #require(seen)
    #expect(survey.signs.negative.meanMagnitude == Double(Float(1e-6)))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func whatIsNoNumberIsLeftToThePlainLoops(weight: Float) {
    var weights = [Float](repeating: 1, count: 96)
    weights[70] = weight
    let seen = MatrixSurvey(
      of: weights.span.bytes, as: .float32, columns: 32, groupSize: 8, squaresColumns: true)
    let isLeft = seen == nil
    #expect(isLeft)
    let plain = MatrixSurvey(
      finiteOf: weights.span, columns: 32, groupSize: 8, squaresColumns: true)
    #expect(plain.signs.finiteCount == 95 && plain.columnSquares[6] == 2)
    #expect(plain.groups.maxima == Array(repeating: 1, count: 12))
  }

  @Test func outliersAreFiniteAndBeyondTheDistance() {
    var generator = SeededGenerator(seed: 3)
    for count in [1, 15, 16, 17, 40] {
      var weights = [Float](repeating: 0, count: count) + [3, -3, 3.5, -1, .nan, .infinity]
      weights.shuffle(using: &generator)
      for kernels in Self.kernels {
        let found = kernels.outliers(QK_ELEMENT_F32, weights, weights.count, 0.5, 2.5)
        #expect(found == weights.count { $0.isFinite && (Double($0) - 0.5).magnitude > 2.5 })
      }
    }
  }
}
