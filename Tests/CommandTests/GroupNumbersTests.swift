import Analysis
import Foundation
import TerminalUI
import TestSupport
import Testing

@testable import Explorer

/// Any number on the screen about a group equals what the commands print for a tensor that has the
/// weights of the group and no others.
@MainActor struct GroupNumbersTests {
  private static let size = 64
  private let folder: TemporaryFolder
  private let model: String
  private let groups: [[Float]]

  init() throws {
    var random = SeededGenerator(seed: 34)
    var groups = (0..<4).map { _ in random.weights(Self.size) }
    groups[1][7] = 0
    groups[2] = groups[2].map { $0 < 0 ? $0 / 5 : $0 }
    groups[3][20] = 1.5
    var file = ModelFile()
    file.add("all.weight", [2, 2 * Self.size], groups.flatMap(\.self))
    for (index, group) in groups.enumerated() {
      file.add("group.\(index).weight", [1, Self.size], group)
    }
    self.groups = groups
    folder = try TemporaryFolder()
    model = try folder.write(file.encoded())
  }

  private func rows(_ arguments: String...) throws -> [[String: Any]] {
    let rows = try CommandRun(
      [arguments[0], model, "--json", "--tensor", "group.*"] + arguments[1...]
    )
    .jsonRows()
    #expect(rows.count == groups.count)
    return rows
  }

  private func show(_ index: Int, _ scheme: String, _ keys: String) async throws
    -> ScreenSession.Shown
  {
    try await ScreenSession(model: model, tensor: "group.\(index).weight").show(scheme, keys)
  }

