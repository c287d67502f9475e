import Foundation
import TestSupport
import Testing

struct QuantizeKillTests {
  /// Whatever the moment of its death, a run leaves the old model or the new one, both whole.
  @Test func killedRunsLeaveOneWholeModel() throws {
    let folder = try TemporaryFolder()
    let model = try folder.shardedSample()
    let target = folder.path("packed")
    let arguments = ["quantize", model, "-o", target, "--overwrite", "--quiet", "--scheme"]
    var reports: Set<NSArray> = []
    for scheme in ["int8", "afpq4"] {
      #expect(try CommandRun(arguments + [scheme]).status == 0)
      reports.insert(try verified(model, target))
    }
    #expect(reports.count == 2)
    let seed: UInt64 = 17
    var random = SeededGenerator(seed: seed)
    for attempt in 0..<20 {
      let running = try RunningCommand(arguments + [attempt.isMultiple(of: 2) ? "int8" : "afpq4"])
      running.kill(afterMicroseconds: UInt32.random(in: 0...60_000, using: &random))
      _ = running.finish()
      let report = try verified(model, target)
      #expect(reports.contains(report), "seed \(seed), attempt \(attempt)")
    }
    #expect(try CommandRun(arguments + ["int8"]).status == 0)
    #expect(try folder.names == ["packed", "sharded"])
    #expect(try folder.allNames(in: target).filter { $0.hasPrefix(".") }.isEmpty)
  }

  private func verified(_ model: String, _ packed: String) throws -> NSArray {
    let run = try CommandRun(["verify", model, packed, "--json"])
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    return try run.jsonRows() as NSArray
  }
}
