import Analysis
import Checkpoints
import Testing

@Suite struct TensorSelectionTests {
  private func tensor(
    _ name: String, _ shape: [Int] = [4, 4], _ dataType: DataType = .bf16
  ) -> TensorDescriptor {
    TensorDescriptor(name: name, dataType: dataType, shape: shape)
  }

  private func selection(_ included: String..., excluded: [String] = []) -> TensorSelection {
    TensorSelection(
      included: included.map { GlobPattern($0) }, excluded: excluded.map { GlobPattern($0) })
  }

  @Test(arguments: [
    "model.embed_tokens.weight", "transformer.wte.weight", "wpe", "model.norm.weight",
    "h.0.LayerNorm.w",
    "lm_head.weight", "model.lm_head.weight",
  ])
  func embeddingsNormsAndHeadsAreLeftAloneByDefault(name: String) {
    #expect(selection().omission(of: tensor(name)) != nil)
    #expect(selection("*").omission(of: tensor(name)) == nil)
    #expect(selection(name).omission(of: tensor(name)) == nil)
  }

  @Test func vectorsTakePartOnlyByTheirExactName() {
    let bias = tensor("q.bias", [16])
    #expect(selection().omission(of: bias) == .fewerThanTwoDimensions)
    #expect(selection("*bias").omission(of: bias) == .fewerThanTwoDimensions)
    #expect(selection("q.bias").omission(of: bias) == nil)
  }

  @Test func typesAndEmptyTensorsAreNeverOverridden() {
    #expect(selection("q").omission(of: tensor("q", [4, 4], .i32)) == .notFloatingPoint(.i32))
    #expect(selection("q").omission(of: tensor("q", [0, 4])) == .noElements)
  }

  @Test func exclusionWins() {
    let selection = selection("*", excluded: ["*.q.*"])
    #expect(selection.omission(of: tensor("h.q.weight")) == .notSelected)
    #expect(selection.omission(of: tensor("h.k.weight")) == nil)
  }
}
