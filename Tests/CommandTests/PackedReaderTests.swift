import Foundation
import TestSupport
import Testing

/// The reader among the samples, which shares no code with the program.
struct PackedReaderTests {
  private static let python = "/usr/bin/python3"

  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../samples/read_packed.py").standardizedFileURL.path()

  /// Runs Python and tells whether it succeeded.
  private static func runs(_ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  private static let hasNumPy = runs(["-c", "import numpy"])

  @Test(
    .enabled(if: hasNumPy, "python3 with numpy is not installed"),
    arguments: DequantizeCommandTests.schemes)
  func sampleRestoresTheSameBits(scheme: String) throws {
    let folder = try TemporaryFolder()
    let model = try DequantizeCommandTests.model(in: folder)
    let (packed, restored, sample) = (
      folder.path("packed"), folder.path("restored"), folder.path("sample")
    )
    _ = try CommandRun(["quantize", model, "-o", packed, "--scheme", scheme])
    _ = try CommandRun(["dequantize", packed, "-o", restored, "--dtype", "f32"])
    #expect(Self.runs([Self.script, packed, sample]))
    let tensors = try StoredFile(at: sample).tensors
    #expect(tensors.count == 1)
    #expect(try tensors["a.weight"] == StoredFile(at: restored).tensors["a.weight"])
  }
}
