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
    var shown = self
    shown.prompt.close()
    shown.message = nil
    let contents = format.contents(of: shown.frame, theme: theme)
    let file = ViewFile(path: path, contents: contents, replaces: replaces)
    fileBeingWritten = file
    requests.append(.write(file))
    return nil
  }

  mutating func handleWritten(_ file: ViewFile, _ result: ViewWriteResult) {
    fileBeingWritten = nil
    switch result {
    case .written:
      message = "wrote \(file.path), \(NumberText.byteCount(file.contents.utf8.count))"
    case .exists where prompt.isOpen: message = "\(file.path) exists; :write! replaces it"
    case .exists:
      openCommandLine("write! \(file.path)")
      prompt.failure = "\(file.path) exists: Enter replaces it, Esc leaves it as it is"
    case .failed(let reason): message = reason
    }
  }

  /// Hands on what keys asked the world for.
  mutating func takeRequests() -> [Effect] {
    defer { requests = [] }
    return requests
  }
}
