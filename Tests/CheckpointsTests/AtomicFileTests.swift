import Foundation
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct AtomicFileTests {
  @Test func pastManyMebibytesEveryByteIsWhereItBelongs() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<20 << 20).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8 ^ $0 >> 16) }
    var file = try AtomicFile(target: folder.path("file"), overwrite: false)
    // The end first, in two pieces of odd sizes, one of them larger than what is flushed at once.
    let middle = (9 << 20) + 5
    try file.write(bytes.span.bytes.extracting(droppingFirst: middle), at: middle)
    try file.write(bytes.span.bytes.extracting(first: middle), at: 0)
    try file.publish()
    let written = try Data(contentsOf: URL(filePath: folder.path("file")))
    #expect(written == Data(bytes))
    #expect(try folder.names == ["file"])
  }
}
