import Analysis
import TerminalUI

// The view as a text, on the clipboard or in a file.
extension AppState {
  mutating func copyView() {
    let text = frame.text
    requests.append(.copy(text))
    message = "copied \(size.rows) lines, where the terminal lets programs copy (OSC 52)"
  }

  /// Writes the view as it is without what is being typed.
  ///
  /// - Returns: why it cannot be written; `nil` where it is on its way.
  mutating func writeView(to path: String, replaces: Bool) -> String? {
    guard let format = ViewFormat(path: path) else {
      let suffixes = ViewFormat.allCases.map { "." + $0.suffix }.joined(separator: ", ")
      return "'\(path)' must end in one of \(suffixes)"
    }
    guard fileBeingWritten == nil else { return "the file before it is still being written" }
    let file = ViewFile(
      path: path, contents: format.contents(of: frame, theme: theme), replaces: replaces)
    fileBeingWritten = file
    requests.append(.write(file))
    return nil
  }

  mutating func handleWritten(_ file: ViewFile, _ result: ViewWriteResult) {
    fileBeingWritten = nil
    switch result {
    case .written:
      message = "wrote \(file.path), \(NumberText.byteCount(file.contents.utf8.count))"
    case .exists: message = "\(file.path) exists; :write! replaces it"
    case .failed(let reason): message = reason
    }
  }

  /// Hands on what keys asked the world for.
  mutating func takeRequests() -> [Effect] {
    defer { requests = [] }
    return requests
  }
}
