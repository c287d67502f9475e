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

  @Test func theWeightsAreTheSameOnEveryMachine() throws {
    #expect(Set(Self.checksums.keys) == Set(model.tensors.map(\.name)))
    for tensor in model.tensors {
      #expect(try checksum(of: tensor.name, in: model) == Self.checksums[tensor.name])
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

  /// FNV-1a of the bytes; the same weights come out of an implementation in NumPy.
  private static let checksums: [String: UInt64] = [
    "lm_head.weight": 0xE6D0_B2BD_D2B5_FCCF,
    "model.embed_tokens.weight": 0xDDCA_2963_07DF_8BC4,
    "model.layers.0.input_layernorm.weight": 0xA6D7_430C_086A_D2AD,
    "model.layers.0.mlp.down_proj.weight": 0x9781_CF40_7472_9E68,
    "model.layers.0.mlp.gate_proj.weight": 0x50EC_6904_6EA0_3D38,
    "model.layers.0.mlp.up_proj.weight": 0x20DF_101C_4153_398B,
    "model.layers.0.post_attention_layernorm.weight": 0x0136_05EF_3A9B_CEE8,
    "model.layers.0.self_attn.k_proj.weight": 0xE650_E471_9F5C_0899,
    "model.layers.0.self_attn.o_proj.weight": 0x3315_CACC_AD00_B398,
    "model.layers.0.self_attn.q_proj.weight": 0x27A0_619F_330B_E307,
    "model.layers.0.self_attn.v_proj.weight": 0x3E38_5B41_289B_CBCA,
    "model.layers.1.input_layernorm.weight": 0x8FAF_7630_1C9E_6C4D,
    "model.layers.1.mlp.down_proj.weight": 0x0237_F02F_0DDF_D55E,
    "model.layers.1.mlp.gate_proj.weight": 0x2FA7_1925_FC8F_DB11,
    "model.layers.1.mlp.up_proj.weight": 0xC9F8_BE98_157A_27A0,
    "model.layers.1.post_attention_layernorm.weight": 0xF2E9_1497_1BAF_EB25,
    "model.layers.1.self_attn.k_proj.weight": 0x51A9_68B0_38CC_8099,
    "model.layers.1.self_attn.o_proj.weight": 0xAE36_685F_B92E_D42D,
    "model.layers.1.self_attn.q_proj.weight": 0x0537_1848_477D_1627,
    "model.layers.1.self_attn.v_proj.weight": 0x694F_AEF5_BCC2_A3E5,
    "model.norm.weight": 0x1EE5_6EC6_6461_20F2,
  ]

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
