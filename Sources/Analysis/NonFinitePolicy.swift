/// What an analysis does with weights that are NaN or infinite.
public enum NonFinitePolicy: Sendable, Hashable {
  /// The schemes do not apply; the result says where the first one is and how many there are.
  case refuse
  /// They take part in nothing: the finite weights are analysed as if the others were zero.
  case exclude
  /// NaN becomes 0, an infinity the largest finite magnitude of its group; both are then weights.
  case sanitize
}
