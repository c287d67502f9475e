public import Checkpoints

/// Answers questions about one tensor of a checkpoint at a time.
public struct TensorAnalyzer: Sendable {
  let checkpoint: any Checkpoint

  public init(checkpoint: any Checkpoint) {
    self.checkpoint = checkpoint
  }
}
