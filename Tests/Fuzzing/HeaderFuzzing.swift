@testable import Checkpoints

/// An accepted header tiles its file, and says the same when it is written and read again.
func brokenHeaderPromise(_ input: [UInt8]) -> String? {
  _ = try? SafetensorsHeader(of: input.span.bytes)
  let file = ComposedFile(input)
  switch file.header {
  case .failure(let problem):
    return problem.description.isEmpty ? "a refusal says nothing" : nil
  case .success(let header):
    guard header.tiles(file.bytes.count) else { return "the tensors do not tile the file" }
    return brokenRoundTrip(of: header)
  }
}

private func brokenRoundTrip(of header: SafetensorsHeader) -> String? {
  let tensors = header.tensors.inFileOrder()
  let size = tensors.reduce(0) { $0 + $1.byteCount }
  let file =
    headerBytes(tensors: tensors, metadata: header.metadata) + [UInt8](repeating: 0, count: size)
  guard let copy = try? SafetensorsHeader(of: file.span.bytes) else {
    return "what was accepted is refused when it is written again"
  }
  let same = copy.tensors == header.tensors && copy.metadata == header.metadata
  return same ? nil : "what was accepted changes when it is written again"
}

extension SafetensorsHeader {
  /// Whether the ranges of the tensors follow each other to the end of a file of `size` bytes.
  fileprivate func tiles(_ size: Int) -> Bool {
    let ranges = byteRanges.sorted {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }
    let isContiguous = zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }
    let isFilled = zip(byteRanges, tensors).allSatisfy { $0.count == $1.byteCount }
    return isContiguous && isFilled && (ranges.last?.upperBound ?? size) == size
  }
}
