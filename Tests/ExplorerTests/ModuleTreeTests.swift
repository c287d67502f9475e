import Checkpoints
import Testing

@testable import Explorer

@Suite struct ModuleTreeTests {
  private func lines(_ names: [String], folded: Set<Int> = []) -> [String] {
    let tree = ModuleTree(names: names)
    return tree.rows(folded: folded).map { node in
      String(repeating: "  ", count: tree.nodes[node].depth) + tree.nodes[node].label
    }
  }

  @Test func weightAndBiasOfALayerShareNoLineOfTheirOwn() {
    let names = ["a.dense.bias", "a.dense.weight", "a.norm.weight", "head.weight"]
    #expect(
      lines(names) == ["a", "  dense.bias", "  dense.weight", "  norm.weight", "head.weight"])
  }

  @Test func modulesThatHoldOneModuleAreJoined() {
    let names = ["model.text.0.q.w", "model.text.0.z.k.w", "model.text.0.z.l.w"]
    #expect(lines(names) == ["model.text.0", "  q.w", "  z", "    k.w", "    l.w"])
  }

  @Test func layerTenFollowsLayerNine() {
    let names = (0..<12).flatMap { ["h.\($0).a.w", "h.\($0).b.c.w", "h.\($0).b.d.w"] }
      .sorted().sorted(by: naturallyPrecedes)
    let tree = ModuleTree(names: names)
    let layers = tree.nodes.filter(\.isNumbered).map(\.label)
    #expect(layers == (0..<12).map { "h.\($0)" })
  }

  @Test func everyTensorHasItsNode() {
    let tree = Fixture.model.tree
    for (tensor, node) in tree.nodeOfTensor.enumerated() {
      #expect(tree.nodes[node].tensor == tensor)
    }
    #expect(tree.nodes.count { !$0.isModule } == Fixture.model.tensors.count)
  }

  @Test func aTensorAndAModuleMayHaveTheSameName() {
    let names = ["x", "x.a.w", "x.b.c.w", "x.b.d.w"]
    #expect(lines(names) == ["x", "x", "  a.w", "  b", "    c.w", "    d.w"])
  }

  @Test(arguments: ["", ".", "..", "7", "a..b", String(repeating: "a.", count: 5000)])
  func anyNameIsOneLine(_ name: String) {
    #expect(lines([name]).count == 1)
  }

  @Test func foldedModulesHideWhatIsInThem() {
    let names = ["a.b.w", "a.c.d.w", "a.c.e.w", "z"]
    #expect(lines(names, folded: [0]) == ["a", "z"])
  }

  @Test func onlyTheSelectedLayerIsOpenAtFirst() {
    let state = Fixture.state()
    let tree = state.model.tree
    let open = tree.nodes.indices.filter {
      tree.nodes[$0].isNumbered && !state.list.folded.contains($0)
    }
    #expect(open.map { tree.nodes[$0].label } == ["layer.0"])
  }
}
