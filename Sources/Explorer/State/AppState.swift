public import Analysis
public import Checkpoints
public import Quantization
public import TerminalUI

/// Everything the screen shows. Equal states draw equal frames.
public struct AppState: Sendable, Equatable {
  public internal(set) var size: Size
  public let model: Model
  public internal(set) var isRunning = true
  /// Whether the person ended the program by Control-C.
  public internal(set) var isInterrupted = false

  // What is looked at.
  /// The position of the shown tensor in the model; `nil` only for a model without tensors.
  public internal(set) var selection: Int?
  public internal(set) var scheme: QuantizationScheme
  /// The last scheme whose scales have at least 16 bits: what a family key returns to after the
  /// microscaling formats, which bring their own block size and scale format.
  var plainScheme: QuantizationScheme
  /// What others are compared with.
  var pinned: QuantizationScheme?
  public internal(set) var extent: ScopeExtent
  public internal(set) var row = 0
  public internal(set) var group = 0
  /// The weight that is inspected; always in `group`.
  public internal(set) var column = 0

  // How it is looked at.
  public internal(set) var screen = Screen.distribution
  public internal(set) var focus = Focus.list
  public internal(set) var glyphs: GlyphSet
  public internal(set) var theme: Theme
  var list: TensorList
  /// Whether keys go into the filter.
  var isEditingFilter = false
  var filterLine = LineEditor()
  var prompt = CommandPrompt()
  /// The first line of the code table.
  var gridFirstRow = 0
  /// The help; `nil` while it is closed.
  var help: HelpPanel?
  /// Whether the terminal reports clicks and the wheel.
  public internal(set) var usesMouse = true
  var fileBeingWritten: ViewFile?
  /// What keys asked the world for and is not handed on yet.
  var requests: [Effect] = []
  /// What the last key had to say; gone with the next key.
  public internal(set) var message: String?

  /// Whether the counts of the distribution are drawn logarithmically.
  var hasLogarithmicCounts = false
  /// How the axis of the distribution is cut, and what is drawn over it.
  var plot = PlotSettings()
  /// What the heatmap shows of every group.
  var heatmapKind = HeatmapKind.asymmetry
  /// The rank of the group that the last step through the ranking led to.
  var heatmapRank: Int?
  /// What the ranking of the layers is sorted by.
  var layerColumn = LayerColumn.signalToNoise
  /// The tensor under the cursor of the ranking; `nil` for the first.
  var layerCursor: Int?
  /// What the comparison is sorted by.
  var comparisonColumn = ComparisonColumn.signalToNoise
  /// The line of the comparison under the cursor; `nil` for that of the current scheme.
  var comparisonCursor: QuantizationScheme?

  // What is known about it.
  var scopeSlot = ReportSlot()
  var tensorSlot = ReportSlot()
  var plotSlot = JobSlot<DistributionRequest, DistributionReport>()
  var comparisonSlot = JobSlot<ComparisonRequest, [SchemeResult]>()
  var curveSlot = JobSlot<ComparisonRequest, [SchemeResult]>()
  var heatmapSlot = JobSlot<HeatmapRequest, HeatmapReport>()
  var heatmapBlocks: HeatmapBlocks?
  var rivalHeatmapSlot = JobSlot<HeatmapRequest, HeatmapReport>()
  var scanSlot = JobSlot<ScanRequest, TensorScan>()
  var scan = ModelScan()
  /// Whether the model is scanned without being asked.
  let scansByItself: Bool
  var ranking: LayerRanking
  var traceSlot = JobSlot<TraceRequest, WeightTrace>()
  var rivalTraceSlot = JobSlot<TraceRequest, WeightTrace>()
  var outlierSlot = JobSlot<OutlierRequest, Int?>()
  /// The outlier that was asked for and is not found yet.
  var outlierSearch: OutlierRequest?
  var worstSlot = JobSlot<HeatmapRequest, HeatmapReport>()
  /// The tensor whose worst group was asked for and is not found yet.
  var worstSearch: HeatmapRequest?

