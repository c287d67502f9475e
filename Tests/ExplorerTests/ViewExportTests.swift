import TerminalUI
import TestSupport
import Testing

@testable import Explorer

@Suite struct ViewExportTests {
  @Test func copyingAsksForTheTextOfTheFrame() async {
    var state = Fixture.state()
    await Fixture.answer(&state)
    let shown = Fixture.frame(state)
    let effects = press(&state, "y")
    #expect(effects == [.copy(shown.text)])
    #expect(state.message?.hasPrefix("copied 40 lines") == true)
  }

  @Test(arguments: [("a.txt", ViewFormat.text), ("b.ANS", .ansi), ("c.d.svg", .svg)])
  func theSuffixChoosesTheFormat(path: String, format: ViewFormat) {
    var state = Fixture.state()
    let frame = Fixture.frame(state)
    #expect(state.writeView(to: path, replaces: false) == nil)
    let expected = ViewFile(
      path: path, contents: format.contents(of: frame, theme: .automatic), replaces: false)
    #expect(state.takeRequests() == [.write(expected)])
    #expect(state.isWaitingForReports)
  }

  @Test(arguments: ["view", "view.png", ".svgz", ""])
  func anotherSuffixIsRefused(path: String) {
    var state = Fixture.state()
    #expect(state.writeView(to: path, replaces: true)?.contains(".txt, .ans, .svg") == true)
    #expect(state.takeRequests().isEmpty)
  }

  @Test func theResultIsSaid() {
    var state = Fixture.state()
    let file = ViewFile(path: "a.txt", contents: "12345", replaces: false)
    for (result, words) in [
      (ViewWriteResult.written, "wrote a.txt, 5 B"),
      (.failed("a.txt: no space"), "a.txt: no space"),
    ] {
      state.fileBeingWritten = file
      _ = update(&state, .viewWritten(file, result))
      #expect(state.fileBeingWritten == nil)
      #expect(state.message?.contains(words) == true)
    }
  }

  @Test func aFileThatExistsIsReplacedByAnotherEnter() {
    var state = Fixture.state()
    press(&state, "wa.txt")
    let effects = press(&state, .enter)
    guard case .write(let file) = effects.first else {
      Issue.record("no file is written: \(effects)")
      return
    }
    #expect(!file.replaces && !file.contents.contains("write a.txt"))
    _ = update(&state, .viewWritten(file, .exists))
    #expect(state.prompt.failure?.contains("a.txt exists") == true)
    let again = press(&state, .enter)
    let replacing = ViewFile(path: file.path, contents: file.contents, replaces: true)
    #expect(again == [.write(replacing)])
  }
}
