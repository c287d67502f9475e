import Testing
import WeightStatistics

@Suite struct SignSplitTests {
  private func split(_ weights: [Float]) -> SignSplit {
    var split = SignSplit()
    for weight in weights { split.add(weight) }
    return split
  }

  @Test func sidesZerosAndNonNumbersAreCountedApart() {
    let signs = split([1, 3, -2, 0, -0.0, .nan, .infinity, -.infinity])
    #expect(signs.positive.count == 2 && signs.positive.extent == 3)
    #expect(signs.positive.meanMagnitude == 2)
    #expect(signs.negative.count == 1 && signs.negative.extent == 2)
    #expect(signs.zeroCount == 2 && signs.nanCount == 1 && signs.infinityCount == 2)
    #expect(signs.finiteCount == 5 && signs.minimum == -2 && signs.maximum == 3)
  }

  @Test func asymmetryIsZeroForEqualSidesAndOneForOneSign() {
    #expect(split([2, -2]).asymmetry == 0)
    #expect(split([4, -1]).asymmetry == 0.75)
    #expect(split([3, 1]).asymmetry == 1 && split([3, 1]).isOneSigned)
    #expect(split([0, 0]).asymmetry == nil && !split([0, 0]).isOneSigned)
  }

  @Test func extremesOfOneSideAreNotMistakenForZero() {
    #expect(split([0.5, 2]).minimum == 0.5)
    #expect(split([-0.5, -2]).maximum == -0.5)
    #expect(split([.nan]).minimum == nil && split([]).maximum == nil)
  }

  @Test func partsMergeToTheWhole() {
    var left = split([1, -3, 0, .nan])
    left.merge(split([5, -1, .infinity]))
    #expect(left == split([1, -3, 0, .nan, 5, -1, .infinity]))
  }
}
