import Foundation
import TestSupport
import Testing

struct CompareCommandTests {
  private static let notes = [
    "left out, because its name contains 'embed': embed_tokens.weight",
    "left out, because it has fewer than two dimensions: layers.*.norm.weight (2)",
    "left out, because I64 is no floating-point type: position_ids",
  ]

  @Test func compareIsATableForPeople() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["compare", model, "--group-size", "16"])
    #expect(run.status == 0)
    #expect(run.messages == Self.notes)
    let difference = try snapshotDifference(text: run.standardOutput, named: "compare")
    #expect(difference == nil)
  }

  @Test func quietSaysNothing() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["compare", model, "--quiet"])
    #expect(run.standardError.isEmpty)
    #expect(run.standardOutput.contains("★"))
  }

  @Test func jsonHasEveryKeyAndTheCanonicalScheme() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["compare", model, "--json", "--schemes", "afpq4:g32,mxfp4"])
    let metrics: Set = [
      "scheme", "bits_per_weight", "mse", "nmse", "sqnr_db", "max_abs_error", "cosine",
      "mean_error", "zero_fraction", "clamped_scales",
    ]
    let rows = try run.jsonRows()
    #expect(rows.count == 4)
    #expect(rows.allSatisfy { Set($0.keys) == metrics.union(["tensor", "dtype", "shape"]) })
    let schemes = ["fp4-e2m1:two-scale:g32:f16", "fp4-e2m1:symmetric:g32:e8m0"]
    #expect(rows.compactMap { $0["scheme"] as? String } == schemes + schemes)
    let totals = try run.jsonRows("totals")
    #expect(totals.allSatisfy { Set($0.keys) == metrics.union(["tensors", "weights", "bytes"]) })
    #expect(totals.compactMap { $0["scheme"] as? String } == schemes)
    #expect(totals.compactMap { $0["weights"] as? Int } == [288, 288])
  }

  @Test func totalsWeighTensorsByTheirElements() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["compare", model, "--json", "--schemes", "fp4"])
    let rows = try run.jsonRows()
    let total = try #require(try run.jsonRows("totals").first)
    for key in ["mse", "mean_error", "zero_fraction", "bits_per_weight"] {
      let values = rows.compactMap { $0[key] as? Double }
      #expect(values.count == 2)
      let expected = (values[0] * 160 + values[1] * 128) / 288
      let found = try #require(total[key] as? Double)
      #expect(abs(found - expected) < 1e-12 * max(abs(expected), 1), "\(key)")
    }
  }

  @Test func csvHasOneLineForEachTensorAndScheme() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["compare", model, "--csv"])
    let lines = run.standardOutput.split(separator: "\r\n")
    #expect(lines.count == 1 + 2 * 5)
    #expect(
      lines.first == """
        tensor,dtype,shape,scheme,bits_per_weight,mse,nmse,sqnr_db,max_abs_error,cosine,\
        mean_error,zero_fraction,clamped_scales
        """)
    #expect(!run.standardOutput.contains("★"))
  }

  @Test(arguments: [
    (
      ["--schemes", "int4,fp4", "--bits", "3"],
      ["int3:affine:g128:f16", "fp3-e2m0:symmetric:g128:f16"]
    ),
    (
      ["--schemes", "fp4-e3m0,nf4", "--bits", "4,3"],
      [
        "fp4-e3m0:symmetric:g128:f16", "fp3-e2m0:symmetric:g128:f16",
        "nf4:symmetric:g128:f16", "nf3:symmetric:g128:f16",
      ]
    ),
    (
      ["--schemes", "int4", "--group-size", "-1,32"],
      ["int4:affine:channel:f16", "int4:affine:g32:f16"]
    ),
    (
      ["--schemes", "fp4", "--clipping", "mse", "--scale-format", "bf16"],
      ["fp4-e2m1:symmetric:g128:bf16:mse"]
    ),
    (["--schemes", "fp4:mse,fp4", "--clipping", "absmax"], ["fp4-e2m1:symmetric:g128:f16"]),
  ])
  func optionsMultiplyAndOverrideSchemes(options: [String], expected: [String]) throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["compare", model, "--json"] + options)
    let totals = try run.jsonRows("totals")
    #expect(totals.compactMap { $0["scheme"] as? String } == expected)
  }

  @Test func widthsThatAFamilyLacksAreNamed() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(["compare", model, "--json", "--schemes", "int4,nf4", "--bits", "5"])
    #expect(run.messages.first == "left out: nf4 has no relative of 5 bits")
    #expect(try run.jsonRows("totals").count == 1)
  }

  @Test func exactNamesOverrideTheRules() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.sample().encoded())
    let run = try CommandRun(
      ["compare", model, "--json", "--schemes", "int4", "--tensor", "layers.0.norm.weight"])
    #expect(try run.jsonRows().count == 1)
    #expect(run.standardError.isEmpty)
  }

  @Test func nonFiniteWeightsAreRefused() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.broken().encoded())
    let run = try CommandRun(["compare", model, "--json", "--schemes", "int4"])
    #expect(run.status == 2)
    #expect(
      run.messages == [
        "afpq-tui: bad.weight: 2 weights are NaN or infinite, the first at index 5: "
          + "--sanitize replaces them"
      ])
    let rows = try run.jsonRows()
    #expect(rows.first?["mse"] is NSNull)
    #expect(rows.last?["mse"] is Double)
    #expect(try run.jsonRows("totals").first?["tensors"] as? Int == 1)
  }

  @Test func sanitizingIsCounted() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(ModelFile.broken().encoded())
    let run = try CommandRun(["compare", model, "--json", "--schemes", "int4", "--sanitize"])
    #expect(run.status == 0)
    #expect(run.messages == ["sanitized: bad.weight: 1 NaN and 1 infinite weights"])
    #expect(try run.jsonRows().allSatisfy { $0["mse"] is Double })
  }

  /// Of several chunks, the last one shorter.
  @Test func resultsDoNotDependOnThreads() throws {
    var random = SeededGenerator(seed: 9)
    var file = ModelFile.sample()
    file.addBFloat16("large.weight", [1030, 384], random.weights(1030 * 384))
    let folder = try TemporaryFolder()
    let model = try folder.write(file.encoded())
    let runs = try ["1", "2", "3", "8"].map { threads in
      try CommandRun([
        "compare", model, "--json", "--schemes", "afpq4,int4", "--threads", threads,
      ])
    }
    #expect(runs[0].status == 0)
    for run in runs { #expect(run.standardOutput == runs[0].standardOutput) }
  }

  /// Float32 weights are used where they lie in the file, which need not be a multiple of four.
  @Test(arguments: 1...3)
  func weightsNeedNoAlignment(shift: Int) throws {
    let folder = try TemporaryFolder()
    let file = ModelFile.sample()
    let aligned = try folder.write(file.encoded(dataShift: 0))
    let other = try folder.write(file.encoded(dataShift: shift), to: "shifted/model.safetensors")
    let runs = try [aligned, other].map {
      try CommandRun(["compare", $0, "--json", "--tensor", "layers.0.proj.weight"])
    }
    #expect(runs[0].status == 0)
    #expect(runs[1].standardOutput == runs[0].standardOutput)
  }

  @Test func aLongTableNamesEveryTensorOnce() throws {
    let folder = try TemporaryFolder()
    var file = ModelFile()
    let weights = [Float](repeating: 1, count: 16)
    for index in 0..<1500 { file.add("t\(index).weight", [1, 16], weights) }
    let model = try folder.write(file.encoded())
    let run = try CommandRun(["compare", model, "--schemes", "int4,fp4,afpq4", "--quiet"])
    let rows = run.standardOutput.split(separator: "\n").filter { $0.contains("[1, 16]") }
    #expect(rows.map { $0.prefix { $0 != " " } } == (0..<1500).map { "t\($0).weight" })
  }
}
