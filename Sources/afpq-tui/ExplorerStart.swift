import Checkpoints
import CursesBackend
import Quantization

/// How the explorer begins.
struct ExplorerSettings: Sendable {
  /// The tensor to show first; `nil` leaves the choice to the explorer.
  var tensor: String?
  var scheme: QuantizationScheme
  var colors: ColorMode
  var glyphs: GlyphArgument
  var threads: Int
}

/// Runs the explorer until the user leaves it.
func explore(_ checkpoint: any Checkpoint, _ settings: ExplorerSettings) async throws {
  throw CommandFailure(
    "\(checkpoint.name): this build has no screen: use list, stats or compare")
}
