import Checkpoints
import Testing

@testable import Analysis

/// Parts that do not go together: the tensor is listed, and reading it says why it cannot be read.
@Suite struct PackedContradictionTests {
  /// A fixture, a tensor of it, what happens to its parts, and a piece of the reason.
  struct Damage: Sendable, CustomTestStringConvertible {
    let fixture: String
    let tensor: String
    let reason: String
    let apply: @Sendable (inout PartsCheckpoint) -> Void
    var testDescription: String { "\(fixture): \(reason)" }

    init(
      _ fixture: String, _ tensor: String, _ reason: String,
      _ apply: @escaping @Sendable (inout PartsCheckpoint) -> Void
    ) {
      (self.fixture, self.tensor, self.reason, self.apply) = (fixture, tensor, reason, apply)
    }
  }

  @Test(arguments: ownDamages + gptqDamages + compressedDamages + blockDamages)
  func contradictionsAreTold(damage: Damage) throws {
    var parts = try PartsCheckpoint(fixture: damage.fixture)
    let sound = dequantizing(parts)
    damage.apply(&parts)
    let model = dequantizing(parts)
    let tensor = try #require(model.tensor(damage.tensor))
    do throws(CheckpointError) {
      _ = try model.weights(of: tensor)
      Issue.record("\(damage.tensor) was read")
    } catch {
      guard case .contradictoryParts("parts", damage.tensor, let reason) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(reason.contains(damage.reason))
      #expect(
        error.description.hasPrefix("parts: quantized tensor \(damage.tensor) cannot be read"))
    }
    // Every other tensor is as it was.
    for other in sound.tensors where other.name != damage.tensor {
      #expect(try model.weights(of: other) == sound.weights(of: other), "\(other.name)")
    }
  }

  @Test func damageThatShapesShowIsNoticedAtOnce() throws {
    var parts = try PartsCheckpoint(fixture: "gptq")
    parts.parts["p.scales"] = nil
    parts.parts["q.scales"] = nil
    let model = dequantizing(parts)
    #expect(model.tensor("p.weight")?.encoding == "GPTQ, damaged")
    #expect(
      model.notices == [
        "p.weight cannot be dequantized: there is no p.scales, and 1 more cannot be read"
      ])
  }

  private static func setScheme(
    _ scheme: String, of name: String = "a.weight", shape: [Int] = [12, 40]
  ) -> @Sendable (inout PartsCheckpoint) -> Void {
    { $0.describe([name: scheme], shape: shape) }
  }

  private static func reshape(
    _ name: String, _ shape: [Int]
  ) -> @Sendable (inout PartsCheckpoint) -> Void {
    { parts in
      guard let dataType = parts.parts[name]?.dataType else { return }
      parts.add(name, dataType, shape)
    }
  }

  private static func retype(
    _ name: String, _ dataType: DataType
  ) -> @Sendable (inout PartsCheckpoint) -> Void {
    { parts in
      guard let shape = parts.parts[name]?.shape else { return }
      parts.add(name, dataType, shape)
    }
  }

  private static func remove(_ name: String) -> @Sendable (inout PartsCheckpoint) -> Void {
    { $0.parts[name] = nil }
  }

  private static func set(
    _ name: String, _ offset: Int, _ bytes: [UInt8]
  ) -> @Sendable (inout PartsCheckpoint) -> Void {
    { $0.parts[name]?.bytes.replaceSubrange(offset..<offset + bytes.count, with: bytes) }
  }

  private static let twoScale = "fp4-e2m1:two-scale:g16:f16"

  static let ownDamages: [Damage] = [
    Damage("rows", "a.weight", "needs a.weight.codes", remove("a.weight.codes")),
    Damage("rows", "a.weight", "needs a.weight.scale_negative", remove("a.weight.scale_negative")),
    Damage(
      "rows", "a.weight", "[12, 19] instead of [12, 20]", reshape("a.weight.codes", [12, 19])),
    Damage("rows", "a.weight", "[12, 4] instead of [12, 3]", reshape("a.weight.scale", [12, 4])),
    Damage("rows", "a.weight", "is BF16", retype("a.weight.scale", .bf16)),
    Damage("rows", "a.weight", "has no a.weight.offset") {
      $0.add("a.weight.offset", .f16, [12, 3])
    },
    Damage("rows", "a.weight", "scales of the packed tensor", set("a.weight.scale", 4, [0, 0x7E])),
    Damage("rows", "a.weight", "negative", set("a.weight.scale_negative", 0, [0, 0xBC])),
    Damage("rows", "e.weight", "stands for no value", set("e.weight.codes", 9, [0])),
    Damage("rows", "b.weight", "zero points", set("b.weight.zero_point", 2, [8])),
    Damage(
      "rows", "d.weight", "is no positive number", set("d.weight.tensor_scale", 0, [0, 0, 0, 0])),
    Damage("rows", "d.weight", "scales of the packed", set("d.weight.scale", 5, [0x7F])),
  ]

  static let gptqDamages: [Damage] = [
    Damage("gptq", "p.weight", "there is no p.scales", remove("p.scales")),
    Damage("gptq", "r.weight", "nothing tells the bits", remove("r.qzeros")),
    Damage("gptq", "p.weight", "p.scales is I32", retype("p.scales", .i32)),
    Damage("gptq", "p.weight", "no number of bits fits", reshape("p.qweight", [9, 32])),
    Damage("gptq", "p.weight", "p.g_idx has the shape", reshape("p.g_idx", [64, 1])),
    Damage("gptq", "p.weight", "instead of [4, 32]", reshape("p.scales", [4, 31])),
    Damage("gptq", "p.weight", "instead of [4, 4]", reshape("p.qzeros", [3, 4])),
    Damage("gptq", "r.weight", "do not divide", regroupedWithoutIndex),
    Damage("gptq", "p.weight", "column 3 into group 4 of 4", set("p.g_idx", 12, [4, 0, 0, 0])),
    Damage("gptq", "p.weight", "into group -1 of 4", set("p.g_idx", 12, [255, 255, 255, 255])),
    Damage("gptq", "p.weight", "row 1, group 0 in p.scales is NaN", set("p.scales", 2, [0, 0x7E])),
    Damage("gptq", "p.weight", "is infinite", set("p.scales", 2, [0, 0x7C])),
    Damage("gptq", "p.weight", "p.qweight has no elements", reshape("p.qweight", [0, 32])),
    Damage("gptq", "p.weight", "scales2 goes with") { $0.add("p.scales2", .f16, [4, 32]) },
    Damage("gptq", "q.weight", "no 2 bit table", remove("q.qzeros")),
    Damage("afpq-authors", "fp4.weight", "instead of [4, 32]", reshape("fp4.scales2", [2, 32])),
    Damage(
      "afpq-authors", "fp4.weight", "3 bits", setScheme("afpq3", of: "fp4.weight", shape: [32, 64])),
    Damage(
      "afpq-authors", "fp4.weight", "other parts",
      setScheme("fp4", of: "fp4.weight", shape: [32, 64])),
    Damage("afpq-authors", "fp4.weight", "32 × 64", setScheme(twoScale, of: "fp4.weight")),
    Damage(
      "afpq-authors", "fp4.weight", "no form",
      setScheme("sf4:two-scale:g16", of: "fp4.weight", shape: [32, 64])),
  ]

  private static let regroupedWithoutIndex: @Sendable (inout PartsCheckpoint) -> Void = { parts in
    parts.add("r.scales", .f16, [5, 32])
    parts.add("r.qzeros", .i32, [5, 8])
  }

  static let compressedDamages: [Damage] = [
    Damage(
      "compressed-integers", "four.weight", "no four.weight_shape", remove("four.weight_shape")),
    Damage(
      "compressed-integers", "four.weight", "says [25, 64]", set("four.weight_shape", 0, [25])),
    Damage(
      "compressed-integers", "four.weight", "says [24, -", set("four.weight_shape", 15, [0x80])),
    Damage(
      "compressed-integers", "four.weight", "no number of bits", set("four.weight_shape", 8, [255])),
    Damage(
      "compressed-integers", "four.weight", "no equal groups",
      reshape("four.weight_scale", [24, 5])),
    Damage(
      "compressed-integers", "four.weight", "there is no four.weight_scale",
      remove("four.weight_scale")),
    Damage("compressed-integers", "four.weight", "is U8", retype("four.weight_scale", .u8)),
    Damage(
      "compressed-integers", "three.weight", "words of zero points",
      reshape("three.weight_zero_point", [9, 4])),
    Damage(
      "compressed-integers", "three.weight", "instead of [3, 4]",
      reshape("three.weight_zero_point", [3, 2])),
    Damage(
      "compressed-integers", "six-padded.weight", "instead of [12, 2]",
      reshape("six-padded.weight_zero_point", [12, 3])),
    Damage(
      "compressed-integers", "index.weight", "instead of [64]", reshape("index.weight_g_idx", [63])),
    Damage("compressed-integers", "index.weight", "into group", set("index.weight_g_idx", 3, [1])),
    Damage("compressed-integers", "four.weight", "is NaN", set("four.weight_scale", 0, [1, 0xFE])),
  ]

  static let blockDamages: [Damage] = [
    Damage(
      "compressed-blocks", "nv.weight", "no nv.weight_global_scale",
      remove("nv.weight_global_scale")),
    Damage(
      "compressed-blocks", "nv.weight", "instead of [1]", reshape("nv.weight_global_scale", [2])),
    Damage(
      "compressed-blocks", "nv.weight", "no positive number",
      set("nv.weight_global_scale", 0, [0, 0, 0xC0, 0x7F])),
    Damage("compressed-blocks", "nv.weight", "is NaN", set("nv.weight_scale", 3, [0x7F])),
    Damage(
      "compressed-blocks", "nv.weight", "instead of [32, 4]", reshape("nv.weight_scale", [32, 2])),
    Damage(
      "compressed-blocks", "mx4.weight", "no multiple of the block size 32",
      reshape("mx4.weight_packed", [32, 31])),
    Damage(
      "compressed-blocks", "mx4.weight", "group 1 in mx4.weight_scale is NaN",
      set("mx4.weight_scale", 1, [255])),
    Damage(
      "compressed-blocks", "mx8.weight", "instead of [32, 2]", reshape("mx8.weight_scale", [32, 3])),
    Damage("modelopt", "m.weight", "no positive number", set("m.weight_scale_2", 3, [0xBF])),
    Damage("modelopt", "m.weight", "there is no m.weight_scale", remove("m.weight_scale")),
    Damage("modelopt", "m.weight", "is U8 instead of F8_E4M3", retype("m.weight_scale", .u8)),
    Damage("modelopt", "m.weight", "instead of 2 dimensions", reshape("m.weight", [2, 16, 32])),
    Damage(
      "gpt-oss", "experts.gate_up_proj", "instead of [..., rows",
      reshape("experts.gate_up_proj_blocks", [3, 8, 32])),
    Damage(
      "gpt-oss", "experts.gate_up_proj", "instead of [3, 8, 2]",
      reshape("experts.gate_up_proj_scales", [3, 16])),
    Damage("gpt-oss", "block.0.mlp1_weight", "is NaN", set("block.0.mlp1_weight.scales", 0, [255])),
  ]
}
