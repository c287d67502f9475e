import Checkpoints
import Testing

@testable import Analysis

/// What cannot be dequantized stays as it is, and a notice says so.
@Suite struct PackedNoticeTests {
  /// The parts of a tensor in a layout that is known but not supported.
  struct Foreign: Sendable, CustomTestStringConvertible {
    let kind: UnsupportedLayout
    let anchor: String
    let parts: [Part]
    var testDescription: String { kind.rawValue }

    struct Part: Sendable {
      let name: String
      let dataType: DataType
      let shape: [Int]

      init(_ name: String, _ dataType: DataType, _ shape: [Int]) {
        (self.name, self.dataType, self.shape) = (name, dataType, shape)
      }
    }
  }

  static let foreign: [Foreign] = [
    Foreign(
      kind: .awq, anchor: "p.qweight",
      parts: [
        .init("p.qweight", .i32, [64, 4]), .init("p.qzeros", .i32, [2, 4]),
        .init("p.scales", .f16, [2, 32]),
      ]),
    Foreign(
      kind: .foreignQweight, anchor: "p.qweight",
      parts: [.init("p.qweight", .i16, [8, 64]), .init("p.scales", .f16, [2, 32])]),
    Foreign(
      kind: .marlin, anchor: "p.B",
      parts: [.init("p.B", .i32, [4, 64]), .init("p.s", .f16, [2, 32])]),
    Foreign(
      kind: .marlin24, anchor: "p.weight_packed",
      parts: [
        .init("p.weight_packed", .i32, [2, 64]), .init("p.meta", .i16, [32, 4]),
        .init("p.scale_packed", .f16, [2, 32]),
      ]),
    Foreign(
      kind: .integers, anchor: "p.weight_scale",
      parts: [.init("p.weight", .i8, [8, 8]), .init("p.weight_scale", .bf16, [8, 1])]),
    Foreign(
      kind: .scaledFP8, anchor: "p.weight_scale",
      parts: [.init("p.weight", .f8e4m3, [8, 8]), .init("p.weight_scale", .f32, [8, 1])]),
    Foreign(
      kind: .blockFP8, anchor: "p.weight_scale_inv",
      parts: [.init("p.weight", .f8e4m3, [8, 8]), .init("p.weight_scale_inv", .f32, [1, 1])]),
    Foreign(
      kind: .bitsandbytes4, anchor: "p.weight.absmax",
      parts: [
        .init("p.weight", .u8, [64, 1]), .init("p.weight.absmax", .f32, [2]),
        .init("p.weight.quant_map", .f32, [16]),
        .init("p.weight.quant_state.bitsandbytes__nf4", .u8, [40]),
      ]),
    Foreign(
      kind: .bitsandbytes8, anchor: "p.SCB",
      parts: [.init("p.weight", .i8, [8, 8]), .init("p.SCB", .f32, [8])]),
    Foreign(
      kind: .mlx, anchor: "p.biases",
      parts: [
        .init("p.weight", .u32, [8, 8]), .init("p.scales", .f16, [8, 1]),
        .init("p.biases", .f16, [8, 1]),
      ]),
    Foreign(
      kind: .unnamedRows, anchor: "p.weight.codes",
      parts: [.init("p.weight.codes", .u8, [8, 8]), .init("p.weight.scale", .f16, [8, 1])]),
  ]

