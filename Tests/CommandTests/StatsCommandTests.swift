import Foundation
import TestSupport
import Testing

struct StatsCommandTests {
  @Test func statsIsATableForPeople() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["stats", model, "--group-size", "16"])
    #expect(run.status == 0)
    #expect(run.messages == ["left out, because I64 is no floating-point type: position_ids"])
    let difference = try snapshotDifference(text: run.standardOutput, named: "stats")
    #expect(difference == nil)
  }

  @Test func statsFollowTheirDefinitions() throws {
    let folder = try TemporaryFolder()
    var file = ModelFile()
    file.add("w", [2, 4], [-1, 0, 2, 3, 1, 2, .nan, .infinity])
    let model = try folder.write(file.encoded())
    let run = try CommandRun(["stats", model, "--json", "--group-size", "2"])
    let row = try #require(try run.jsonRows().first)
    let finite = [-1.0, 0, 2, 3, 1, 2]
    let mean = finite.reduce(0, +) / 6
    let central = { (power: Double) in finite.map { pow($0 - mean, power) }.reduce(0, +) / 6 }
    let expected: [(String, Double)] = [
      ("count", 8), ("min", -1), ("max", 3), ("mean", mean), ("std", central(2).squareRoot()),
      ("skewness", central(3) / pow(central(2), 1.5)),
      ("kurtosis", central(4) / pow(central(2), 2) - 3), ("abs_max", 3),
      ("abs_max_sigmas", 3 / central(2).squareRoot()), ("positive_max", 3), ("negative_min", -1),
      // Every group that is not all zero has one sign.
      ("asymmetry", 1), ("zero_count", 1), ("nan_count", 1), ("inf_count", 1),
      ("outlier_count", 0), ("outlier_channel_count", 0), ("one_signed_groups", 3),
      ("group_size", 2),
    ]
    for (key, value) in expected {
      let found = try #require(row[key] as? Double, "\(key)")
      #expect(abs(found - value) <= 1e-12 * max(1, abs(value)), "\(key)")
    }
    #expect(row.count == expected.count + 3)
  }

  @Test func csvHasTheKeysOfJSON() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["stats", model, "--csv", "--quiet", "--tensor", "*norm*"])
    let lines = run.standardOutput.split(separator: "\r\n")
    #expect(lines.count == 3)
    #expect(
      lines.first == """
        tensor,dtype,shape,count,min,max,mean,std,skewness,kurtosis,abs_max,abs_max_sigmas,\
        positive_max,negative_min,asymmetry,zero_count,nan_count,inf_count,outlier_count,\
        outlier_channel_count,one_signed_groups,group_size
        """)
    // All weights are equal: no third moment, and no negative weight.
    #expect(
      lines.last == "layers.1.norm.weight,F32,[8],8,1.0,1.0,1.0,0.0,,,1.0,,1.0,,1.0,0,0,0,0,0,1,8")
  }

  @Test func emptyTensorsHaveNoNumbers() throws {
    let folder = try TemporaryFolder()
    var file = ModelFile()
    file.add("empty", [0, 4], [])
    let model = try folder.write(file.encoded())
    let row = try #require(try CommandRun(["stats", model, "--json"]).jsonRows().first)
    for key in ["min", "max", "mean", "std", "kurtosis", "abs_max", "asymmetry"] {
      #expect(row[key] is NSNull, "\(key)")
    }
    #expect(row["count"] as? Int == 0)
  }

  @Test(arguments: [
    ("nan", 1, "afpq-tui: nan found in bad.weight"),
    ("inf", 1, "afpq-tui: inf found in bad.weight"),
    ("nan,inf", 1, "afpq-tui: nan or inf found in bad.weight"),
    ("null", 2, "afpq-tui: --fail-on: 'null' is neither nan nor inf"),
  ])
  func checkFailsWithOneLine(list: String, status: Int32, message: String) throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.broken().encoded())
    let run = try CommandRun(["stats", model, "--json", "--fail-on", list])
    #expect(run.status == status)
    #expect(run.messages == [message])
    // A failed check still reports what it found.
    #expect(run.standardOutput.isEmpty == (status == 2))
  }

  @Test func checkPassesWhereEverythingIsFinite() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.broken().encoded())
    let run = try CommandRun(["stats", model, "--tensor", "good*", "--fail-on", "nan,inf"])
    #expect(run.status == 0)
    #expect(run.messages.isEmpty)
  }
}
