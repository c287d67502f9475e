import TerminalUI
import Testing

@Suite struct KeyNameTests {
  @Test(arguments: [
    ("a", Key.character("a")), ("A", .character("A")), ("漢", .character("漢")),
    ("-", .character("-")), ("^", .character("^")), ("f", .character("f")),
    ("Enter", .enter), ("ENTER", .enter), ("Escape", .escape), ("BTab", .backTab),
    ("Space", .character(" ")), ("PPage", .pageUp), ("PageDown", .pageDown), ("C-d", .control("d")),
    ("C-D", .control("d")), ("^z", .control("z")), ("F1", .function(1)), ("f12", .function(12)),
    ("DC", .delete), ("BSpace", .backspace),
  ])
  func namesAreThoseOfTmux(name: String, key: Key) {
    #expect(Key(name: name) == key)
  }

  @Test(arguments: [
    "", " ", "Entre", "C-", "C-1", "C-dd", "M-x", "F0", "F64", "ab", "\u{1B}", "\u{7}",
  ])
  func anythingElseIsNoKey(name: String) {
    #expect(Key(name: name) == nil)
  }
}
