public import TerminalUI

import Foundation

/// Compares a frame with the text in `Snapshots/NAME.txt` beside the calling test.
///
/// - Returns: `nil` when they are equal, otherwise what differs. With `RECORD_SNAPSHOTS` in the
///   environment the file is written instead.
public func snapshotDifference(
  _ canvas: Canvas, named name: String, filePath: String = #filePath
) throws -> String? {
  try snapshotDifference(text: canvas.text, named: name, filePath: filePath)
}

/// Compares a text with `Snapshots/NAME.txt` beside the calling test.
public func snapshotDifference(
  text: String, named name: String, filePath: String = #filePath
) throws -> String? {
  let file = URL(filePath: filePath).deletingLastPathComponent()
    .appending(path: "Snapshots/\(name).txt")
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
    try text.write(to: file, atomically: true, encoding: .utf8)
    return nil
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  return text == expected ? nil : "\(name) differs\n--- expected\n\(expected)\n--- actual\n\(text)"
}
