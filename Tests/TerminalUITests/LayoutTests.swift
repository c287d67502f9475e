import TerminalUI
import Testing

@Suite struct LayoutTests {
  private let area = Rect(x: 2, y: 3, width: 10, height: 4)

  @Test(arguments: [-1, 0, 3, 10, 99])
  func splitsTileTheRectangle(size: Int) {
    let horizontal = area.splitLeft(size)
    #expect(horizontal.left.width + horizontal.rest.width == area.width)
    #expect(horizontal.rest.x == horizontal.left.maxX && horizontal.rest.maxX == area.maxX)
    let fromRight = area.splitRight(size)
    #expect(fromRight.right.maxX == area.maxX && fromRight.right.width == horizontal.left.width)
    let vertical = area.splitTop(size)
    #expect(vertical.top.height + vertical.rest.height == area.height)
    #expect(vertical.rest.y == vertical.top.maxY && vertical.rest.maxY == area.maxY)
    let fromBottom = area.splitBottom(size)
    #expect(
      fromBottom.bottom.maxY == area.maxY && fromBottom.bottom.height == vertical.top.height)
  }

  @Test func rowsCoverTheRectangle() {
    #expect(area.rows.map(\.y) == [3, 4, 5, 6])
    #expect(area.rows.allSatisfy { $0.x == 2 && $0.width == 10 && $0.height == 1 })
  }

  @Test func insetNeverLeavesTheRectangle() {
    #expect(area.inset(by: 1) == Rect(x: 3, y: 4, width: 8, height: 2))
    #expect(area.inset(left: 20).isEmpty)
    #expect(area.inset(left: 20).x == area.maxX)
    #expect(area.inset(by: 2).isEmpty)
  }

  @Test func intersectionIsWhatBothCover() {
    let other = Rect(x: 0, y: 5, width: 5, height: 50)
    #expect(area.intersection(other) == Rect(x: 2, y: 5, width: 3, height: 2))
    #expect(area.intersection(Rect(x: 50, y: 0, width: 1, height: 1)).isEmpty)
  }

  @Test func centredRectanglesAreClipped() {
    #expect(area.centered(width: 4, height: 2) == Rect(x: 5, y: 4, width: 4, height: 2))
    #expect(area.centered(width: 40, height: 20) == area)
  }

  @Test func containsItsCornersOnly() {
    #expect(area.contains(x: 2, y: 3) && area.contains(x: 11, y: 6))
    #expect(!area.contains(x: 12, y: 3) && !area.contains(x: 2, y: 7))
  }
}
