import Testing

@testable import Checkpoints

@Suite struct SafetensorsHeaderTests {
  @Test func eachProblemIsToldApart() {
    #expect(problem(of: [1, 2, 3]) == .fileTooShort(size: 3))
    #expect(problem(of: [UInt8](repeating: 255, count: 8)) == .tooLong(length: .max))
    #expect(problem(of: [9, 0, 0, 0, 0, 0, 0, 0, 0]) == .truncated(length: 9, fileSize: 9))
    #expect(
      problem(of: safetensorsFile(header: "{]", dataSize: 0))
        == .invalidJSON(offset: 9, reason: "expected a key"))
    #expect(
      problem(ofEntry: #"{"dtype":"X"}"#)
        == .invalidEntry(tensor: "a", offset: 22, reason: "unknown dtype \"X\""))
    #expect(
      problem(ofEntry: #"["U8",[1],[1,2]]"#)
        == .misplacedData(tensor: "a", begin: 1, end: 2, expected: 0))
    #expect(
      problem(ofEntry: #"["U16",[9223372036854775808,2],[0,1]]"#)
        == .shapeOverflow(tensor: "a", shape: [1 << 63, 2]))
    #expect(problem(ofEntry: #"["F4",[3],[0,1]]"#) == .partialByte(tensor: "a", bits: 12))
    #expect(
      problem(ofEntry: #"["F32",[3],[0,8]]"#)
        == .wrongDataSize(tensor: "a", stored: 8, expected: 12))
    #expect(problem(ofEntry: #"["U8",[2],[0,2]]"#) == .wrongFileSize(size: 34, expected: 32))
  }

  @Test func rangesCountFromTheStartOfTheFile() throws {
    let header = try SafetensorsHeader(of: safetensorsFile(tensors: ["b", "a"]).span.bytes)
    #expect(header.entries.map(\.tensor.name) == ["a", "b"])
    let dataStart = safetensorsFile(tensors: ["b", "a"]).count - 8
    #expect(header.entries.map(\.byteRange.lowerBound) == [dataStart + 4, dataStart])
  }

  @Test func metadataKeepsTheOrderOfTheFile() throws {
    let file = safetensorsFile(
      header: #"{"__metadata__":{"z":"1","a":"\ud83d\ude00\n"}}"#, dataSize: 0)
    let expected = [MetadataEntry(key: "z", value: "1"), MetadataEntry(key: "a", value: "😀\n")]
    #expect(try SafetensorsHeader(of: file.span.bytes).metadata == expected)
  }

  @Test func aNameOf64KiBIsKept() throws {
    let name = String(repeating: "n", count: 65536)
    let header = try SafetensorsHeader(of: safetensorsFile(tensors: [name]).span.bytes)
    #expect(header.entries.map(\.tensor.name) == [name])
  }

  @Test func aShapeHas1024DimensionsAtMost() {
    for (count, isAccepted) in [(1024, true), (1025, false)] {
      let shape = Array(repeating: "1", count: count).joined(separator: ",")
      let file = safetensorsFile(header: #"{"a":["U8",[\#(shape)],[0,1]]}"#, dataSize: 1)
      #expect((problem(of: file) == nil) == isAccepted)
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let file = safetensorsFile(tensors: ["a", "b\u{e9}", "c"])
    _ = try SafetensorsHeader(of: file.span.bytes)
    for length in 0..<file.count {
      #expect(problem(of: Array(file.prefix(length))) != nil, "length \(length)")
    }
  }

  private func problem(ofEntry entry: String) -> HeaderProblem? {
    problem(of: safetensorsFile(header: #"{"a":\#(entry)}"#, dataSize: 4))
  }

  private func problem(of file: [UInt8]) -> HeaderProblem? {
    do {
      _ = try SafetensorsHeader(of: file.span.bytes)
      return nil
    } catch {
      return error
    }
  }
}
