import Foundation
import FoundationXML
import TestSupport
import Testing

@testable import TerminalUI

@Suite struct CanvasExportTests {
  private let orange = Style(foreground: .rgb(red: 214, green: 118, blue: 30), [.bold])

  private func canvas(_ draw: (inout Canvas) -> Void) -> Canvas {
    var canvas = Canvas(size: Size(columns: 12, rows: 2))
    draw(&canvas)
    return canvas
  }

  @Test(arguments: [
    (ColorCapability.trueColor, "1;38;2;214;118;30"), (.sixteen, "1;31"), (.eight, "1;31"),
    (.none, "1"),
  ])
  func sequencesSayWhatTheTerminalShows(colors: ColorCapability, parameters: String) {
    let canvas = canvas {
      $0.draw("a ", x: 0, y: 0)
      $0.draw("b", x: 2, y: 0, style: orange)
    }
    #expect(canvas.ansiText(colors: colors) == "a \u{1B}[\(parameters)mb\u{1B}[0m\n\n")
  }

  @Test func indexedColorsAndBackgroundsHaveNumbers() {
    let style = Style(foreground: .rgb(red: 0, green: 95, blue: 255), background: orange.foreground)
    let canvas = canvas { $0.draw("x", x: 0, y: 1, style: style) }
    let text = canvas.ansiText(colors: .indexed)
    #expect(text.hasPrefix("\n\u{1B}[38;5;27;48;5;"))
  }

  @Test func ansiTextWithoutItsSequencesIsTheText() {
    let canvas = canvas {
      $0.draw("名 ▓█ ─┼", x: 1, y: 0, style: orange.adding([.dim, .underline, .reverse]))
      $0.draw("end", x: 9, y: 1, style: Style(.dim))
    }
    let plain = canvas.ansiText(colors: .trueColor)
      .replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
    #expect(plain == canvas.text + "\n")
  }

  /// What an XML parser finds in a picture.
  private final class Elements: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    var texts: [String] = []
    var attributes: [[String: String]] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      counts[name, default: 0] += 1
      if name == "text" {
        texts.append("")
        self.attributes.append(attributes)
      }
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
      if !texts.isEmpty, counts["text"] == texts.count { texts[texts.count - 1] += characters }
    }
  }

  private func parsed(_ svg: String) -> Elements? {
    let elements = Elements()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = elements
    return parser.parse() ? elements : nil
  }

  @Test func everyTextIsPlacedInItsCells() throws {
    let canvas = canvas {
      $0.draw("a<b>&c", x: 1, y: 0)
      $0.draw("名", x: 8, y: 0)
      $0.draw("★", x: 11, y: 1, style: orange)
    }
    let elements = try #require(parsed(canvas.svg()))
    let texts = elements.texts.map { $0.trimmingCharacters(in: .newlines) }
    #expect(texts == ["a<b>&c", "名", "★"])
    let placed = elements.attributes.map { [$0["x"], $0["y"], $0["textLength"]] }
    #expect(placed == [["9", "13.5", "54"], ["72", "13.5", "18"], ["99", "31.5", "9"]])
    #expect(elements.attributes[2]["fill"] == "#d6761e")
    #expect(elements.attributes[2]["font-weight"] == "bold")
  }

  @Test func blocksLinesAndDotsAreDrawn() throws {
    let canvas = canvas {
      $0.draw("███▓▓▁─┼⣿⠂", x: 0, y: 0, style: Style(.dim))
    }
    let elements = try #require(parsed(canvas.svg(background: .dark)))
    #expect(elements.texts.isEmpty)
    // The background, three runs and an eighth, and the four arms of the cross.
    #expect(elements.counts["rect"] == 1 + 4 + 4)
    #expect(elements.counts["circle"] == 8 + 1)
    #expect(canvas.svg().contains(#"width="27" height="18" class="f" fill-opacity="0.65"/>"#))
  }

  @Test func theBackgroundFollowsTheTheme() {
    let canvas = canvas { $0.draw("x", x: 0, y: 0, style: Style(.reverse)) }
    #expect(canvas.svg(background: .automatic).contains("prefers-color-scheme:dark"))
    #expect(!canvas.svg(background: .light).contains("#14171a"))
    #expect(!canvas.svg(background: .dark).contains("#ffffff"))
  }
}
