import Analysis
import TerminalUI
import TestSupport
import Testing

@testable import Explorer

/// What the screens show of a tensor with weights that are no finite numbers: the finite ones alone,
/// with the numbers that the commands print for it, or for a tensor that has zeros in their place.
@MainActor struct NonFiniteNumbersTests {
  private static let (rows, columns) = (2, 96)
  private static let schemes = ["afpq4:g32", "int4:g32", "fp4:g32"]
  private let folder: TemporaryFolder
  private let model: String
  private let weights: [Float]

  init() throws {
    var random = SeededGenerator(seed: 55)
    let shape = [Self.rows, Self.columns]
    weights = random.weights(Self.rows * Self.columns)
    var (broken, missing, zeroed) = (weights, weights, weights)
    for (index, value) in [5: Float.nan, 70: .infinity, 100: -.infinity] {
      (broken[index], missing[index], zeroed[index]) = (value, .nan, 0)
    }
    var file = ModelFile()
    file.add("broken.weight", shape, broken)
    file.add("missing.weight", shape, missing)
    file.add("zeroed.weight", shape, zeroed)
    folder = try TemporaryFolder()
    model = try folder.write(file.encoded())
  }

  private func errors(_ tensor: String, _ options: String...) throws -> [[String: Any]] {
    let schemes = Self.schemes.joined(separator: ",")
    let run = try CommandRun(
      ["compare", model, "--json", "--tensor", tensor, "--schemes", schemes] + options)
    let rows = try run.jsonRows()
    #expect(rows.count == Self.schemes.count)
    return rows
  }

  private func show(_ tensor: String, _ keys: String) async throws -> ScreenSession.Shown {
    try await ScreenSession(model: model, tensor: tensor).show(Self.schemes[0], keys)
  }

  /// Zeros are restored exactly: they add nothing to any sum, and are not among the weights of the
  /// mean.
  private func numbers(_ row: [String: Any]) throws -> [String] {
    let count = Double(weights.count)
    let mean = try #require(row.number("mse")) * count / (count - 3)
    return [
      NumberText.scientific(mean), NumberText.scientific(row.number("nmse")),
      NumberText.decibels(row.number("sqnr_db")),
      NumberText.scientific(row.number("max_abs_error")),
      NumberText.fixed(row.number("cosine"), decimals: 5),
      NumberText.bitsPerWeight(try #require(row.number("bits_per_weight"))),
    ]
  }

  @Test func errorsAreThoseOfTheFiniteWeights() async throws {
    for tensor in ["broken.weight", "missing.weight"] {
      let shown = try await show(tensor, "4")
      for row in try errors("zeroed.weight") {
        let numbers = try numbers(row)
        #expect(shown.hasLine(with: numbers), "\(numbers)\n\(shown.text)")
      }
    }
  }

  /// Sanitizing makes zeros of what is no number; infinities become weights, and then it differs.
  @Test func errorsAreThoseOfCompareSanitizedWhereNothingIsInfinite() async throws {
    let shown = try await show("missing.weight", "4")
    for row in try errors("missing.weight", "--sanitize") {
      let numbers = try numbers(row)
      #expect(shown.hasLine(with: numbers), "\(numbers)\n\(shown.text)")
    }
    let ratios = try [errors("broken.weight", "--sanitize"), errors("zeroed.weight")]
      .map { $0.map { $0.number("sqnr_db") } }
    #expect(ratios[0] != ratios[1])
  }

  @Test func extentsAndMomentsAreThoseOfStats() async throws {
    let run = try CommandRun(
      ["stats", model, "--json", "--tensor", "broken.weight", "--group-size", "32"])
    let row = try #require(try run.jsonRows().first)
    #expect(row["nan_count"] as? Int == 1 && row["inf_count"] as? Int == 2)
    let shown = try await show("broken.weight", "V")
    for (side, key) in [("negative", "negative_min"), ("positive", "positive_max")] {
      let reach = NumberText.signedWeight(Float(try #require(row.number(key))))
      #expect(shown.hasLine(with: [side, reach]), "\(reach)\n\(shown.text)")
    }
    let layers = try await show("broken.weight", "5")
    let numbers = [
      NumberText.fixed(row.number("kurtosis"), decimals: 2),
      NumberText.fixed(row.number("asymmetry"), decimals: 3), "NaN", "Inf",
    ]
    #expect(layers.hasLine(with: ["broken"] + numbers), "\(numbers)\n\(layers.text)")
  }

  @Test(arguments: [
    ("V", "1 NaN and 2 infinite: left out of everything here; compare and quantize refuse them"),
    ("4", "189 of 192 weights: NaN and Inf left out"), ("6\tlllll", "NaN   is no finite number"),
  ])
  func screensSayWhatTheyLeaveOut(_ keys: String, _ text: String) async throws {
    let keys: [Key] = keys.map { $0 == "\t" ? .enter : .character($0) }
    for (tensor, isBroken) in [("broken.weight", true), ("zeroed.weight", false)] {
      let session = ScreenSession(model: model, tensor: tensor)
      let shown = try await session.show(Self.schemes[0], keys)
      #expect(shown.text.contains(text) == isBroken, "\(shown.text)")
    }
  }
}
