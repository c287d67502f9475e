import TerminalUI

/// Where the parts of the frame are. With less room the list goes, then the lines around the
/// screen; the screen itself stays.
struct FrameLayout {
  let title: Rect
  let tabs: Rect
  /// The line above the list.
  let listHeading: Rect
  let list: Rect
  /// The column between list and screen.
  let divider: Rect
  let screen: Rect
  /// The line above the status.
  let rule: Rect
  let status: Rect
  let footer: Rect

  init(_ state: AppState) {
    self.init(size: state.size, listReplacesScreen: state.isEditingFilter)
  }

  /// - Parameter listReplacesScreen: the list is needed, even where there is no room for both.
  init(size: Size, listReplacesScreen: Bool = false) {
    let all = Rect(x: 0, y: 0, width: size.columns, height: size.rows)
    let isRoomy = size.rows >= 16
    var body: Rect
    (title, body) = all.splitTop(size.rows >= 8 ? 1 : 0)
    (tabs, body) = body.splitTop(isRoomy ? 1 : 0)
    (body, footer) = body.splitBottom(size.rows >= 3 ? 1 : 0)
    (body, status) = body.splitBottom(isRoomy ? 1 : 0)
    (body, rule) = body.splitBottom(isRoomy ? 1 : 0)
    let isNarrow = size.columns < 70
    let listWidth = isNarrow ? (listReplacesScreen ? body.width : 0) : Self.listWidth(size.columns)
    let (column, rest) = body.splitLeft(listWidth)
    (listHeading, list) = column.splitTop(1)
    (divider, screen) = rest.splitLeft(isNarrow ? 0 : 1)
  }

  /// Whether there is nowhere else to say which tensor is shown.
  var titleNamesTensor: Bool { tabs.isEmpty || list.isEmpty }

  /// Everything above the line in which texts are typed.
  var abovePrompt: Rect {
    let line = rule.isEmpty ? footer : rule
    return Rect(x: 0, y: 0, width: line.width, height: line.y)
  }

  private static func listWidth(_ columns: Int) -> Int {
    columns >= 100 ? 33 + (columns - 120).clamped(to: 0...80) / 4 : 25
  }
}
