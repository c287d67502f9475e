/// Where a value goes that lies exactly between two representable neighbours.
public enum TieBreaking: Sendable, Hashable {
  /// To the neighbour whose code is even, as IEEE 754 and the OCP formats round.
  case toEven
  /// To the lower neighbour, as the `argmin` of the AFPQ authors' code does.
  case toLower
}
