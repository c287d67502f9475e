import Quantization

extension Setting {
  static let comparisonSettings = [
    Setting(
      "pin", "SCHEME|none", help: "the scheme that others are compared with",
      impliedValue: { $0.pinned == $0.scheme ? "none" : $0.scheme.description },
      current: { $0.pinned?.shortDescription ?? "none" },
      candidates: { _, typed in matching(typed, in: ["none"] + QuantizationScheme.names) },
      apply: { state, word throws(SettingError) in
        guard word != "none" else {
          state.pinned = nil
          return
        }
        do throws(SchemeError) {
          state.pinned = try QuantizationScheme(parsing: word)
        } catch {
          throw SettingError("\(error)")
        }
      }),
    Setting(
      "order", "modules|ranked", help: "the tensor list by module, or ranked by the column",
      current: { $0.list.isRanked ? "ranked" : "modules" },
      candidates: { _, typed in matching(typed, in: ["modules", "ranked"]) },
      apply: { state, word throws(SettingError) in
        let isRanked = try value(
          of: word, noun: "order of the list", [("modules", false), ("ranked", true)])
        if isRanked != state.list.isRanked { state.toggleListOrder() }
      }),
  ]
}
