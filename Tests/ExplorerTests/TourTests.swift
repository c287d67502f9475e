import Analysis
import Quantization
import TerminalUI
import Testing
import WeightStatistics

@testable import Checkpoints
@testable import Explorer

/// The tour of the README: what a newcomer finds in nine keys. The demonstration is a tenth of its
/// size here, with the same lessons in the layers of the tour.
@Suite struct TourTests {
  private static let checkpoint = DemonstrationCheckpoint(
    DemonstrationSizes(vocabulary: 256, hidden: 192, intermediate: 512))
  private static let analyzer = TensorAnalyzer(checkpoint: checkpoint)

  /// Presses a key and answers every question, as the program does before it is drawn.
  private func step(_ state: inout AppState, _ key: Key) async {
    press(&state, key)
    await Fixture.answer(&state, from: Self.analyzer)
  }

  @Test func nineKeysLeadToTheOutlierAndItsPath() async throws {
    var state = AppState(
      model: Model(Self.checkpoint), size: Size(columns: 120, rows: 40),
      scheme: QuantizationScheme("afpq4") ?? .standard)
    _ = update(&state, .input(.resized(state.size)))
    for key in [Key.character("5"), .character("C"), .enter] { await step(&state, key) }
    let worst = "model.layers.1.mlp.down_proj.weight"
    #expect(state.tensor?.name == worst)
    #expect(largestWeights(state).max { $0.value < $1.value }?.key == worst)

    for key in [Key.character("3"), .character("C"), .character("n")] { await step(&state, key) }
    let gain = try await Self.analyzer.heatmap(
      HeatmapRequest(
        tensor: worst, granularity: state.scheme.granularity,
        measure: HeatmapKind.twoScaleGain.measure(for: state.scheme)))
    #expect(state.row * gain.groupsPerRow + state.group == gain.highest[0])

    let group = (row: state.row, group: state.group)
    await step(&state, .enter)
    #expect(state.screen == .distribution && (state.row, state.group) == group)
    #expect(Fixture.frame(state).text.contains("dB better than symmetric FP in this group"))

    for key in [Key.character("6"), .character("o")] { await step(&state, key) }
    let trace = try #require(state.traceSlot.report.value)
    let statistics = try await Self.analyzer.statistics(
      of: worst, groups: state.scheme.granularity)
    let deviation = try #require(statistics.moments.standardDeviation)
    #expect((Double(trace.weight) - statistics.moments.mean).magnitude > 6 * deviation)
    #expect(Fixture.frame(state).text.contains(NumberText.signedWeight(trace.restored)))
  }

  /// The largest weight of every tensor in its standard deviations.
  private func largestWeights(_ state: AppState) -> [String: Double] {
    var largest: [String: Double] = [:]
    for (tensor, value) in state.scan.values(.deviations, state.scheme) {
      largest[state.model.tensors[tensor].name] = value
    }
    return largest
  }
}
