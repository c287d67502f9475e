import Glibc

private let marker = ".afpq-partial-"

/// Where what will be at `target` is written first: hidden, beside it, marked with this process.
func temporaryPath(for target: String) -> String {
  "\(folder(ofPath: target))/.\(lastComponent(ofPath: target))\(marker)\(getpid())"
}

/// Removes what this process has written so far of what will be at `target`, for a process that
/// ends without letting go of its writer.
public func removePartial(of target: String) {
  let path = temporaryPath(for: target.droppingTrailingSlashes)
  if unlink(path) != 0 { removeFolder(path) }
}

/// Removes what killed processes left beside `target`: temporary files and folders whose process
/// is gone, and this process's own of the same name, which a namesake must have left.
func removeAbandoned(besides target: String) {
  let folder = folder(ofPath: target)
  for name in (try? names(inFolder: folder)) ?? [] where name.hasPrefix(".") {
    guard let process = process(ofTemporary: name) else { continue }
    let isGone = kill(process, 0) != 0 && errno == ESRCH
    let path = "\(folder)/\(name)"
    guard isGone || path == temporaryPath(for: target) else { continue }
    if unlink(path) != 0 { removeFolder(path) }
  }
}

/// The process that a temporary name is marked with.
private func process(ofTemporary name: String) -> pid_t? {
  let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }
  guard name.dropLast(digits.count).hasSuffix(marker) else { return nil }
  return pid_t(String(digits.reversed()))
}

/// Removes a folder and the files in it; what cannot be removed stays.
func removeFolder(_ path: String) {
  for name in (try? names(inFolder: path)) ?? [] where name != "." && name != ".." {
    unlink("\(path)/\(name)")
  }
  rmdir(path)
}

extension String {
  var droppingTrailingSlashes: String {
    var path = Substring(self)
    while path.count > 1, path.last == "/" { path.removeLast() }
    return String(path)
  }
}
