import TerminalUI
import TestSupport
import Testing

@Suite struct TableViewTests {
  private let table = TableView(
    columns: [
      TableColumn("scheme", kind: .text(minimumWidth: 4, truncation: .end), priority: 9),
      TableColumn("MSE", priority: 5),
      TableColumn("SQNR", priority: 7),
    ],
    rows: [
      ["INT asymmetric", "2.45e-05", "19.23"],
      ["FP symmetric", "2.51e-05", "9.12"],
      ["AFPQ", "2.26e-05", TableCell("19.58", isBest: true)],
    ])

  @Test func textStandsLeftAndNumbersRight() {
    #expect(
      table.text(columns: 40, rows: 5) == """
        scheme               MSE   SQNR
        INT asymmetric  2.45e-05  19.23
        FP symmetric    2.51e-05   9.12
        AFPQ            2.26e-05  19.58 ★

        """)
  }

  @Test func textGivesWayFirst() {
    #expect(
      table.text(columns: 27, rows: 3) == """
        scheme         MSE   SQNR
        INT asy…  2.45e-05  19.23
        FP symm…  2.51e-05   9.12
        """)
  }

  @Test func aNumberIsShownWholeOrNotAtAll() {
    #expect(
      table.text(columns: 20, rows: 4) == """
        scheme        SQNR
        INT asymme…  19.23
        FP symmetr…   9.12
        AFPQ         19.58 ★
        """)
    #expect(table.text(columns: 10, rows: 2) == "scheme\nINT asymm…")
    #expect(table.text(columns: 3, rows: 2) == "\n")
  }

  @Test func theMarkStandsAtItsNumberAndNotesBelowEachOther() {
    var table = table
    table.rows[0][2].note = "+10.11"
    table.rows[2][2].note = "="
    #expect(
      table.text(columns: 40, rows: 4) == """
        scheme               MSE            SQNR
        INT asymmetric  2.45e-05  19.23   +10.11
        FP symmetric    2.51e-05   9.12
        AFPQ            2.26e-05  19.58 ★ =
        """)
    #expect(!table.text(columns: 29, rows: 4).contains("MSE"))
    #expect(table.text(columns: 29, rows: 4).contains("19.23   +10.11"))
  }

  @Test func scrollingStartsAtARow() {
    var table = table
    table.firstRow = 2
    #expect(table.text(columns: 40, rows: 3).contains("AFPQ"))
    #expect(!table.text(columns: 40, rows: 3).contains("INT"))
    table.firstRow = 99
    #expect(table.text(columns: 40, rows: 3).hasPrefix("scheme"))
  }

  @Test func theSelectionFillsItsRow() {
    var table = table
    table.selectedRow = 1
    let canvas = table.canvas(columns: 40, rows: 5)
    #expect((0..<40).allSatisfy { canvas[x: $0, y: 2].style == Style(.reverse) })
    #expect(canvas[x: 0, y: 1].style == .plain)
  }

  @Test func cellsMayHaveTheirOwnStyle() {
    var table = table
    table.rows[0][1].style = Style(.dim)
    let canvas = table.canvas(columns: 40, rows: 5)
    #expect(canvas[x: 20, y: 1].style == Style(.dim))
    #expect(canvas[x: 30, y: 3].style == Style(.bold))
  }

  @Test func rowsAndTitlesAreWhereTheyAreDrawn() {
    let area = Rect(x: 2, y: 1, width: 40, height: 6)
    #expect(table.visibleRows(in: area).map(\.row) == [0, 1, 2])
    #expect(table.visibleRows(in: area).map(\.area.y) == [2, 3, 4])
    #expect(table.titles(in: area).map(\.column) == [0, 1, 2])
    #expect(table.titles(in: area).allSatisfy { $0.area.y == 1 && $0.area.height == 1 })
    #expect(table.column(atX: 2, in: area) == 0)
    #expect(table.column(atX: 20, in: area) == 1)
    #expect(table.column(atX: 17, in: area) == nil)
  }

  @Test func asciiMarksAreASCII() {
    var table = table
    table.glyphs = .ascii
    #expect(
      table.text(columns: 20, rows: 4) == """
        scheme        SQNR
        INT asymme~  19.23
        FP symmetr~   9.12
        AFPQ         19.58 *
        """)
  }

  @Test func shortRowsAndNoColumnsAreBlank() {
    var table = table
    table.rows = [["INT"], []]
    #expect(table.text(columns: 30, rows: 3) == "scheme  MSE  SQNR\nINT\n")
    table.columns = []
    #expect(table.text(columns: 30, rows: 3) == "\n\n")
  }

  @Test(arguments: Rect.samples)
  func nothingIsDrawnOutside(area: Rect) {
    var table = table
    table.selectedRow = 0
    #expect(table.staysInside(area, of: Size(columns: 60, rows: 20)))
  }
}
