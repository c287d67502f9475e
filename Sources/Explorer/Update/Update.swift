import TerminalUI

/// The only place where the state changes. Pure: no clock, no file, no task.
public func update(_ state: inout AppState, _ action: Action) -> [Effect] {
  switch action {
  case .input(let event):
    state.renewRanking()
    state.handle(event)
    state.renewRanking()
  case .frameDue: state.renewRanking()
  case .jobProgressed(let id, let fraction): state.handleProgress(id, fraction)
  case .jobFinished(let id, let result): state.handleResult(id, result)
  case .viewWritten(let file, let result): state.handleWritten(file, result)
  }
  guard state.isRunning else { return [.quit] }
  state.fitToScreen()
  let effects = state.takeRequests() + state.renewReports()
  state.renewHeatmapBlocks()
  return effects
}

extension AppState {
  /// Where keys go now.
  var keyContext: KeyContext {
    if let help { return help.isEditingFilter ? .helpFilter : .help }
    if prompt.isOpen { return .commandLine }
    if isEditingFilter { return .filter }
    switch (focus, screen) {
    case (.list, _): return .list
    case (.screen, .distribution): return .distribution
    case (.screen, .grid): return .grid
    case (.screen, .heatmap): return .heatmap
    case (.screen, .compare): return .compare
    case (.screen, .layers): return .layers
    case (.screen, .inspect): return .inspect
    }
  }

  fileprivate mutating func handle(_ event: InputEvent) {
    switch event {
    case .resized(let size): self.size = size
    case .terminated: isRunning = false
    case .key(let key): handle(key)
    case .mouse(let event): handle(event)
    }
  }

  private mutating func handle(_ key: Key) {
    message = nil
    outlierSearch = nil
    worstSearch = nil
    if let command = KeyMap.command(for: key, in: keyContext) {
      perform(command)
    } else if case .character(let character) = key {
      type(character)
    }
  }

  mutating func perform(_ command: Command) {
    switch command {
    case .family(let family): choose(family)
    case .stepBits(let step): stepBits(by: step)
    case .stepGroupSize(let step): stepGroupSize(by: step)
    case .toggleClipping: toggleClipping()
    case .nextSplit: stepSplit()
    case .togglePin: togglePin()
    case .show(let screen): show(screen)
    case .stepScreen(let step): stepScreen(by: step)
    case .stepExtent(let step): stepExtent(by: step)
    case .stepTensor(let step): stepTensor(by: step)
    case .stepRow(let step): stepRow(step)
    case .stepGroup(let step): stepGroup(step)
    case .scrollGrid(let step): scrollGrid(step)
    case .toggleLogarithm: toggleLogarithm()
    case .zoom(let step): zoom(by: step)
    case .resetZoom: resetZoom()
    case .stepReach: stepReach()
    case .toggleRestored: toggleRestored()
    case .stepSortColumn(let step): stepSortColumn(by: step)
    case .toggleListOrder: toggleListOrder()
    case .moveComparison(let step): moveComparison(step)
    case .takeScheme: takeComparedScheme()
    case .moveLayer(let step): moveLayer(step)
    case .openLayer: openLayer()
    case .stepHeatmapRow(let step): stepHeatmapRow(step)
    case .stepHeatmapGroup(let step): stepHeatmapGroup(step)
    case .stepWorst(let step): stepWorst(by: step)
    case .openGroup: openGroup()
    case .stepColumn(let step): stepColumn(step)
    case .findOutlier: findOutlier()
    case .copyView: copyView()
    case .moveCursor(let step): moveCursor(step)
    case .fold: fold()
    case .unfold: unfold()
    case .toggleFold: toggleFold()
    case .open: open()
    case .back: goBack()
    case .editFilter: isEditingFilter = true
    case .keepFilter: isEditingFilter = false
    case .clearFilter: clearFilter()
    case .deleteCharacter: deleteCharacter()
    case .edit(let edit): self.edit(edit)
    case .openCommandLine: openCommandLine()
    case .beginCommand(let text): openCommandLine(text)
    case .complete(let step): complete(by: step)
    case .recallCommand(let step): recallCommand(by: step)
    case .runCommandLine: runCommandLine()
    case .closeCommandLine: prompt.close()
    case .toggleMouse: toggleMouse()
    case .openHelp: openHelp()
    case .moveHelp(let step): moveHelp(step)
    case .editHelpFilter: help?.isEditingFilter = true
    case .clearHelpFilter: clearHelpFilter()
    case .runHelpEntry: runHelpEntry()
    case .closeHelp: help = nil
    case .quit: isRunning = false
    case .interrupt: (isRunning, isInterrupted) = (false, true)
    }
  }

  /// Keeps every position inside what there is to show.
  fileprivate mutating func fitToScreen() {
    let layout = FrameLayout(self)
    list.scroll(height: layout.list.height)
    joinColumnAndGroup()
    gridFirstRow = gridFirstRow.clamped(to: 0...max(codeCount - gridPage, 0))
    let helpHeight = helpPage
    help?.scroll(height: helpHeight)
  }
}
