/// A view as a file: its contents are fixed when it is asked for, whatever is drawn later.
public struct ViewFile: Sendable, Equatable {
  public let path: String
  public let contents: String
  /// Whether a file that exists may be replaced.
  public let replaces: Bool

  public init(path: String, contents: String, replaces: Bool) {
    self.path = path
    self.contents = contents
    self.replaces = replaces
  }
}

/// How the writing of a view ended.
public enum ViewWriteResult: Sendable, Equatable {
  case written
  /// There is a file of that name, and it was not to be replaced.
  case exists
  /// One sentence that names the file.
  case failed(String)
}

/// What a frame is written as.
public enum ViewFormat: String, Sendable, Hashable, CaseIterable {
  case text
  /// Text with the sequences that colour it on a terminal.
  case ansi
  /// A picture.
  case svg

  /// - Parameter path: a name that ends in `.txt`, `.ans` or `.svg`.
  public init?(path: String) {
    let name = path.lowercased()
    guard let format = Self.allCases.first(where: { name.hasSuffix("." + $0.suffix) }) else {
      return nil
    }
    self = format
  }

  /// What a name of such a file ends in, without the point.
  public var suffix: String {
    switch self {
    case .text: "txt"
    case .ansi: "ans"
    case .svg: "svg"
    }
  }
}
