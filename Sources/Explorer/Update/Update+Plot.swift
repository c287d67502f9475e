import Analysis

extension AppState {
  /// Halves (1) or doubles (−1) the axis of the distribution.
  mutating func zoom(by step: Int) {
    guard isOnDistribution("zooms") else { return }
    let next = plot.halvings + step
    guard (0...PlotSettings.maximumHalvings).contains(next) else {
      message = next < 0 ? "this is the whole axis" : "the bins cannot get narrower"
      return
    }
    plot.halvings = next
  }

  mutating func resetZoom() {
    guard isOnDistribution("zooms") else { return }
    if plot.halvings == 0 { message = "this is the whole axis" }
    plot.halvings = 0
  }

  mutating func stepReach() {
    guard isOnDistribution("cuts the axis") else { return }
    plot.reach = plot.reach.stepped(by: 1)
    message = "the axis reaches \(plot.reach.name)"
  }

  mutating func toggleRestored() {
    guard isOnDistribution("draws dequantized weights") else { return }
    plot.showsRestored.toggle()
    message = plot.showsRestored ? "dequantized weights as points" : "the weights alone"
  }

  mutating func toggleLogarithm() {
    guard isOnDistribution("counts logarithmically") else { return }
    hasLogarithmicCounts.toggle()
    message = hasLogarithmicCounts ? "logarithmic counts" : "linear counts"
  }

  private mutating func isOnDistribution(_ effect: String) -> Bool {
    guard screen == .distribution else {
      message = "that \(effect) in Distribution: 1 shows it"
      return false
    }
    return true
  }
}
