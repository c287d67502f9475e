extension AppState {
  /// The lines of the help that fit on the screen.
  var helpPage: Int { max(HelpOverlay.contentHeight(in: size), 1) }

  mutating func scrollHelp(_ step: Step) {
    let count = max(HelpText.lines.count - helpPage, 0) + 1
    helpFirstRow = step.applied(to: helpFirstRow ?? 0, count: count, page: helpPage)
  }
}
