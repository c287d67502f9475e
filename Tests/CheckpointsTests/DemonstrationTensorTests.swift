import Testing

@testable import Checkpoints

@Suite struct DemonstrationTensorTests {
  private let tensor = DemonstrationTensor(DemonstrationRecipe(name: "w", shape: [256, 512]))

  @Test func elementsAreMadeOnceForAllThreadsThatWantThem() async {
    let places = await withTaskGroup { group in
      for _ in 0..<16 {
        group.addTask { [tensor] in
          tensor.elements.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
        }
      }
      return await group.reduce(into: Set<UInt>()) { $0.insert($1) }
    }
    #expect(places.count == 1)
  }

  @Test func laterReadersGetWhatTheFirstOneGot() {
    let first = tensor.elements
    #expect(first.count == 2 * 256 * 512)
    #expect(tensor.elements == first)
    #expect(first == DemonstrationRecipe(name: "w", shape: [256, 512]).elements())
  }
}