  @Test(arguments: foreign)
  func unsupportedLayoutsAreNamed(foreign: Foreign) {
    var parts = PartsCheckpoint()
    for part in foreign.parts { parts.add(part.name, part.dataType, part.shape) }
    let model = dequantizing(parts)
    #expect(model.tensors == parts.tensors)
    #expect(
      model.notices == [
        "\(foreign.anchor): stored as \(foreign.kind.rawValue), which is not dequantized; the "
          + "parts are shown as they are"
      ])
  }

  @Test func everyUnsupportedLayoutHasATest() {
    #expect(Set(Self.foreign.map(\.kind)) == Set(UnsupportedLayout.allCases))
  }

  @Test func manyTensorsOfOneLayoutGiveOneNotice() {
    var parts = PartsCheckpoint()
    for layer in 0..<5 {
      parts.add("\(layer).weight", .f8e4m3, [8, 8])
      parts.add("\(layer).weight_scale_inv", .f32, [1, 1])
    }
    let notices = dequantizing(parts).notices
    #expect(notices.count == 1 && notices[0].hasPrefix("0.weight_scale_inv and 4 more: "))
  }

  @Test func tensorsThatAreStoredTwiceStayAsTheyAre() throws {
    var parts = try PartsCheckpoint(fixture: "gptq")
    parts.add("p.weight", .f16, [32, 64])
    let model = dequantizing(parts)
    #expect(model.tensor("p.weight")?.dataType == .f16)
    #expect(model.tensor("p.qweight") != nil && model.tensor("q.qweight") == nil)
    #expect(model.notices.count == 1 && model.notices[0].hasPrefix("p.weight: stored twice"))
  }

  @Test func metadataThatIsNoObjectIsNoticed() throws {
    for text in ["", "[]", "{\"a\"", "nul"] {
      var parts = try PartsCheckpoint(fixture: "rows")
      parts.metadata = [MetadataEntry(key: "afpq_schemes", value: text)]
      let model = dequantizing(parts)
      #expect(model.tensors == parts.tensors)
      #expect(
        model.notices == [
          "afpq_schemes in the metadata is no JSON object",
          "a.weight.codes and 7 more: stored as afpq without an entry in afpq_schemes, which is "
            + "not dequantized; the parts are shown as they are",
        ])
    }
  }

  @Test func tensorsThatOnlyTheMetadataKnowsAreNoticed() {
    var parts = PartsCheckpoint()
    parts.add("a.weight", .f32, [4, 4])
    parts.describe(["a.weight": "fp4"], shape: [4, 4])
    let model = dequantizing(parts)
    #expect(model.tensors == parts.tensors)
    #expect(
      model.notices == ["afpq_schemes describes a.weight, which the file does not hold quantized"])
  }

  @Test(arguments: [
    (#"{"scheme": "fp9", "shape": [12, 40], "dtype": "F32"}"#, "has a scheme that is none"),
    (#"{"scheme": 4, "shape": [12, 40], "dtype": "F32"}"#, "gives no scheme"),
    (#"{"scheme": "fp4", "shape": 480, "dtype": "F32"}"#, "gives no shape"),
    (#"{"scheme": "fp4", "shape": [12, -40], "dtype": "F32"}"#, "gives a shape that is none"),
    (#"{"scheme": "fp4", "shape": [12, 4e1], "dtype": "F32"}"#, "gives a shape that is none"),
    (
      #"{"scheme": "fp4", "shape": [0, 4611686018427387904], "dtype": "F32"}"#,
      "gives a shape that is none"
    ),
    (#"{"scheme": "fp4", "shape": [12, 40], "dtype": "F33"}"#, "gives no dtype that there is"),
    (#"{"scheme": "int4:g16", "shape": [12, 40], "dtype": "F32"}"#, "needs a.weight.zero_point"),
    (#"{"scheme": "afpq4:g16", "shape": [40, 12], "dtype": "F32"}"#, "instead of [40, 6]"),
    ("[]", "gives no scheme"),
  ])
  func entriesThatDescribeNothingAreContradictions(entry: String, reason: String) throws {
    var parts = try PartsCheckpoint(fixture: "rows")
    parts.metadata = [
      MetadataEntry(key: "afpq_schemes", value: #"{"a.weight": \#(entry)}"#)
    ]
    let model = dequantizing(parts)
    let tensor = try #require(model.tensor("a.weight"))
    #expect(tensor.encoding == "afpq, damaged")
    #expect(throws: CheckpointError.self) { try model.weights(of: tensor) }
    let notice = model.notices.last ?? ""
    #expect(notice.hasPrefix("a.weight cannot be dequantized: ") && notice.contains(reason))
  }

  @Test func shardsMayRepeatADescriptionButNotContradictIt() throws {
    var parts = try PartsCheckpoint(fixture: "rows")
    parts.metadata += parts.metadata
    #expect(dequantizing(parts).notices.isEmpty)
    let other = #"{"a.weight": {"scheme": "fp4", "shape": [12, 40], "dtype": "BF16"}}"#
    parts.metadata.append(MetadataEntry(key: "afpq_schemes", value: other))
    #expect(
      dequantizing(parts).notices
        == ["a.weight cannot be dequantized: afpq_schemes describes it in two ways"])
  }
}
