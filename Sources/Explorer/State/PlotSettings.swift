import Analysis
import Checkpoints
import Quantization

/// How the axis of the distribution is cut, and what is drawn over it.
struct PlotSettings: Sendable, Equatable {
  var reach = AxisReach.automatic
  /// How many times the axis was halved.
  var halvings = 0
  /// Whether the dequantized weights are drawn over the weights.
  var showsRestored = false

  /// A millionth of the axis: the bins are narrower than the weights of any format are apart.
  static let maximumHalvings = 20
}

extension AppState {
  /// The question whose answer the distribution draws.
  var wantedPlot: DistributionRequest? {
    guard let tensor, obstacle == nil else { return nil }
    let extent = effectiveExtent
    let request = DistributionRequest(
      tensor: tensor.name, extent: extent, row: extent == .tensor ? 0 : row,
      group: extent == .group ? group : 0,
      granularity: extent == .group ? scheme.granularity : .perTensor, reach: plot.reach,
      halvings: plot.halvings,
      binCount: DistributionScreen.binCount(in: FrameLayout(self).screen, glyphs: glyphs),
      schemes: plot.showsRestored ? [scheme] + [rival].compactMap(\.self) : [])
    return screen == .distribution ? request : plotSlot.kept(request)
  }

  /// Asks for the plot again where another one is wanted. As long as it shows the same weights, the
  /// old one stays until the new one is there: its axis and its caption say what it shows.
  mutating func renewPlot() -> JobSlot<DistributionRequest, DistributionReport>.Change? {
    let wanted = wantedPlot
    let asked = plotSlot.request
    // A resize does not restart a job; the bins are adapted when it has finished.
    if plotSlot.isPending, let wanted, wanted == asked?.with(binCount: wanted.binCount) {
      return nil
    }
    let showsSameWeights = wanted.map { asked?.showsSameWeights(as: $0) == true } ?? false
    return plotSlot.want(wanted, keepsReport: showsSameWeights)
  }
}

extension DistributionRequest {
  fileprivate func with(binCount: Int) -> DistributionRequest {
    var request = self
    request.binCount = binCount
    return request
  }

  fileprivate func showsSameWeights(as other: DistributionRequest) -> Bool {
    (tensor, extent, granularity) == (other.tensor, other.extent, other.granularity)
      && (row, group) == (other.row, other.group)
  }
}

extension AxisReach {
  /// What the axis reaches, as the end of a sentence.
  var name: String {
    switch self {
    case .automatic: "all weights, or 99.9 % of them where outliers would flatten the rest"
    case .all: "all weights"
    case .central999: "99.9 % of the weights"
    case .central99: "99 % of the weights"
    }
  }
}
