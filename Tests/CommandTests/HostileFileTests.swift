import Foundation
import TestSupport
import Testing

/// What a file may claim or hold without costing more than a line of message.
struct HostileFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func list(_ header: String, options: [String] = []) throws -> CommandRun {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    return try CommandRun(["list", folder.write(length + Data(header.utf8))] + options)
  }

  private static let megabytes = 8_000_000

  @Test(arguments: [
    ("[1152921504606846976]", "has shape [1152921504606846976], whose size overflows 64 bits"),
    ("[0,18446744073709551615]", "has shape [0, 18446744073709551615]"),
    ("[1048576,1048576]", "0 bytes of data, its shape and dtype need 4398046511104"),
  ])
  func claimsOfHugeTensorsAreRefused(shape: String, reason: String) throws {
    let run = try list(#"{"a":{"dtype":"F32","shape":\#(shape),"data_offsets":[0,0]}}"#)
    #expect(run.status == 2)
    #expect(run.messages.count == 1)
    #expect(run.standardError.contains(reason))
  }

  @Test(arguments: ["[", #"{"a":"#, #"{"a":{"x":["#])
  func nestingEndsAtItsLimit(unit: String) throws {
    let count = Self.megabytes / unit.utf8.count
    let run = try list(String(repeating: unit, count: count))
    #expect(run.status == 2)
    #expect(run.messages.count == 1)
  }

  @Test func messagesStayShortWhateverTheyQuote() throws {
    let name = String(repeating: "e\u{301}", count: Self.megabytes / 3)
    let empty = #"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
    let run = try list(#"{"\#(name)":\#(empty),"\#(name)":\#(empty)}"#)
    #expect(run.status == 2)
    #expect(run.messages.count == 1)
    #expect(run.standardError.utf8.count < 65536)
    #expect(run.standardError.contains(": invalid header at offset"))
    #expect(run.standardError.hasSuffix("\"\n"))
  }

  @Test func oneLongNameDoesNotWidenEveryLine() throws {
    let name = String(repeating: "n", count: 65536)
    let names = (0..<100).map { "t\($0)" } + [name]
    let entries = names.map { #""\#($0)":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"# }
    let header = "{\(entries.joined(separator: ","))}"
    let run = try list(header)
    #expect(run.status == 0)
    #expect(run.standardOutput.split(separator: "\n").allSatisfy { $0.count < 300 })
    let rows = try list(header, options: ["--json"]).jsonRows()
    #expect(rows.compactMap { $0["tensor"] as? String }.contains(name))
  }

  @Test(arguments: [[], ["--json"], ["--csv"]])
  func namesOfFilesAndMetadataNeverMoveTheCursor(format: [String]) throws {
    let hostile = "\u{1B}[31m\u{202E}\u{9B}2J"
    let schemes = #"{\"x\u001b[31m\":{\"scheme\":\"\u001b[2J\"}}"#
    let header = #"{"__metadata__":{"afpq_schemes":"\#(schemes)","\u001b":"\u001b"}}"#
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    let model = try folder.write(
      length + Data(header.utf8), to: "\(hostile)/\(hostile).safetensors")
    let runs = [
      try CommandRun(["list", model] + format), try CommandRun(["list", model + "?"] + format),
      try CommandRun(["stats", model] + format),
    ]
    #expect(runs[0].status == 0)
    #expect(runs.dropFirst().allSatisfy { $0.status == 2 && $0.messages.count >= 1 })
    for run in runs {
      let text = run.standardOutput + run.standardError
      let unsafe = text.unicodeScalars.filter { scalar in
        let category = scalar.properties.generalCategory
        return [.control, .format].contains(category) && scalar != "\n" && scalar != "\r"
      }
      #expect(unsafe.isEmpty)
    }
  }
}