  @Test func distributionIsWhatStatsAndComparePrint() async throws {
    let statistics = try rows("stats", "--group-size", "64")
    let (errors, others) = (
      try rows("compare", "--schemes", "afpq4:g64"), try rows("compare", "--schemes", "fp4:g64")
    )
    for index in groups.indices {
      let (row, error, other) = (statistics[index], errors[index], others[index])
      let shown = try await show(index, "afpq4:g64", "")
      for (side, key) in [("negative", "negative_min"), ("positive", "positive_max")] {
        let reach = NumberText.signedWeight(Float(try #require(row.number(key))))
        #expect(shown.hasLine(with: [side, reach]), "\(reach)\n\(shown.text)")
      }
      let asymmetry = NumberText.fixed(row.number("asymmetry"), decimals: 3)
      #expect(shown.hasLine(with: ["asymmetry \(asymmetry)"]), "\(shown.text)")
      let numbers = [
        NumberText.scientific(error.number("mse")), NumberText.decibels(error.number("sqnr_db")),
        NumberText.scientific(error.number("max_abs_error")),
      ].joined(separator: "|")
      // Once for the group, once for the tensor.
      let line = try #require(shown.text.split(separator: "\n").first { $0.contains("▶ AFPQ") })
      let words = line.split { $0 == " " || $0 == "★" }.joined(separator: "|")
      #expect(words.components(separatedBy: numbers).count == 3, "\(numbers)\n\(line)")
      let gain = try #require(error.number("sqnr_db")) - (try #require(other.number("sqnr_db")))
      let comparison = gain < 0 ? "worse" : "better"
      #expect(
        shown.text.contains(
          "AFPQ is \(NumberText.decibels(gain.magnitude)) dB \(comparison) than symmetric FP"))
      let zeros = try #require(row["zero_count"] as? Int)
      #expect(shown.text.contains("\(zeros) weight is exactly zero") == (zeros == 1))
    }
  }

  @Test(arguments: HeatmapKind.allCases) func heatmapIsWhatStatsAndComparePrint(
    _ kind: HeatmapKind
  ) async throws {
    let statistics = try rows("stats", "--group-size", "64")
    let (errors, others) = (
      try rows("compare", "--schemes", "afpq4:g64"), try rows("compare", "--schemes", "fp4:g64")
    )
    let session = ScreenSession(model: model, tensor: "all.weight")
    let steps = HeatmapKind.allCases.firstIndex(of: kind) ?? 0
    let keys: [Key] =
      "pa3".map { .character($0) } + [.enter]
      + Array(repeating: .character("c"), count: steps)
    let paths: [[Key]] = [[], [.right], [.down], [.right, .down]]
    for (index, path) in paths.enumerated() {
      let shown = try await session.show("fp4:g64", keys + path)
      let (row, error, other) = (statistics[index], errors[index], others[index])
      let (ratio, base) = (error.number("sqnr_db"), other.number("sqnr_db"))
      let numbers: [String] =
        switch kind {
        case .asymmetry: [NumberText.fixed(row.number("asymmetry"), decimals: 3)]
        case .absoluteMaximum: [NumberText.weight(row.number("abs_max").map { Float($0) })]
        case .kurtosis: [NumberText.fixed(row.number("kurtosis"), decimals: 2)]
        case .normalizedError:
          [
            NumberText.scientific(error.number("nmse")),
            "(\(NumberText.relativeDifference(error.number("nmse"), from: other.number("nmse"))))",
            "◆ \(NumberText.scientific(other.number("nmse")))",
          ]
        case .twoScaleGain: [NumberText.decibels(try #require(ratio) - (try #require(base)))]
        }
      let place = "row \(index / 2)  group \(index % 2)"
      #expect(shown.hasLine(with: [place] + numbers), "\(place) \(numbers)\n\(shown.text)")
    }
  }

  /// How the weights of a group take the codes that `grid` prints, and what error they make there:
  /// counted here, with float32 scales.
  private func codeUsage(
    _ group: [Float], _ scheme: String
  ) throws -> [String: (count: Int, squaredError: Double)] {
    let codes = try CommandRun(["grid", scheme, "--json"]).jsonRows("codes")
    let top = try #require(codes.compactMap { $0.number("value") }.max())
    let (high, low) = (group.max() ?? 0, -(group.min() ?? 0))
    let isTwoScale = scheme.hasPrefix("afpq")
    var usage = [String: (count: Int, squaredError: Double)]()
    for code in codes { usage[code["bits"] as? String ?? ""] = (0, 0) }
    for weight in group {
      let extent = isTwoScale ? (weight > 0 ? high : low) : max(high, low)
      let scale = extent / Float(top)
      let nearest = try #require(
        codes.min {
          distance(weight, $0, scale) < distance(weight, $1, scale)
        })
      let bits = nearest["bits"] as? String ?? ""
      let known = usage[bits] ?? (0, 0)
      let error = distance(weight, nearest, scale)
      usage[bits] = (known.count + 1, known.squaredError + error * error)
    }
    return usage
  }

  /// The error where a weight takes a code; what is restored is a float32 number.
  private func distance(_ weight: Float, _ code: [String: Any], _ scale: Float) -> Double {
    abs(Double(weight) - Double(Float(code.number("value") ?? .infinity) * scale))
  }

  @Test func codesAreThoseOfGridAndCountedRight() async throws {
    for (index, group) in groups.enumerated() {
      let usage = try codeUsage(group, "afpq4")
      let pinned = try codeUsage(group, "fp4")
      let shown = try await show(index, "fp4:g64:f32", "pa2")
      let total = usage.values.map(\.squaredError).reduce(0, +)
      for (bits, use) in usage {
        let base = pinned[bits]?.count ?? 0
        let difference = NumberText.countDifference(use.count, from: base)
        let counts =
          use.count == 0
          ? ["unused"]
          : [
            NumberText.count(use.count), NumberText.percent(Double(use.count) / Double(Self.size)),
            NumberText.percent(use.squaredError / total),
          ]
        #expect(
          shown.hasLine(with: [bits, difference] + counts), "\(bits) \(counts)\n\(shown.text)")
      }
      let sides = try await show(index, "fp4:g64:f32", "pa")
      for (side, sign) in [("negative", "1"), ("positive", "0")] {
        let codes = usage.keys.filter { $0.hasPrefix(sign) && $0 != "0|00|0" }
        let used = [usage, pinned].map { counts in codes.count { counts[$0]?.count ?? 0 > 0 } }
        let difference = NumberText.countDifference(used[0], from: used[1])
        #expect(
          sides.hasLine(with: [side, "\(used[0]) of \(codes.count)", difference]), "\(sides.text)")
      }
    }
  }

