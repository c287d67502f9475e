import Analysis
import Checkpoints
import Quantization
import TerminalUI

/// The first line: the model at the left, the scheme and what it costs at the right. Where there
/// are no tabs or no list, it names the tensor instead of the model.
struct TitleLine: View {
  var state: AppState

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    canvas.fill(area, style: Theme.cursor)
    let inner = area.inset(left: 1, right: 1)
    let right = schemeTexts.first { displayWidth($0) <= inner.width * 3 / 5 } ?? ""
    let (left, place) = inner.splitRight(displayWidth(right))
    canvas.draw(right, x: place.x, y: place.y, style: Theme.cursor)
    let room = left.width - 2
    let text =
      modelTexts.first { displayWidth($0) <= room }
      ?? (showsTensor ? abbreviated(name, to: room) : truncated(name, to: room, at: .middle))
    canvas.draw(text, x: left.x, y: left.y, width: room, style: Theme.cursor.adding(.bold))
  }

  private var name: String {
    displayText((showsTensor ? state.tensor?.name : nil) ?? state.model.name)
  }

  private var showsTensor: Bool { FrameLayout(size: state.size).titleNamesTensor }

  /// From the longest to the shortest.
  private var modelTexts: [String] {
    guard !showsTensor else { return [name] }
    let model = state.model
    let count = model.tensors.count
    let tensors = "\(NumberText.count(count)) \(count == 1 ? "tensor" : "tensors")"
    let weights = "\(NumberText.shortCount(model.parameterCount)) weights"
    let bytes = NumberText.byteCount(model.byteCount)
    return [
      "afpq-tui  \(name)  \(tensors)  \(weights)  \(bytes)",
      "\(name)  \(tensors)  \(weights)  \(bytes)",
      "\(name)  \(tensors)  \(weights)",
      "\(name)  \(weights)",
      name,
    ]
  }

  private var schemeTexts: [String] {
    let short = state.scheme.shortDescription
    let bits = state.tensor.flatMap { state.scheme.bitsPerWeight(for: $0.matrixShape) }
      .map { "  \(NumberText.bitsPerWeight($0)) bits/weight" }
    return ["\(short)  \(state.scheme)\(bits ?? "")", "\(short)\(bits ?? "")", short]
  }
}

/// The second line: the screens, and the tensor that they show.
struct TabLine: View {
  var state: AppState

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    var x = area.x + 1
    let titles = Self.titles(shown: state.screen, width: area.width)
    for (screen, title) in zip(Screen.allCases, titles) {
      let isShown = screen == state.screen
      let style = isShown ? Theme.accent.adding(.underline) : Theme.muted
      let end = canvas.draw("\(screen.key) \(title)", x: x, y: area.y, style: style)
      canvas.mark(
        Rect(x: x, y: area.y, width: end - x, height: 1), as: MouseTarget.tab(screen))
      x = end + 2
    }
    guard let tensor = state.tensor, !FrameLayout(size: state.size).titleNamesTensor else { return }
    let room = area.maxX - 1 - x
    let needed = min(displayWidth(tensor.name), Self.minimumNameWidth)
    let shape = contents(of: tensor).first { room - displayWidth($0) >= needed } ?? ""
    // Half a word says less than which layer it is.
    let name =
      shape.isEmpty
      ? abbreviated(tensor.name, to: room)
      : truncated(tensor.name, to: room - displayWidth(shape), at: .start)
    guard !name.isEmpty else { return }
    let text = name + shape
    let start = area.maxX - 1 - displayWidth(text)
    let end = canvas.draw(name, x: start, y: area.y, style: Theme.strong)
    canvas.draw(shape, x: end, y: area.y, style: Theme.muted)
  }

  private static let minimumNameWidth = 16

  /// Shape and dtype, or how the file holds what is dequantized, from the longest to the shortest.
  private func contents(of tensor: TensorDescriptor) -> [String] {
    guard let encoding = tensor.encoding.map(displayText) else {
      return ["  \(tensor.shape)  \(tensor.dataType.name)"]
    }
    let layout = encoding.prefix { $0 != " " }
    return ["  \(tensor.shape)  \(encoding)", "  \(tensor.shape)  \(layout)", "  \(layout)"]
  }

  /// The titles; all but that of the screen are short where they would leave little to the name of
  /// the tensor.
  private static func titles(shown: Screen, width: Int) -> [String] {
    let titles = Screen.allCases.map(\.title)
    let needed = titles.reduce(0) { $0 + displayWidth($1) + 4 }
    guard width - needed < 40 else { return titles }
    return Screen.allCases.map { $0 == shown ? $0.title : $0.shortTitle }
  }
}
