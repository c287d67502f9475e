import Testing

@testable import Checkpoints

@Suite struct JSONValueTests {
  @Test func valuesOfEveryKindAreRead() {
    let text = #"{"a": [1, -1, 2.5, 1e2, "é\n", true, false, null], "b": {"c": {}}}"#
    let value = JSONValue(parsing: text)
    #expect(
      value?["a"]
        == .array([
          .number(1), .number(nil), .number(nil), .number(nil), .string("é\n"), .boolean(true),
          .boolean(false), .null,
        ]))
    #expect(value?["b"]?["c"] == .object([]))
    #expect(value?["b"]?["d"] == nil && value?["a"]?["c"] == nil)
  }

  @Test func numbersBeyondIntHaveNoValue() {
    #expect(JSONValue(parsing: "9223372036854775807")?.natural == .max)
    #expect(JSONValue(parsing: "9223372036854775808") == .number(nil))
  }

  @Test(arguments: ["", "{", "nul", "truex", "1 2", #"{"a": 1, "a": 2}"#, "[1,]", "tru", "-"])
  func brokenTextIsNoValue(text: String) {
    #expect(JSONValue(parsing: text) == nil)
  }

  @Test func nestingIsLimited() {
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(JSONValue(parsing: deep) == nil)
  }
}
