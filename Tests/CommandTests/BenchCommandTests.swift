import Foundation
import Testing

/// What the report holds, on a matrix that takes no time; never how fast anything is.
struct BenchCommandTests {
  private static let tiny = ["bench", "--rows", "9", "--columns", "300", "--threads", "2"]

  private static let loops = [
    "extents", "encode_error", "encode_pack", "dequantize", "clipping_search", "product_f16",
    "product_packed_f32", "product_packed_i8", "scan_moments", "scan_full",
  ]

  @Test func everyLoopIsTimedWithOneAndWithAllThreads() throws {
    let run = try CommandRun(Self.tiny + ["--json"])
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    let rows = try run.jsonRows()
    for loop in Self.loops {
      let threads = rows.filter { $0["loop"] as? String == loop }.compactMap {
        $0["threads"] as? Int
      }
      #expect(Set(threads) == [1, 2], "\(loop)")
    }
    #expect(Set(rows.compactMap { $0["loop"] as? String }) == Set(Self.loops))
    for row in rows {
      let weights = try #require(row["weights_per_second"] as? Double)
      let bytes = try #require(row["bytes_per_second"] as? Double)
      let share = try #require(row["share_of_read_bandwidth"] as? Double)
      #expect(weights > 0 && bytes > 0 && share > 0)
    }
  }

  @Test func bothTypesOfWeightsAreTimed() throws {
    let rows = try CommandRun(Self.tiny + ["--json"]).jsonRows()
    for loop in ["extents", "encode_error", "encode_pack", "scan_moments", "scan_full"] {
      let types = rows.filter { $0["loop"] as? String == loop }.compactMap {
        $0["dtype"] as? String
      }
      #expect(Set(types) == ["F32", "BF16"], "\(loop)")
    }
  }

  @Test func bandwidthAndRatiosAreNumbers() throws {
    let report = try CommandRun(Self.tiny + ["--json"]).json()
    for key in ["read_bandwidth", "copy_bandwidth"] {
      let bandwidth = try #require(report[key] as? Double)
      #expect(bandwidth > 0)
    }
    let ratios = try #require(report["ratios"] as? [String: Double])
    #expect(
      Set(ratios.keys) == [
        "two_scale_over_one", "fused_f32_over_f16", "fused_i8_over_f16", "nine_schemes_over_one",
      ])
    #expect(ratios.values.allSatisfy { $0 > 0 })
  }

  @Test func otherGridsAreTimedAgainstTheScheme() throws {
    let run = try CommandRun(Self.tiny + ["--json", "--scheme", "int4:g64"])
    let grids = try #require(try run.json()["grids"] as? [String: Double])
    #expect(grids.count == 9 && grids.values.allSatisfy { $0 > 0 })
    #expect(grids["nf4:two-scale:g64:f16"] != nil)
    let formats = try run.jsonRows().filter { $0["loop"] as? String == "encode_error" }
      .compactMap { $0["format"] as? String }
    #expect(Set(grids.keys).isSubset(of: formats))
  }

  @Test func oneAndTwoScalesAreToldApartByTheirFormat() throws {
    let rows = try CommandRun(Self.tiny + ["--json", "--scheme", "fp4:g64"]).jsonRows()
    let formats = rows.filter { $0["loop"] as? String == "product_packed_f32" }
      .compactMap { $0["format"] as? String }
    #expect(
      Set(formats) == ["fp4-e2m1:symmetric:g64:f16", "fp4-e2m1:two-scale:g64:f16"])
  }

  @Test func whatDoesNotApplyIsMissing() throws {
    let run = try CommandRun(Self.tiny + ["--json", "--scheme", "nf4"])
    let ratios = try #require(try run.json()["ratios"] as? [String: Any])
    #expect(ratios["fused_i8_over_f16"] is NSNull)
    let loops = try run.jsonRows().compactMap { $0["loop"] as? String }
    #expect(!loops.contains("product_packed_i8") && loops.contains("product_packed_f32"))
  }

  @Test func peopleGetATableWithItsRatios() throws {
    let run = try CommandRun(Self.tiny)
    #expect(run.status == 0)
    let lines = run.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("9 × 300 weights, afpq4"))
    #expect(lines[1].hasPrefix("1 thread reads ") && lines[2].hasPrefix("2 threads read "))
    for loop in Self.loops {
      #expect(lines.contains { $0.hasPrefix(loop) }, "\(loop)")
    }
    #expect(run.standardOutput.contains(" ×  the time of one scale"))
  }

  @Test(arguments: [
    ["--rows", "0"], ["--columns", "0"], ["--rows", "1000000", "--columns", "1000000"],
    ["--rows", "9223372036854775807", "--columns", "2"], ["--scheme", "int9"], ["--threads", "0"],
  ])
  func impossibleMatricesAreBadArguments(arguments: [String]) throws {
    let run = try CommandRun(["bench"] + arguments)
    #expect(run.status == 2)
    #expect(run.messages.count == 1)
    #expect(run.standardOutput.isEmpty)
  }
}
