import Testing

@testable import Checkpoints

@Suite struct DemonstrationCheckpointTests {
  private let model = DemonstrationCheckpoint()

  @Test func itIsShapedLikeTwoLlamaBlocks() {
    #expect(model.tensors.count == 21)
    #expect(model.tensors.allSatisfy { $0.dataType == .bf16 })
    let count = model.tensors.reduce(0) { $0 + $1.count }
    #expect(count == 2 * 4096 * 512 + 2 * (4 * 512 * 512 + 3 * 512 * 1408 + 2 * 512) + 512)
    #expect(model.tensors.map(\.name) == model.tensors.map(\.name).sorted(by: naturallyPrecedes))
  }

  @Test func theMetadataNamesEveryLesson() {
    #expect(model.metadata.map(\.key).prefix(2) == ["format", "description"])
    for lesson in DemonstrationLesson.allCases {
      let entry = model.metadata.first { $0.key == "lesson.\(lesson.rawValue)" }
      #expect(entry?.value.contains(lesson.tensor) == true)
      #expect(model.tensors.contains { $0.name == lesson.tensor })
    }
  }

  @Test func inSkewedGroupsOneSignReachesMuchFurther() throws {
    let rows = try rows(of: "model.layers.0.mlp.down_proj.weight")
    let ratios = rows.enumerated().flatMap { index, row in
      groups(of: row).map { group -> Float in
        let positive = group.max() ?? 0
        let negative = -(group.min() ?? 0)
        return index.isMultiple(of: 2) ? positive / negative : negative / positive
      }
    }
    let skewed = ratios.prefix(256 * 11)
    #expect(skewed.count { $0 > 1.5 } > skewed.count * 95 / 100)
    #expect(skewed.reduce(0, +) / Float(skewed.count) > 2.5)
    let others = ratios.suffix(256 * 11)
    #expect(abs(others.reduce(0, +) / Float(others.count) - 1) < 0.05)
  }

  @Test func oneGroupHasNoNegativeAndOneNoPositiveWeight() throws {
    let rows = try rows(of: "model.layers.0.self_attn.v_proj.weight")
    var oneSided: [String] = []
    for (index, row) in rows.enumerated() {
      for (group, weights) in groups(of: row).enumerated() {
        if weights.allSatisfy({ $0 >= 0 }) { oneSided.append("+ \(index) \(group)") }
        if weights.allSatisfy({ $0 <= 0 }) { oneSided.append("- \(index) \(group)") }
      }
    }
    #expect(oneSided == ["+ 7 1", "- 11 2"])
  }

  @Test func oneInputChannelIsTwentyTimesAsLarge() throws {
    let rows = try rows(of: "model.layers.1.self_attn.q_proj.weight")
    let deviations = (0..<512).map { column in deviation(of: rows.map { $0[column] }) }
    for (column, deviation) in deviations.enumerated() {
      let expected: Float = column == 137 ? 0.6 : 0.03
      #expect(abs(deviation / expected - 1) < 0.2, "column \(column)")
    }
  }

  @Test func heavyTailsReachFarWhereNormalOnesDoNot() throws {
    let heavy = try weights(of: "model.layers.1.mlp.down_proj.weight")
    let normal = try weights(of: "model.layers.1.mlp.up_proj.weight")
    // A t distribution with 3 degrees of freedom exceeds 6 in 0.93 % of all cases.
    let share = Double(heavy.count { abs($0) > 0.12 }) / Double(heavy.count)
    #expect(abs(share - 0.0093) < 0.0005)
    #expect(normal.count { abs($0) > 0.12 } == 0)
  }

  @Test func oneTensorIsConstant() throws {
    let weights = try weights(of: "model.layers.1.post_attention_layernorm.weight")
    #expect(weights == [Float](repeating: 1, count: 512))
  }

  @Test func everythingElseIsNearlyNormal() throws {
    let planted = Set(DemonstrationLesson.allCases.map(\.tensor))
    for tensor in model.tensors where !planted.contains(tensor.name) && tensor.shape.count == 2 {
      let weights = try weights(of: tensor.name)
      let spread = deviation(of: weights)
      #expect(abs(mean(of: weights)) < 0.01 * spread, "\(tensor.name)")
      let within = Double(weights.count { abs($0) < spread }) / Double(weights.count)
      #expect(abs(within - 0.6827) < 0.01, "\(tensor.name)")
    }
  }

  @Test func theOrderOfReadingDoesNotMatter() throws {
    let other = DemonstrationCheckpoint()
    let names = ["model.norm.weight", "model.layers.0.self_attn.v_proj.weight", "lm_head.weight"]
    let forwards = try names.map { try checksum(of: $0, in: model) }
    let backwards = try names.reversed().map { try checksum(of: $0, in: other) }
    #expect(forwards == backwards.reversed())
    #expect(try checksum(of: names[0], in: model) == forwards[0])
  }

  private func checksum(of name: String, in model: DemonstrationCheckpoint) throws -> UInt64 {
    let tensor = try #require(model.tensors.first { $0.name == name })
    return try bytes(of: tensor, in: model).reduce(0xCBF2_9CE4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
  }

  private func weights(of name: String) throws -> [Float] {
    let tensor = try #require(model.tensors.first { $0.name == name })
    var weights = [Float](repeating: 0, count: tensor.count)
    var span = weights.mutableSpan
    try model.readElements(0..<tensor.count, of: tensor, into: &span)
    return weights
  }

  private func rows(of name: String) throws -> [ArraySlice<Float>] {
    let tensor = try #require(model.tensors.first { $0.name == name })
    let (weights, columns) = (try weights(of: name), tensor.shape[1])
    return stride(from: 0, to: weights.count, by: columns).map { start in
      ArraySlice(Array(weights[start..<start + columns]))
    }
  }

  private func groups(of row: ArraySlice<Float>) -> [ArraySlice<Float>] {
    stride(from: 0, to: row.count, by: 128).map { row[$0..<$0 + 128] }
  }

  private func mean(of weights: [Float]) -> Float {
    Float(weights.reduce(0 as Double) { $0 + Double($1) } / Double(weights.count))
  }

  private func deviation(of weights: [Float]) -> Float {
    let mean = Double(mean(of: weights))
    let squares = weights.reduce(0 as Double) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return Float((squares / Double(weights.count)).squareRoot())
  }
}
