import Testing

@testable import Explorer

@Suite struct SettingTests {
  @Test func namesAreUnique() {
    let names = Setting.all.flatMap { [$0.name] + ($0.alias.map { [$0] } ?? []) }
    #expect(Set(names).count == names.count)
  }

  /// What a setting says it is can be set again and changes nothing.
  @Test(arguments: Setting.all.map(\.name)) func theCurrentValueIsAValue(_ name: String) throws {
    let setting = try #require(Setting.named(name))
    var state = Fixture.state()
    guard let current = setting.current(state), !current.isEmpty else { return }
    try state.set(setting, to: current)
    #expect(state == Fixture.state())
  }

  /// Every completion of a value is a value.
  @Test(arguments: Setting.all.map(\.name)) func candidatesAreValues(_ name: String) throws {
    let setting = try #require(Setting.named(name))
    for candidate in setting.candidates(Fixture.state(), "") {
      var state = Fixture.state(scheme: name == "bits" && candidate == "2" ? "int4" : "afpq4")
      #expect(throws: Never.self) { try state.set(setting, to: candidate) }
    }
  }

  @Test func whatIsAppliedFirstDecidesMost() {
    #expect(Setting.all.first?.name == "scheme")
    let names = Setting.all.map(\.name)
    let places = ["tensor", "row", "group", "column"].map { names.firstIndex(of: $0) ?? -1 }
    #expect(places == places.sorted())
  }
}
