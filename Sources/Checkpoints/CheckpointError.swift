/// Why a model cannot be opened or a tensor cannot be read. Every case names the file.
public enum CheckpointError: Error, Sendable, Hashable {
  /// The tensor is not in the checkpoint.
  case tensorNotFound(name: String)
}
