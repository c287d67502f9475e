import Foundation
import TestSupport
import Testing

/// `compare` against the formulas, computed here in float64 and without the code under test.
struct CompareNumbersTests {
  private static let (rows, columns, groupSize) = (4, 40, 16)
  private static let e2m1 = [-6, -4, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 6]

  private static func nearest(_ quotient: Double) -> Double {
    e2m1.min { abs($0 - quotient) < abs($1 - quotient) } ?? 0
  }

  /// What a group is restored to, by scheme.
  private static let restored: [String: @Sendable ([Double]) -> [Double]] = [
    "int4": { group in
      let (high, low) = (max(group.max() ?? 0, 0), min(group.min() ?? 0, 0))
      let scale = (high - low) / 15
      let zero = (-low / scale).rounded()
      return group.map { (min(max(($0 / scale).rounded() + zero, 0), 15) - zero) * scale }
    },
    "fp4": { group in
      let scale = (group.map(abs).max() ?? 0) / 6
      return group.map { nearest($0 / scale) * scale }
    },
    "afpq4": { group in
      let (positive, negative) = ((group.max() ?? 0) / 6, -(group.min() ?? 0) / 6)
      return group.map {
        nearest($0 / ($0 > 0 ? positive : negative)) * ($0 > 0 ? positive : negative)
      }
    },
  ]

  /// Bytes besides the codes: float32 scales, two of them for AFPQ, and INT's zero point.
  private static let parameterBytes = ["int4": 5, "fp4": 4, "afpq4": 8]

  @Test(arguments: ["int4", "fp4", "afpq4"])
  func numbersFollowTheFormulas(scheme: String) throws {
    var random = SeededGenerator(seed: 11)
    let weights = random.weights(Self.rows * Self.columns)
    let folder = try TemporaryFolder()
    var file = ModelFile()
    file.add("w.weight", [Self.rows, Self.columns], weights)
    let model = try folder.write(file.encoded())
    let run = try CommandRun(
      ["compare", model, "--json", "--schemes", "\(scheme):g\(Self.groupSize):f32"])
    let row = try #require(try run.jsonRows().first)
    for (key, value) in try expected(weights.map { Double($0) }, scheme) {
      let found = try #require(row[key] as? Double)
      // The program computes scales and products in float32.
      #expect(abs(found - value) <= 1e-5 * abs(value) + 1e-9, "\(key)")
    }
  }

  private func expected(_ weights: [Double], _ scheme: String) throws -> [(String, Double)] {
    let restore = try #require(Self.restored[scheme])
    var result: [Double] = []
    for row in 0..<Self.rows {
      for start in stride(from: 0, to: Self.columns, by: Self.groupSize) {
        let end = min(start + Self.groupSize, Self.columns)
        result += restore(Array(weights[row * Self.columns + start..<row * Self.columns + end]))
      }
    }
    let errors = zip(result, weights).map { $0 - $1 }
    let squares = { (values: [Double]) in values.map { $0 * $0 }.reduce(0, +) }
    let count = Double(weights.count)
    let ratio = squares(errors) / squares(weights)
    let product = zip(result, weights).map { $0 * $1 }.reduce(0, +)
    let zeroed = zip(result, weights).count { $0 == 0 && $1 != 0 }
    let groups = Self.rows * ((Self.columns + Self.groupSize - 1) / Self.groupSize)
    let bytes = weights.count / 2 + groups * (try #require(Self.parameterBytes[scheme]))
    return [
      ("mse", squares(errors) / count), ("nmse", ratio), ("sqnr_db", -10 * log10(ratio)),
      ("max_abs_error", errors.map(abs).max() ?? 0),
      ("cosine", product / (squares(weights) * squares(result)).squareRoot()),
      ("mean_error", errors.reduce(0, +) / count), ("zero_fraction", Double(zeroed) / count),
      ("bits_per_weight", Double(bytes) * 8 / count), ("clamped_scales", 0),
    ]
  }
}
