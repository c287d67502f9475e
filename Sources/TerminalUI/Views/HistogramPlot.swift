/// Vertical bars of counts, split at zero into two signs with glyphs and styles of their own.
///
/// The bins fill the width evenly; best are `glyphs.binsPerColumn` for every column of
/// `plotArea(in:)`. When several share a bar the highest is drawn, so that no bin with a count is
/// ever invisible.
public struct HistogramPlot: View {
  /// Counts from the lowest values to the highest.
  public var counts: [Int]
  /// The number of bins below zero: they come first.
  public var negativeBinCount: Int
  /// Other distributions over the same bins, drawn as points; the last one covers the others.
  public var overlays: [Overlay]
  public var scale: CountScale
  /// The count at the full height; by default the highest of all distributions.
  public var maximum: Int
  /// Columns at the left for the labels of the counts; 0 for none.
  public var labelWidth: Int
  public var glyphs: GlyphSet
  public var styles: Styles

  public struct Styles: Sendable, Hashable {
    public var negative: Style
    public var positive: Style
    public var label: Style

    public init(
      negative: Style = .plain, positive: Style = .plain, label: Style = .plain
    ) {
      self.negative = negative
      self.positive = positive
      self.label = label
    }
  }

  public struct Overlay: Sendable, Hashable {
    public var counts: [Int]
    public var glyph: Character
    public var style: Style

    public init(counts: [Int], glyph: Character, style: Style = .plain) {
      self.counts = counts
      self.glyph = glyph
      self.style = style
    }
  }

  public init(
    counts: [Int], negativeBinCount: Int, overlays: [Overlay] = [], scale: CountScale = .linear,
    maximum: Int? = nil, labelWidth: Int = 5, glyphs: GlyphSet = .blocks,
    styles: Styles = Styles()
  ) {
    self.counts = counts
    self.negativeBinCount = negativeBinCount
    self.overlays = overlays
    self.scale = scale
    self.maximum = maximum ?? (overlays.map(\.counts) + [counts]).compactMap { $0.max() }.max() ?? 0
    self.labelWidth = labelWidth
    self.glyphs = glyphs
    self.styles = styles
  }

  /// Where the bars are; rulers and axes drawn with the same `x` and `width` line up with them.
  public func plotArea(in area: Rect) -> Rect {
    // A label that leaves less than half of the width to the bars is not worth it.
    area.splitLeft(labelWidth * 2 > area.width ? 0 : labelWidth).rest
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    let plot = plotArea(in: area)
    guard !plot.isEmpty, !counts.isEmpty else { return }
    let axis = CountAxis(maximum: maximum, scale: scale)
    drawLabels(axis, at: area.x, beside: plot, on: &canvas)
    if glyphs == .braille {
      drawBraille(in: plot, axis: axis, on: &canvas)
    } else {
      for column in 0..<plot.width { drawBar(in: column, of: plot, axis: axis, on: &canvas) }
    }
    for overlay in overlays {
      for column in 0..<plot.width {
        drawPoint(of: overlay, in: column, of: plot, axis: axis, on: &canvas)
      }
    }
  }

  private func drawBar(in column: Int, of plot: Rect, axis: CountAxis, on canvas: inout Canvas) {
    let bins = HorizontalScale.bins(inColumn: column, of: plot.width, count: counts.count)
    guard let highest = bins.max(by: { counts[$0] < counts[$1] }), counts[highest] > 0 else {
      return
    }
    let sign: Sign = highest < negativeBinCount ? .negative : .positive
    let style = sign == .negative ? styles.negative : styles.positive
    let eighths = Self.eighths(of: counts[highest], axis: axis, height: plot.height)
    for row in 0..<(eighths + 7) / 8 {
      let covered = eighths - row * 8
      let glyph = covered >= 8 ? glyphs.body(of: sign) : glyphs.top(of: sign, eighths: covered)
      canvas[x: plot.x + column, y: plot.maxY - 1 - row] = Cell(glyph, style: style)
    }
  }

  private func drawPoint(
    of overlay: Overlay, in column: Int, of plot: Rect, axis: CountAxis, on canvas: inout Canvas
  ) {
    guard !overlay.counts.isEmpty else { return }
    let bins = HorizontalScale.bins(
      inColumn: column, of: plot.width, count: overlay.counts.count)
    let count = overlay.counts[bins].max() ?? 0
    guard count > 0 else { return }
    let eighths = Self.eighths(of: count, axis: axis, height: plot.height)
    canvas[x: plot.x + column, y: plot.maxY - (eighths + 7) / 8] = Cell(
      overlay.glyph, style: overlay.style)
  }

  private func drawLabels(
    _ axis: CountAxis, at x: Int, beside plot: Rect, on canvas: inout Canvas
  ) {
    let width = plot.x - x - 1
    var lowestFree = plot.maxY
    for tick in axis.ticks(limit: min(plot.height / 3, 5)) {
      let eighths = Self.eighths(of: tick, axis: axis, height: plot.height)
      let y = plot.maxY - (eighths + 7) / 8
      let label = CountAxis.label(tick)
      guard y < lowestFree, label.count <= width else { continue }
      canvas.draw(fitted(label, to: width, aligned: .right), x: x, y: y, style: styles.label)
      lowestFree = y
    }
  }

  /// The height of a bar in eighths of a cell, at least one.
  private static func eighths(of count: Int, axis: CountAxis, height: Int) -> Int {
    max(Int((axis.fraction(of: count) * Double(height * 8)).rounded()), 1)
  }
}
