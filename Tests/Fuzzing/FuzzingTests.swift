import Foundation
import Testing

/// Replays the seeds of the fuzzers and the smallest input of everything they ever found.
@Suite struct FuzzingTests {
  @Test(arguments: FuzzTarget.allCases)
  func storedInputsKeepEveryPromise(_ target: FuzzTarget) throws {
    for folder in ["Corpus", "Findings"] {
      for file in try files(in: "\(folder)/\(target)") {
        let input = try [UInt8](Data(contentsOf: file))
        #expect(target.brokenPromise(input) == nil, "\(file.lastPathComponent)")
      }
    }
  }

  @Test(arguments: FuzzTarget.allCases)
  func everyFuzzerHasSeeds(_ target: FuzzTarget) throws {
    #expect(try files(in: "Corpus/\(target)").count > 0)
  }

  /// A seed that is refused at once teaches a fuzzer nothing about what comes behind.
  @Test(arguments: [FuzzTarget.header, .packed])
  func everySeedOfAFileIsAWholeOne(_ target: FuzzTarget) throws {
    for file in try files(in: "Corpus/\(target)") {
      let composed = try ComposedFile([UInt8](Data(contentsOf: file)))
      #expect(throws: Never.self, "\(file.lastPathComponent)") { try composed.header.get() }
    }
  }

  private func files(in folder: String) throws -> [URL] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: folder)
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
  }
}
