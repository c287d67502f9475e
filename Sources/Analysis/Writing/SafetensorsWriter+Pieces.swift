import Checkpoints

extension SafetensorsWriter {
  /// Bytes that are written between two looks at cancellation: a few milliseconds.
  private static let pieceSize = 4 << 20

  /// The index of every tensor by the bytes of its name.
  var positions: [[UInt8]: Int] {
    Dictionary(
      zip(tensors.map { Array($0.name.utf8) }, 0...), uniquingKeysWith: { first, _ in first })
  }

  /// Appends bytes to the tensor at `index`, as long as the task is not cancelled.
  ///
  /// - Returns: whether all of them were written.
  mutating func appendPieces(
    of bytes: RawSpan, to index: Int
  ) throws(CheckpointError) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      if Task.isCancelled { return false }
      let piece = rest.extracting(first: min(Self.pieceSize, rest.byteCount))
      try append(piece, to: index)
      rest = rest.extracting(droppingFirst: piece.byteCount)
    }
    return true
  }

  /// Copies a tensor byte for byte as its file holds it.
  mutating func copy(
    _ tensor: TensorDescriptor, of checkpoint: any Checkpoint, to index: Int
  ) throws(AnalysisError) {
    let isWritten = try inCheckpoint { () throws(CheckpointError) in
      try checkpoint.stored.withBytes(of: tensor) { (bytes) throws(CheckpointError) in
        try appendPieces(of: bytes, to: index)
      }
    }
    guard isWritten else { throw .cancelled }
  }
}
