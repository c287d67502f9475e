import Foundation
import TestSupport
import Testing

/// What goes wrong while a model is written: the target is the old file or a whole new one, and
/// nothing else is left behind.
struct QuantizeFaultTests {
  private let folder: TemporaryFolder
  private let model: String

  init() throws {
    folder = try TemporaryFolder()
    var random = SeededGenerator(seed: 3)
    var file = ModelFile()
    file.add("a.norm.weight", [1], [1])
    file.add("v.weight", [1024, 1024], random.weights(1 << 20))
    file.add("w.weight", [1024, 1024], random.weights(1 << 20))
    model = try folder.write(file.encoded())
    try folder.write("old", to: "target/packed")
  }

  private func slowly(_ model: String) -> [String] {
    ["quantize", model, "-o", folder.path("target/packed"), "--overwrite", "--clipping", "mse"]
  }

  private func expectOldTarget() throws {
    #expect(try folder.allNames(in: folder.path("target")) == ["packed"])
    #expect(try String(contentsOfFile: folder.path("target/packed"), encoding: .utf8) == "old")
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func signalsLeaveNothingUnfinished(signal: Int32, status: Int32) throws {
    let running = try RunningCommand(slowly(folder.largeModel()))
    running.sendAfterFirstMessage(signal)
    let run = running.finish()
    #expect(run.status == status)
    #expect(run.standardOutput.isEmpty)
    try expectOldTarget()
  }

  @Test func aHangUpThatTheCallerIgnoresStaysIgnored() throws {
    let running = try RunningCommand(
      ["quantize", model, "-o", folder.path("target/packed"), "--overwrite"],
      in: #"trap '' HUP; exec "$0" "$@""#)
    running.sendAfterFirstMessage(SIGHUP)
    #expect(running.finish().status == 0)
    #expect(try StoredFile(at: folder.path("target/packed")).tensors["w.weight.codes"] != nil)
  }

  @Test func aReaderOfMessagesThatLeavesDoesNoHarm() throws {
    let running = try RunningCommand(
      ["quantize", model, "-o", folder.path("target/packed"), "--overwrite"],
      in: #"exec 2> >(exec true); wait $!; exec "$0" "$@""#)
    #expect(running.finish().status == 0)
    #expect(try StoredFile(at: folder.path("target/packed")).tensors["w.weight.codes"] != nil)
  }

  @Test func aSourceThatIsCutIsAnErrorOfReading() throws {
    let model = try folder.largeModel()
    let running = try RunningCommand(slowly(model))
    running.awaitFirstMessage()
    #expect(truncate(model, 1 << 20) == 0)
    let run = running.finish()
    #expect(run.status == 74)
    #expect(run.signal == nil)
    #expect(run.messages.last?.hasPrefix("afpq-tui: \(model): the file was truncated") == true)
    try expectOldTarget()
  }

  @Test func aSourceThatIsReplacedStaysWhatItWas() throws {
    let expected = folder.path("expected")
    #expect(try CommandRun(["quantize", model, "-o", expected]).status == 0)
    let running = try RunningCommand([
      "quantize", model, "-o", folder.path("target/packed"), "--overwrite",
    ])
    running.awaitFirstMessage()
    let other = try folder.write("something else", to: "other")
    #expect(rename(other, model) == 0)
    #expect(running.finish().status == 0)
    #expect(
      FileManager.default.contentsEqual(atPath: expected, andPath: folder.path("target/packed")))
  }

  @Test func aFileThatMayNotGrowIsAnErrorOfWriting() throws {
    let run = try RunningCommand(
      ["quantize", model, "-o", folder.path("target/packed"), "--overwrite", "--quiet"],
      in: #"ulimit -f 64; exec "$0" "$@""#
    ).finish()
    #expect(run.status == 74)
    #expect(
      run.messages == [
        "afpq-tui: \(folder.path("target/packed")): cannot write it: file too large"
      ])
    try expectOldTarget()
  }

  @Test(
    .enabled(if: mayMount, "file systems may not be mounted here, not even in a namespace"),
    arguments: [
      ("no space left on device", ""), ("read-only file system", "mount -o remount,ro $disk"),
    ])
  func aDiskThatCannotTakeItIsAnErrorOfWriting(reason: String, fault: String) throws {
    let script = try folder.write(
      """
      set -e
      disk=$1
      shift
      mount -t tmpfs -o size=64k disk $disk
      echo -n old >$disk/packed
      \(fault)
      status=0
      "$@" || status=$?
      ls -A $disk
      cat $disk/packed
      exit $status
      """, to: "script")
    let disk = folder.path("target")
    let run = try RunningCommand(
      ["quantize", model, "-o", "\(disk)/packed", "--overwrite", "--quiet"],
      in: "exec \(Self.namespace) bash \(script) \(disk) \"$0\" \"$@\""
    ).finish()
    #expect(run.status == 74)
    #expect(run.messages.count == 1)
    #expect(run.messages.first?.hasSuffix(": \(reason)") == true)
    #expect(run.standardOutput == "packed\nold")
    try expectOldTarget()
  }

  /// Runs a command where it may mount file systems that nobody else sees.
  private static let namespace = "unshare --user --map-root-user --mount"

  private static let mayMount: Bool = {
    let run = try? RunningCommand([], in: "\(namespace) mount -t tmpfs disk /mnt").finish()
    return run?.status == 0
  }()
}
