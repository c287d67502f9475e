extension CaseIterable where Self: Equatable, AllCases == [Self] {
  /// The case so many places further; after the last one comes the first.
  func stepped(by step: Int) -> Self {
    let all = Self.allCases
    let position = (all.firstIndex(of: self) ?? 0) + step
    return all[(position % all.count + all.count) % all.count]
  }
}
