import Foundation
import TestSupport
import Testing

struct ListCommandTests {
  @Test func listIsATableForPeople() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["list", model])
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    let difference = try snapshotDifference(text: run.standardOutput, named: "list")
    #expect(difference == nil)
  }

  @Test func listGivesEveryTensorToPrograms() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["list", model, "--json"])
    let rows = try run.jsonRows()
    #expect(try run.json()["model"] as? String == "model.safetensors")
    #expect(rows.count == 6)
    let ids = try #require(rows.last)
    #expect(ids["tensor"] as? String == "position_ids")
    #expect(ids["dtype"] as? String == "I64")
    #expect(ids["shape"] as? [Int] == [1, 4])
    #expect(ids["count"] as? Int == 4)
    #expect(ids["bytes"] as? Int == 32)
    let totals = try #require(try run.jsonRows("totals").first)
    #expect(totals["tensors"] as? Int == 6)
    #expect(totals["count"] as? Int == 32 + 8 + 160 + 8 + 128 + 4)
    #expect(totals["bytes"] as? Int == 4 * (32 + 8 + 160 + 8) + 2 * 128 + 32)
  }

  @Test func csvQuotesShapes() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["list", model, "--csv", "--tensor", "*.1.*"])
    #expect(
      run.standardOutput == """
        tensor,dtype,shape,count,bytes,encoding\r
        layers.1.norm.weight,F32,[8],8,32,\r
        layers.1.proj.weight,BF16,"[2,64]",128,256,\r

        """)
  }

  @Test func csvQuotesWhatACombiningMarkHides() throws {
    let folder = try TemporaryFolder()
    var file = ModelFile()
    file.add("q\"\u{301}z", [1], [1])
    file.add("r,\u{301}z", [1], [1])
    let run = try CommandRun(["list", folder.write(file.encoded()), "--csv"])
    let rows = run.standardOutput.split(separator: "\r\n").dropFirst()
    #expect(
      rows == ["\"q\"\"\u{301}z\",F32,[1],1,4,", "\"r,\u{301}z\",F32,[1],1,4,"])
  }

  @Test(arguments: [
    (["--tensor", "*.proj.weight"], ["layers.0.proj.weight", "layers.1.proj.weight"]),
    (["--tensor", "position_ids"], ["position_ids"]),
    (
      ["--tensor", "layers.?.norm.*", "--tensor", "embed*", "--exclude", "*.1.*"],
      ["embed_tokens.weight", "layers.0.norm.weight"]
    ),
  ])
  func patternsChooseTensors(options: [String], expected: [String]) throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let rows = try CommandRun(["list", model, "--json"] + options).jsonRows()
    #expect(rows.compactMap { $0["tensor"] as? String } == expected)
  }

  @Test(arguments: [[], ["--json"], ["--csv"]])
  func namesNeverMoveTheCursor(format: [String]) throws {
    let folder = try TemporaryFolder()
    var file = ModelFile()
    file.add("a\u{1B}[31m\n\u{202E}\u{9B}\",b", [1], [1])
    let model = try folder.write(file.encoded())
    let run = try CommandRun(["list", model] + format)
    #expect(run.status == 0)
    let unsafe = run.standardOutput.unicodeScalars.filter { scalar in
      let category = scalar.properties.generalCategory
      return [.control, .format].contains(category) && scalar != "\n" && scalar != "\r"
    }
    #expect(unsafe.isEmpty)
    #expect(run.standardOutput.contains("[31m"))
  }

  @Test func jsonKeepsNamesExactly() throws {
    let folder = try TemporaryFolder()
    let name = "a\u{1B}[31m\n\u{202E}\u{E0001}\"\\,b"
    var file = ModelFile()
    file.add(name, [1], [1])
    let model = try folder.write(file.encoded())
    let rows = try CommandRun(["list", model, "--json"]).jsonRows()
    #expect(rows.first?["tensor"] as? String == name)
  }
}
