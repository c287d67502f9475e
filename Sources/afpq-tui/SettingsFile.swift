import CursesBackend
import Explorer
import FoundationEssentials
import Glibc
import TerminalUI

/// The file in which a person keeps settings: `name = value` lines, and comments after `#`.
struct SettingsFile: Sendable {
  struct Line: Sendable, Equatable {
    let number: Int
    let name: String
    let value: String
  }

  let path: String
  private(set) var lines: [Line] = []
  /// What cannot be used, a line each, with its place.
  private(set) var warnings: [String] = []

  private static let maximumByteCount = 1 << 16

  /// Where the XDG Base Directory Specification puts it; `nil` without a home folder.
  static func standardPath(environment: [String: String]) -> String? {
    // A relative path in XDG_CONFIG_HOME is to be ignored, says the specification.
    let configuration = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.config" }
    return (configuration ?? home).map { $0 + "/afpq-tui/settings" }
  }

  /// Reads the file; one that does not exist has no lines.
  init(path: String) {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else { return }
    // Behind links, as they are usual for such files; but no pipe, which might never end.
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      let bytes = Self.start(ofFile: target)
    else {
      warnings.append("\(path): cannot read the settings")
      return
    }
    guard bytes.count <= Self.maximumByteCount else {
      warnings.append("\(path): more than \(Self.maximumByteCount) bytes are no settings")
      return
    }
    parse(String(decoding: bytes, as: UTF8.self))
  }

  /// All bytes, or one more than are wanted; `nil` where they cannot be read.
  private static func start(ofFile path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: maximumByteCount + 1) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
    return ferror(file) == 0 ? bytes : nil
  }

  private mutating func parse(_ text: String) {
    let rows = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, row) in rows.enumerated() {
      let content = row.prefix { $0 != "#" }.trimmed
      guard !content.isEmpty else { continue }
      let parts = content.split(separator: "=", maxSplits: 1).map { String($0.trimmed) }
      guard parts.count == 2 else {
        warn(index + 1, "'\(content)' is not of the form name = value")
        continue
      }
      guard Setting.named(parts[0])?.places.contains(.file) == true else {
        let names = Setting.all.filter { $0.places.contains(.file) }.map(\.name)
        warn(index + 1, "'\(parts[0])' is no setting: \(names.joined(separator: ", "))")
        continue
      }
      lines.append(Line(number: index + 1, name: parts[0], value: parts[1]))
    }
  }

  private mutating func warn(_ line: Int, _ reason: String) {
    warnings.append("\(path):\(line): \(reason)")
  }

  /// Sets what the lines say; of several lines with one name, the last.
  mutating func apply(to state: inout AppState) {
    for setting in Setting.all where setting.places.contains(.line) {
      guard let line = lines.last(where: { $0.name == setting.name }) else { continue }
      do throws(SettingError) {
        try state.set(setting, to: line.value)
      } catch {
        warn(line.number, error.description)
      }
    }
  }

  /// The colours that the file asks for.
  mutating func colors() -> ColorMode? {
    guard let line = lines.last(where: { $0.name == "color" }) else { return nil }
    let mode = ColorMode(rawValue: line.value)
    if mode == nil {
      let modes = ColorMode.allCases.map(\.rawValue).joined(separator: ", ")
      warn(line.number, "'\(line.value)' is no colour mode: \(modes)")
    }
    return mode
  }

  mutating func threads() -> Int? {
    guard let line = lines.last(where: { $0.name == "threads" }) else { return nil }
    guard let count = Int(line.value), count > 0 else {
      warn(line.number, "'\(line.value)' is no number of threads: 1 or more")
      return nil
    }
    return count
  }
}

extension Substring {
  /// Without spaces at both ends.
  fileprivate var trimmed: Substring {
    var rest = drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }
}
