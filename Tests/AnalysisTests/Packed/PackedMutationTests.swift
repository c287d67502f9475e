import Checkpoints
import Testing
import TestSupport

@testable import Analysis

/// Mutated parts, shapes, types and metadata: opening never fails, reading gives weights or an
/// error, and nothing crashes.
@Suite struct PackedMutationTests {
  @Test(arguments: OpenModelTests.fixtures, [1, 2] as [UInt64])
  func mutationsNeverCrash(fixture: String, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let sound = try PartsCheckpoint(fixture: fixture)
    var readable = 0
    var refused = 0
    for round in 0..<150 {
      var parts = sound
      for _ in 0..<Int.random(in: 1...3, using: &generator) { mutate(&parts, using: &generator) }
      let model = dequantizing(parts, hints: hints(round))
      for tensor in model.tensors where tensor.encoding != nil {
        do throws(CheckpointError) {
          let weights = try model.weights(of: tensor, piece: 1000)
          #expect(weights.count == tensor.count, "seed \(seed), round \(round)")
          readable += 1
        } catch {
          refused += 1
        }
      }
    }
    #expect(readable > 0 && refused > 0, "seed \(seed): \(readable) read, \(refused) refused")
  }

  private func hints(_ round: Int) -> QuantizationHints {
    round.isMultiple(of: 3)
      ? QuantizationHints(bits: round % 11, zeroPointForm: .v2) : QuantizationHints()
  }

  private func mutate(_ parts: inout PartsCheckpoint, using generator: inout SeededGenerator) {
    guard let name = parts.parts.keys.sorted().randomElement(using: &generator),
      var part = parts.parts[name]
    else { return }
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: parts.parts[name] = nil
    case 1:
      let shapes = [[], [0], [1], [1, 1], [3, 5], [0, 1 << 61], [1 << 50, 0], [2, 2, 2, 2]]
      guard let shape = shapes.randomElement(using: &generator) else { return }
      parts.add(name, part.dataType, shape)
    case 2:
      let types = DataType.allCases.filter { $0.bitWidth >= 8 }
      guard let dataType = types.randomElement(using: &generator) else { return }
      parts.add(name, dataType, part.shape)
    case 3: mutateMetadata(&parts, using: &generator)
    default:
      guard let index = part.bytes.indices.randomElement(using: &generator) else { return }
      let byte = [0, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &generator)]
      part.bytes[index] = byte.randomElement(using: &generator) ?? 0
      parts.parts[name] = part
    }
  }

  private func mutateMetadata(
    _ parts: inout PartsCheckpoint, using generator: inout SeededGenerator
  ) {
    parts.metadata = parts.metadata.map { entry in
      var text = Array(entry.value.utf8)
      if let index = text.indices.randomElement(using: &generator) {
        text[index] = Array(#"{}[]",:0189gef-"#.utf8).randomElement(using: &generator) ?? 0
      }
      return MetadataEntry(key: entry.key, value: String(decoding: text, as: UTF8.self))
    }
  }
}
