import Glibc

extension CheckpointError {
  /// The failure that `errno` describes, of a call that was to do `operation` with `path`.
  static func systemFailure(
    path: String, operation: String, code: Int32 = errno
  ) -> CheckpointError {
    if code == ENOENT || code == ENOTDIR { return .notFound(path: path) }
    return .systemFailure(
      path: path, operation: operation, reason: String(cString: strerror(code)).lowercased())
  }
}

/// A regular file that is open for reading, closed when its owner lets go.
struct OpenFile: ~Copyable {
  let path: String
  let descriptor: Int32

  init(reading path: String) throws(CheckpointError) {
    // Without O_NONBLOCK opening a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .systemFailure(path: path, operation: "open it") }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notAFile(path: path)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  func status() throws(CheckpointError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .systemFailure(path: path, operation: "examine it")
    }
    return status
  }
}

/// What a path leads to, through symbolic links.
enum FileKind {
  case file, folder, other

  init(ofPath path: String) throws(CheckpointError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .systemFailure(path: path, operation: "open it")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .other
    }
  }
}

/// The names in a folder, in natural order, without those that start with a dot.
func visibleNames(inFolder path: String) throws(CheckpointError) -> [String] {
  try names(inFolder: path).filter { !$0.hasPrefix(".") }.sorted(by: naturallyPrecedes)
}

/// The names in a folder, in no order.
func names(inFolder path: String) throws(CheckpointError) -> [String] {
  guard let folder = opendir(path) else {
    throw .systemFailure(path: path, operation: "list it")
  }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    names.append(name)
  }
  return names
}

/// The absolute path without links, `.` and `..`; `nil` when it leads nowhere.
func resolvedPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// The last component of a path, slashes at its end aside.
func lastComponent(ofPath path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// The folder that a path's last component is in: `.` when the path has but one component.
func folder(ofPath path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
