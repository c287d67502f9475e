import Foundation
import Glibc
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct SafetensorsWriterTests {
  private let folder: TemporaryFolder
  private let descriptors = [
    TensorDescriptor(name: "a", dataType: .f16, shape: [3]),
    TensorDescriptor(name: "b\n\"\\\u{1}é", dataType: .f32, shape: [2, 2]),
    TensorDescriptor(name: "empty", dataType: .f64, shape: [0]),
  ]

  init() throws { folder = try TemporaryFolder() }

  @Test func theBytesAreThoseOfThePackage() throws {
    // Written by safetensors 0.8.0 for the first two tensors, all zeros.
    let header =
      #"{"__metadata__":{"k":"v\t"},"b\n\"\\\u0001é":{"dtype":"F32","shape":[2,2],"#
      + #""data_offsets":[0,16]},"a":{"dtype":"F16","shape":[3],"data_offsets":[16,22]}}       "#
    let path = folder.path("out.safetensors")
    var writer = try SafetensorsWriter(
      path: path, tensors: Array(descriptors.prefix(2)),
      metadata: [MetadataEntry(key: "k", value: "v\t")])
    try writer.append([UInt8](repeating: 0, count: 6).span.bytes, to: 1)
    try writer.append([UInt8](repeating: 0, count: 16).span.bytes, to: 0)
    try writer.finish()
    let written = try [UInt8](Data(contentsOf: URL(filePath: path)))
    #expect(
      written == Array(safetensorsFile(header: header, dataSize: 0))
        + Array(repeating: 0, count: 22))
  }

  @Test(arguments: [1, 3, 22])
  func whatIsWrittenInChunksIsReadBack(chunk: Int) throws {
    let path = folder.path("out.safetensors")
    var writer = try SafetensorsWriter(path: path, tensors: descriptors, metadata: [])
    let data = (0..<22).map { UInt8($0) }
    // The empty tensor comes first in the file.
    for (index, range) in [(2, 16..<22), (1, 0..<16)] {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: chunk) {
        try writer.append(data[start..<min(start + chunk, range.upperBound)].span.bytes, to: index)
      }
    }
    try writer.finish()
    let model = try openCheckpoint(at: path)
    #expect(Set(model.tensors) == Set(descriptors))
    #expect(try bytes(of: descriptors[1], in: model) == Array(data.prefix(16)))
    #expect(try bytes(of: descriptors[0], in: model) == Array(data.suffix(6)))
    #expect(try bytes(of: descriptors[2], in: model) == [])
    #expect(try folder.names == ["out.safetensors"])
  }

  @Test func dataStartsAtAMultipleOfEight() throws {
    for length in 0..<20 {
      let name = String(repeating: "n", count: length)
      let tensor = TensorDescriptor(name: name, dataType: .u8, shape: [0])
      #expect(headerBytes(tensors: [tensor], metadata: []).count.isMultiple(of: 8))
    }
  }

  @Test func tensorsAreOrderedByTypeThenName() {
    let tensors = [("a", DataType.u8), ("b", .f64), ("a2", .bf16), ("a10", .bf16), ("c", .u64)]
      .map { TensorDescriptor(name: $0.0, dataType: $0.1, shape: [1]) }
    #expect(tensors.inFileOrder().map(\.name) == ["c", "b", "a10", "a2", "a"])
  }

  @Test func anExistingTargetIsKeptUnlessOverwritingIsAskedFor() throws {
    let path = try folder.write("old", to: "out.safetensors")
    #expect(throws: CheckpointError.targetExists(path: path)) {
      _ = try SafetensorsWriter(path: path, tensors: [], metadata: [])
    }
    let writer = try SafetensorsWriter(path: path, tensors: [], metadata: [], overwrite: true)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    try writer.finish()
    #expect(try openCheckpoint(at: path).tensors.isEmpty)
    #expect(try folder.names == ["out.safetensors"])
  }

  @Test func aTargetThatAppearsMeanwhileIsKept() throws {
    let path = folder.path("out")
    #expect(throws: CheckpointError.targetExists(path: path)) {
      let writer = try SafetensorsWriter(path: path, tensors: [], metadata: [])
      try folder.write("other", to: "out")
      try writer.finish()
    }
    #expect(try folder.names == ["out"])
  }

  @Test func lettingGoLeavesNothingBehind() throws {
    try abandonWriter()
    #expect(try folder.names == [])
  }

  @Test func theTemporaryFileStandsBesideTheTarget() throws {
    let writer = try SafetensorsWriter(path: folder.path("out"), tensors: [], metadata: [])
    #expect(try folder.names == [".out.afpq-partial-\(getpid())"])
    try writer.finish()
    #expect(try folder.names == ["out"])
  }

  @Test func wrongAmountsOfDataAreErrors() throws {
    let tensor = TensorDescriptor(name: "t", dataType: .u8, shape: [4])
    let path = folder.path("out")
    #expect(
      throws: CheckpointError.wrongByteCount(path: path, tensor: "t", given: 3, expected: 4)
    ) {
      var writer = try SafetensorsWriter(path: path, tensors: [tensor], metadata: [])
      try writer.append(([1, 2, 3] as [UInt8]).span.bytes, to: 0)
      try writer.finish()
    }
    #expect(
      throws: CheckpointError.wrongByteCount(path: path, tensor: "t", given: 5, expected: 4)
    ) {
      var writer = try SafetensorsWriter(path: path, tensors: [tensor], metadata: [])
      try writer.append(([1, 2, 3, 4, 5] as [UInt8]).span.bytes, to: 0)
    }
    #expect(try folder.names == [])
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    let path = folder.path("missing/out")
    #expect(throws: CheckpointError.notFound(path: path)) {
      _ = try SafetensorsWriter(path: path, tensors: [], metadata: [])
    }
  }

  @Test func aSubsetOfACheckpointCanBeWritten() throws {
    let source = try openCheckpoint(
      at: folder.write(safetensorsFile(tensors: ["a", "b", "c"]), to: "in.safetensors"))
    try source.write(to: folder.path("out"), tensors: [source.tensors[2], source.tensors[0]])
    let copy = try openCheckpoint(at: folder.path("out"))
    #expect(copy.tensors.map(\.name) == ["a", "c"])
    #expect(try bytes(of: copy.tensors[1], in: copy) == [8, 9, 10, 11])
  }

  private func abandonWriter() throws {
    var writer = try SafetensorsWriter(
      path: folder.path("out"), tensors: descriptors, metadata: [])
    try writer.append(([1, 2, 3] as [UInt8]).span.bytes, to: 1)
  }
}
