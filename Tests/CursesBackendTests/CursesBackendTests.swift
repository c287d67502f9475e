import TerminalUI
import Testing

@testable import CursesBackend

@MainActor @Suite struct CursesBackendTests {
  @Test(arguments: [
    CursesBackendError.notATerminal(stream: "standard input"), .unknownTerminal(""),
    .unknownTerminal("unheard-of"), .noCursorMotion(terminal: "dumb"), .noSignals,
  ])
  func errorsAreOneLineThatSaysWhatToDo(error: CursesBackendError) {
    #expect(!error.description.contains("\n"))
    #expect(error.description.first?.isLowercase == true)
  }

  @Test func nothingHappensBeforeStart() {
    let backend = CursesBackend(options: CursesBackend.Options(colors: .never))
    backend.present(Canvas(size: Size(columns: 3, rows: 1)))
    backend.stop()
    #expect(backend.size == Size(columns: 0, rows: 0))
    #expect(backend.terminationSignal == nil)
  }
}
