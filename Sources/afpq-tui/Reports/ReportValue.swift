/// A value of a report as programs read it.
enum ReportValue: Sendable, Hashable {
  case text(String)
  case integer(Int)
  case number(Double)
  /// A shape.
  case integers([Int])
  /// Values under names.
  case object([Member])
  case missing

  struct Member: Sendable, Hashable {
    var key: String
    var value: ReportValue

    init(_ key: String, _ value: ReportValue) {
      self.key = key
      self.value = value
    }
  }

  init(_ value: Double?) { self = value.map { .number($0) } ?? .missing }

  /// Widening is exact.
  init(_ value: Float?) { self.init(value.map { Double($0) }) }

  init(_ value: Int?) { self = value.map { .integer($0) } ?? .missing }
}
