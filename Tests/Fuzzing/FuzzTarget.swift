/// What is fuzzed: the code that reads what strangers wrote, each with the promises that hold for
/// any input.
///
/// The same functions run under libFuzzer (`.ci/fuzz`) and, over the stored inputs, in the tests.
enum FuzzTarget: String, CaseIterable {
  case header, index, packed, scheme, keys, text

  /// Feeds one input to the code under test.
  ///
  /// - Returns: the promise that it broke, `nil` when it kept them all. What traps never returns.
  func brokenPromise(_ input: [UInt8]) -> String? {
    switch self {
    case .header: brokenHeaderPromise(input)
    case .index: brokenIndexPromise(input)
    case .packed: brokenPackedPromise(input)
    case .scheme: brokenSchemePromise(input)
    case .keys: brokenKeyPromise(input)
    case .text: brokenTextPromise(input)
    }
  }
}
