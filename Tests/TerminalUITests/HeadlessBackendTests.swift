import TerminalUI
import Testing

@MainActor @Suite struct HeadlessBackendTests {
  @Test func eventsArriveUntilItStops() {
    let backend = HeadlessBackend(size: Size(columns: 4, rows: 2))
    var received: [InputEvent] = []
    backend.start { received.append($0) }
    backend.send(.key(.enter))
    backend.send(.resized(Size(columns: 9, rows: 3)))
    backend.stop()
    backend.send(.key(.escape))
    #expect(received == [.key(.enter), .resized(Size(columns: 9, rows: 3))])
    #expect(backend.size == Size(columns: 9, rows: 3))
  }

  @Test func theLastFrameAndTextAreKept() {
    let backend = HeadlessBackend(size: Size(columns: 4, rows: 1))
    var canvas = Canvas(size: backend.size)
    backend.present(canvas)
    canvas.draw("last", x: 0, y: 0)
    backend.present(canvas)
    backend.copy("text")
    #expect(backend.lastFrame == canvas && backend.frameCount == 2)
    #expect(backend.copiedText == "text")
  }
}
