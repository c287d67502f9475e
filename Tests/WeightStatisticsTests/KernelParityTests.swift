import CQuantKernels
import TestSupport
import Testing

@testable import WeightStatistics

/// Every kernel against counting one weight after the other.
@Suite struct KernelParityTests {
  private static var kernels: [qk_kernels] {
    var found = [UnsafePointer<qk_kernels>?](repeating: nil, count: 8)
    let count = qk_available(&found, found.count)
    return found.prefix(count).compactMap { $0?.pointee }
  }

  private func near(_ left: Double?, _ right: Double?, tolerance: Double = 1e-12) -> Bool {
    guard let left, let right else { return left == right }
    return (left - right).magnitude <= tolerance * max(right.magnitude, 1)
  }

  @Test(arguments: [[], [0, -0.0, 0], [.nan], [.infinity, -.infinity]] as [[Float]])
  func countsByHandAreThoseOfTheKernels(extra: [Float]) {
    for count in Array(0...67) + [128, 1001] {
      var generator = SeededGenerator(seed: UInt64(count))
      let weights = generator.weights(count) + extra
      var byHand = SignSplit()
      for weight in weights { byHand.add(weight) }
      for kernels in Self.kernels {
        let split = SignSplit(of: weights.span, by: kernels)
        #expect(split.positive.count == byHand.positive.count)
        #expect(split.negative.count == byHand.negative.count)
        #expect(split.zeroCount == byHand.zeroCount)
        #expect(split.nanCount == byHand.nanCount && split.infinityCount == byHand.infinityCount)
        #expect(split.minimum == byHand.minimum && split.maximum == byHand.maximum)
        #expect(split.positive.extent == byHand.positive.extent)
        #expect(split.negative.extent == byHand.negative.extent)
        #expect(near(split.positive.meanMagnitude, byHand.positive.meanMagnitude))
        #expect(near(split.negative.meanMagnitude, byHand.negative.meanMagnitude))
      }
    }
  }

  @Test func errorsByHandAreThoseOfTheKernels() {
    for count in Array(0...67) + [1001] {
      var generator = SeededGenerator(seed: UInt64(count))
      let weights = generator.weights(count).map { $0.magnitude < 0.001 ? 0 : $0 }
      let restored = weights.map { $0.magnitude < 0.02 ? 0 : ($0 * 50).rounded() / 50 }
      var byHand = ErrorMetrics()
      for (weight, other) in zip(weights, restored) { byHand.add(weight: weight, restored: other) }
      for kernels in Self.kernels {
        let metrics = ErrorMetrics(of: weights.span, restored: restored.span, by: kernels)
        #expect(metrics.count == count && metrics.zeroedCount == byHand.zeroedCount)
        #expect(metrics.maximumAbsoluteError == byHand.maximumAbsoluteError)
        #expect(near(metrics.squaredError, byHand.squaredError))
        #expect(near(metrics.squaredWeight, byHand.squaredWeight))
        #expect(near(metrics.squaredRestored, byHand.squaredRestored))
        #expect(near(metrics.product, byHand.product))
        #expect(near(metrics.errorSum, byHand.errorSum))
      }
    }
  }

  /// Parts of one value each have no deviation of their own: merging them is another way.
  @Test(arguments: [Float(0), 1000])
  func momentsByMergingAreThoseOfTheKernels(shift: Float) {
    for count in Array(1...35) + [1001] {
      var generator = SeededGenerator(seed: UInt64(count))
      let weights = generator.weights(count).map { $0 + shift }
      var merged = Moments()
      for weight in weights { merged.merge(Moments(of: [weight].span)) }
      for kernels in Self.kernels {
        let moments = Moments(of: weights.span, signs: SignSplit(of: weights.span), by: kernels)
        #expect(moments.count == count)
        #expect(near(moments.mean, merged.mean))
        #expect(near(moments.variance, merged.variance, tolerance: 1e-9))
        #expect(near(moments.skewness, merged.skewness, tolerance: 1e-6))
        #expect(near(moments.excessKurtosis, merged.excessKurtosis, tolerance: 1e-6))
      }
    }
  }
}