  @Test func theWayOfTheWorstWeightEndsInTheErrorOfCompare() async throws {
    let errors = try rows("compare", "--schemes", "afpq4:g64:f32")
    let (scale, top) = (
      try #require(groups[2].max()) / 6, try #require(errors[2].number("max_abs_error"))
    )
    let grid = try CommandRun(["grid", "afpq4", "--json"]).jsonRows("codes")
    let low = -(groups[2].min() ?? 0) / 6
    let distances = groups[2].map { weight in
      grid.map { distance(weight, $0, weight > 0 ? scale : low) }.min() ?? 0
    }
    let worst = try #require(distances.indices.max { distances[$0] < distances[$1] })
    let session = ScreenSession(model: model, tensor: "group.2.weight")
    let keys: [Key] = [.character("6"), .enter] + Array(repeating: .right, count: worst)
    let shown = try await session.show("afpq4:g64:f32", keys)
    #expect(shown.state.column == worst)
    let line = try #require(
      shown.text.split(separator: "\n").first { $0.contains("│ error ") })
    #expect(line.contains(NumberText.scientific(top)), "\(top)\n\(line)")
    let stored = NumberText.signedWeight(groups[2][worst])
    #expect(shown.hasLine(with: ["weight", stored]), "\(stored)\n\(shown.text)")
  }

  /// One weight of a group whose others are restored exactly: its error is the sum of the errors of
  /// the group, which `compare` prints as their mean.
  @Test(arguments: [-0.7, -1.2, -0.3, 2.2, -1.4] as [Float])
  func theWayOfAWeightDiffersFromThePinnedByWhatCompareAndGridSay(_ quotient: Float) async throws {
    let unit: Float = 1 / 32
    let weight = quotient * unit
    var file = ModelFile()
    file.add("one.weight", [1, 3], [6 * unit, weight, -1.5 * unit])
    let model = try folder.write(file.encoded(), to: "one.safetensors")
    let schemes = ["afpq4:g64:f32", "fp4:g64:f32"]
    let errors = try schemes.map { scheme in
      let run = try CommandRun(["compare", model, "--json", "--schemes", scheme])
      return 3 * (try #require(try run.jsonRows().first?.number("mean_error")))
    }
    let restored = errors.map { Float(Double(weight) + $0) }
    let scales = [quotient < 0 ? unit / 4 : unit, unit]
    let grid = try CommandRun(["grid", "fp4", "--json"]).jsonRows("codes")
    let codes = try zip(restored, scales).map { value, scale in
      let code = grid.first { $0.number("value").map(Float.init) == value / scale }
      return try #require(code?["code"] as? Int)
    }
    let keys: [Key] = "pa6".map { .character($0) } + [.enter, .right]
    let session = ScreenSession(model: model, tensor: "one.weight")
    let shown = try await session.show(schemes[1], keys)
    let step = restored[0] - restored[1]
    let ratio = NumberText.relativeDifference(abs(errors[0]), from: abs(errors[1]))
    for line in [
      ["code", "\(codes[0])", "◆ \(codes[1])"],
      [
        "restored", NumberText.signedWeight(restored[0]),
        "(\(step == 0 ? "=" : NumberText.signedWeight(step)))",
        "◆ \(NumberText.signedWeight(restored[1]))",
      ],
      [
        "error", NumberText.scientific(errors[0]), "(\(ratio))",
        "◆ \(NumberText.scientific(errors[1]))",
      ],
    ] {
      #expect(shown.hasLine(with: line), "\(line)\n\(shown.text)")
    }
  }
}
