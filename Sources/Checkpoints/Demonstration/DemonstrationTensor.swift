import Synchronization

/// One tensor of the demonstration: made when it is first read, then kept.
///
/// A class, because it is shared by all copies of the checkpoint and owns a lock. The lock is held
/// only while the elements are made: chunks are read on all threads, and none waits for another.
/// It also keeps the thread sanitizer quiet, which does not see a lock that had to be waited for.
final class DemonstrationTensor: Sendable {
  let descriptor: TensorDescriptor
  private let recipe: DemonstrationRecipe
  private let kept = AtomicLazyReference<DemonstrationElements>()
  private let making = Mutex(())

  init(_ recipe: DemonstrationRecipe) {
    self.recipe = recipe
    descriptor = TensorDescriptor(name: recipe.name, dataType: .bf16, shape: recipe.shape)
  }

  /// The elements in BF16. Tensors do not wait for each other.
  var elements: [UInt8] {
    if let kept = kept.load() { return kept.bytes }
    return making.withLock { _ in
      // Another thread may have made them while this one waited.
      if let kept = kept.load() { return kept.bytes }
      return kept.storeIfNil(DemonstrationElements(recipe)).bytes
    }
  }
}

/// The elements of one tensor. A class, because a reference can be published without a lock.
private final class DemonstrationElements: Sendable {
  let bytes: [UInt8]

  init(_ recipe: DemonstrationRecipe) { bytes = recipe.elements() }
}

/// How a demonstration tensor is made.
struct DemonstrationRecipe: Sendable {
  let name: String
  let shape: [Int]
  /// The weights are normal with this mean and standard deviation, unless a lesson changes them.
  var mean: Float = 0
  var deviation: Float = 0.02
  var lesson: DemonstrationLesson?

  /// Row-major BF16, little-endian.
  func elements() -> [UInt8] {
    let columns = shape.last ?? 1
    let count = shape.reduce(1, *)
    let noise = DemonstrationNoise(name: name)
    return [UInt8](unsafeUninitializedCapacity: 2 * count) { buffer, initializedCount in
      for index in 0..<count {
        let position = GridPosition(row: index / columns, column: index % columns, index: index)
        let pattern = bfloat16Pattern(mean + deviation * sample(at: position, from: noise))
        buffer[2 * index] = UInt8(truncatingIfNeeded: pattern)
        buffer[2 * index + 1] = UInt8(truncatingIfNeeded: pattern >> 8)
      }
      initializedCount = 2 * count
    }
  }

  private func sample(at position: GridPosition, from noise: DemonstrationNoise) -> Float {
    guard let lesson else { return noise.normal(at: UInt64(position.index)) }
    return lesson.sample(at: position, from: noise)
  }
}

/// Where an element is in its matrix, and in row-major order.
struct GridPosition {
  let row: Int
  let column: Int
  let index: Int
}

/// The nearest BF16 value's pattern, ties to even. `value` is finite and not near overflow.
private func bfloat16Pattern(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
}