  /// - Parameters:
  ///   - tensor: the position of the tensor to start with; by default the first weight matrix.
  ///   - scanLimit: a model of at most so many bytes is scanned without being asked.
  public init(
    model: Model, size: Size, scheme: QuantizationScheme = .standard, tensor: Int? = nil,
    extent: ScopeExtent = .group, glyphs: GlyphSet = .blocks, theme: Theme = .automatic,
    scanLimit: Int = 1 << 30
  ) {
    self.model = model
    self.size = size
    self.scheme = scheme
    plainScheme = scheme.hasNarrowScales ? .standard : scheme
    scansByItself = model.byteCount <= scanLimit
    ranking = LayerRanking(LayerRanking.Key(scheme: scheme, column: layerColumn))
    self.extent = extent
    self.glyphs = glyphs
    self.theme = theme
    let selection = tensor.flatMap { model.tensors.indices.contains($0) ? $0 : nil }
    self.selection = selection ?? model.firstChoice
    message = model.notices.first
    list = TensorList(
      model.tree, selected: self.selection.map { model.tree.nodeOfTensor[$0] })
  }
}

extension AppState {
  /// Takes in what is known when the terminal has been taken over.
  ///
  /// - Parameter warnings: what is wrong with the settings; the first one is shown until the first
  ///   key.
  public mutating func begin(warnings: [String], showsUnicode: Bool) {
    if !showsUnicode { glyphs = .ascii }
    if let warning = warnings.first { message = warning }
  }
}

/// What the arrow keys move.
public enum Focus: Sendable, Hashable {
  case list
  case screen
}

extension AppState {
  public var tensor: TensorDescriptor? { selection.map { model.tensors[$0] } }

  /// Why there is nothing to show of the tensor; `nil` where there is.
  var obstacle: AnalysisError? {
    guard let tensor, !tensor.isAnalysable else { return nil }
    return tensor.dataType.isFloatingPoint
      ? .emptyTensor(tensor: tensor.name)
      : .notFloatingPoint(tensor: tensor.name, dataType: tensor.dataType)
  }

  /// The groups of the tensor under the current scheme.
  var groupLayout: GroupLayout? {
    tensor.map { GroupLayout($0.matrixShape, scheme.granularity) }
  }

  /// What part of the tensor the scope really is: with one scale for the whole tensor, its only
  /// group is the tensor.
  var effectiveExtent: ScopeExtent {
    switch (extent, scheme.granularity) {
    case (.group, .perTensor): .tensor
    case (.group, .perChannel), (.group, .perGroup), (.row, _), (.tensor, _): extent
    }
  }

  /// Whether one set of parameters covers the whole scope.
  var scopeIsOneGroup: Bool {
    switch effectiveExtent {
    case .group: true
    case .row: groupLayout?.groupsPerRow == 1
    case .tensor: groupLayout?.groupCount == 1
    }
  }

  /// What is known about the scope.
  var scopeReport: Loadable<ScopeReport> {
    effectiveExtent == .tensor ? tensorSlot.report : scopeSlot.report
  }

  /// What is known about the group under the cursor: the source of rulers and code grids.
  var groupReport: Loadable<ScopeReport> {
    scheme.granularity == .perTensor && effectiveExtent == .tensor
      ? tensorSlot.report : scopeSlot.report
  }

  func isPending(_ kind: JobKind) -> Bool {
    switch kind {
    case .scope: scopeSlot.isPending
    case .tensor: tensorSlot.isPending
    case .plot: plotSlot.isPending
    case .comparison: comparisonSlot.isPending
    case .curves: curveSlot.isPending
    case .heatmap: heatmapSlot.isPending
    case .rivalHeatmap: rivalHeatmapSlot.isPending
    case .scan: scanSlot.isPending
    case .trace: traceSlot.isPending
    case .rivalTrace: rivalTraceSlot.isPending
    case .outlier: outlierSlot.isPending
    case .worst: worstSlot.isPending
    }
  }

  /// Whether a job is to answer yet.
  public var isWaitingForReports: Bool {
    JobKind.allCases.contains(where: isPending) || fileBeingWritten != nil
  }
}
