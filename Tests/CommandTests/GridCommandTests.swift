import Foundation
import TestSupport
import Testing

struct GridCommandTests {
  @Test(arguments: ["fp4", "afpq3", "nf4", "int3", "fp8-e5m2:affine:channel", "mxint8"])
  func gridIsATableForPeople(scheme: String) throws {
    let run = try CommandRun(["grid", scheme])
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    let name = "grid-" + scheme.replacing(":", with: "-")
    let difference = try snapshotDifference(text: run.standardOutput, named: name)
    #expect(difference == nil)
  }

  @Test func gridGivesEveryCodeToPrograms() throws {
    let run = try CommandRun(["grid", "fp4", "--json"])
    let grid = try run.json()
    #expect(grid["scheme"] as? String == "fp4-e2m1:symmetric:g128:f16")
    #expect(grid["bits"] as? Int == 4)
    let codes = try run.jsonRows("codes")
    let positive = [0, 0.5, 1, 1.5, 2, 3, 4, 6]
    let values = positive.dropFirst().reversed().map { -$0 } + positive
    #expect(codes.compactMap { $0["value"] as? Double } == values)
    let midpoints = zip(values, values.dropFirst()).map { ($0 + $1) / 2 }
    #expect(codes.dropFirst().compactMap { $0["lower"] as? Double } == midpoints)
    #expect(codes.dropLast().compactMap { $0["upper"] as? Double } == midpoints)
    #expect(codes.first?["lower"] is NSNull)
    #expect(codes.last?["upper"] is NSNull)
    #expect(codes.last?["code"] as? Int == 7)
    #expect(codes.last?["bits"] as? String == "0|11|1")
  }

  @Test func csvLeavesOutermostBoundsEmpty() throws {
    let run = try CommandRun(["grid", "int2-sym", "--csv"])
    #expect(
      run.standardOutput == """
        code,bits,value,lower,upper\r
        0,00,-2.0,,-1.5\r
        1,01,-1.0,-1.5,-0.5\r
        2,10,0.0,-0.5,0.5\r
        3,11,1.0,0.5,\r

        """)
  }
}
