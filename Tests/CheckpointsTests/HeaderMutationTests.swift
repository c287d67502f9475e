import Testing

@testable import Checkpoints

/// Mutated headers: whatever becomes of them, reading never crashes, and what is accepted keeps the
/// promises that the rest of the program relies on.
@Suite struct HeaderMutationTests {
  private static let headers = [
    #"{"__metadata__":{"format":"pt","k\u00e9":"\ud83d\ude00\n"},"a.9":{"dtype":"F32","#
      + #""shape":[2,2],"data_offsets":[0,16]},"a.10":{"dtype":"BF16","shape":[],"#
      + #""data_offsets":[16,18]},"é":{"dtype":"F4","shape":[4],"data_offsets":[18,20]}}"#,
    #"{"x":["U8",[20],[0,20]],"y":{"dtype":{"F16":null},"shape":[0,7],"data_offsets":[20,20],"#
      + #""z":[1e3,-4.5,{"q":null}]}}"#,
  ]
  private static let interesting =
    Array(#"{}[]",:\u0123456789eE+-. aF"#.utf8) + [0, 10, 0x80, 0xC3]

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func mutatedHeadersNeverCrash(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var accepted = 0
    for round in 0..<2500 {
      let header = Self.headers[round % Self.headers.count]
      var file = safetensorsFile(header: header, dataSize: 20)
      for _ in 0..<Int.random(in: 1...4, using: &generator) { mutate(&file, using: &generator) }
      guard let header = try? SafetensorsHeader(of: file.span.bytes) else { continue }
      accepted += 1
      #expect(isSound(header, fileSize: file.count), "seed \(seed), round \(round): \(file)")
    }
    #expect(accepted > 0, "seed \(seed): no mutation was harmless, so nothing was checked")
  }

  private func mutate(_ file: inout [UInt8], using generator: inout SeededGenerator) {
    guard let index = file.indices.randomElement(using: &generator) else { return }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: file[index] = UInt8.random(in: .min ... .max, using: &generator)
    case 1: file[index] = Self.interesting.randomElement(using: &generator) ?? 0
    case 2: file.insert(Self.interesting.randomElement(using: &generator) ?? 0, at: index)
    case 3: file.remove(at: index)
    case 4: file.insert(contentsOf: file[index...].prefix(8), at: index)
    default: file[0] = file[0] &+ UInt8.random(in: 0...4, using: &generator) &- 2
    }
  }

  private func isSound(_ header: SafetensorsHeader, fileSize: Int) -> Bool {
    var end: Int?
    let entries = zip(header.byteRanges, header.tensors).sorted { precedes($0.0, $1.0) }
    for (range, tensor) in entries {
      guard end == nil || end == range.lowerBound, range.count == tensor.byteCount else {
        return false
      }
      end = range.upperBound
    }
    let names = header.tensors.map(\.name)
    return (end ?? fileSize) == fileSize && Set(names).count == names.count
  }

  private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    (left.lowerBound, left.upperBound) < (right.lowerBound, right.upperBound)
  }
}

/// SplitMix64, so that a failing seed can be run again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
