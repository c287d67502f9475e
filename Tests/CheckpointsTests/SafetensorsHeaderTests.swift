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
    #expect(header.tensors.map(\.name) == ["a", "b"])
    let dataStart = safetensorsFile(tensors: ["b", "a"]).count - 8
    #expect(header.byteRanges.map(\.lowerBound) == [dataStart + 4, dataStart])
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
    #expect(header.tensors.map(\.name) == [name])
  }

  @Test func aTextOfMebibytesIsKept() throws {
    let value = (0..<400_000).map { "\($0) " }.joined()
    let file = safetensorsFile(header: #"{"__metadata__":{"k":"\#(value)"}}"#, dataSize: 0)
    let metadata = try SafetensorsHeader(of: file.span.bytes).metadata
    #expect(metadata.map(\.value) == [value])
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

  /// A blank in front of it sends an entry the long way: both must come to the same.
  @Test(arguments: [
    ("U8", "4", "0,4"), ("F32", "", "0,4"), ("BF16", "2,1", "0,4"), ("F8_E4M3", "4", "0,4"),
    ("F8_E4M3FNUZ", "2,2", "0,4"), ("F4", "8", "0,4"), ("U8", "4,1,1,1,1,1,1,1,1", "0,4"),
    ("U8", "04", "0,4"), ("U8", "4", "00,4"), ("U8", "-4", "0,4"), ("U8", "4", "0,4,4"),
    ("U8", "4", "4"), ("U8", "4,", "0,4"), ("U8", "4.0", "0,4"), ("U8", "4", "0,4e0"),
    ("U8", "", "0,4"), ("", "4", "0,4"), ("X", "4", "0,4"), ("u8", "4", "0,4"), ("U8 ", "4", "0,4"),
    ("U8", "0,1000000000000000000", "0,0"), ("U8", "9223372036854775808", "0,4"),
    ("U8", "18446744073709551616", "0,4"), ("U8", "1000000000000000000,4294967296", "0,4"),
    ("U8", "4", "0,999999999999999999"), ("U8", "4", "0,18446744073709551620"),
    ("U16", "4", "0,4"), ("U8", "4", "4,0"), ("U8", "3", "0,3"),
  ])
  func bothWaysThroughAnEntryAgree(dataType: String, shape: String, offsets: String) {
    func verdict(_ blank: String) -> Result<SafetensorsHeader, HeaderProblem> {
      let fields =
        #""dtype":"\#(dataType)","shape":[\#(shape)],"data_offsets":[\#(offsets)]"#
      let file = safetensorsFile(header: #"{"a":{\#(blank)\#(fields)}}"#, dataSize: 4)
      return Result { () throws(HeaderProblem) in try SafetensorsHeader(of: file.span.bytes) }
    }
    switch (verdict(""), verdict(" ")) {
    case (.success(let short), .success(let long)):
      #expect(short.tensors == long.tensors)
      #expect(short.byteRanges.map(\.count) == long.byteRanges.map(\.count))
    case (
      .failure(.invalidEntry(_, let short, let reason)),
      .failure(.invalidEntry(_, let long, let longReason))
    ):
      #expect(long == short + 1)
      #expect(reason == longReason)
    case (.failure(.wrongFileSize(let size, let expected)), .failure(let long)):
      #expect(long == .wrongFileSize(size: size + 1, expected: expected + 1))
    case (.failure(let short), .failure(let long)): #expect(short == long)
    case (let short, let long): Issue.record("\(short) became \(long)")
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
