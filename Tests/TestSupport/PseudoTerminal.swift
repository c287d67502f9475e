import Glibc

/// A terminal without a screen: runs a program as its only session, and keeps every byte it writes.
///
/// A class, because it owns a process and two descriptors.
public final class PseudoTerminal {
  /// Everything that was written so far.
  public private(set) var bytes: [UInt8] = []
  /// The modes before the program was started.
  public let modesBefore: TerminalModes
  private let master: Int32
  /// Kept open, so that the modes can be asked for when the program has ended.
  private let slave: Int32
  private var process: pid_t = 0
  private var status: Int32?

  /// From Linux's <asm-generic/ioctls.h>; the Glibc module has none of them.
  private enum Request {
    static let setSize: UInt = 0x5414  // TIOCSWINSZ
    static let number: UInt = 0x8004_5430  // TIOCGPTN
    static let lock: UInt = 0x4004_5431  // TIOCSPTLCK
  }

  /// How a program ended.
  public enum Ending: Equatable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// What did not happen in time, with the last bytes that were written.
  public struct Timeout: Error, CustomStringConvertible {
    public let description: String
  }

  /// - Parameter standardInput: a file in the place of the terminal.
  public init(
    _ arguments: [String], environment: [String: String] = [:], columns: Int = 120,
    rows: Int = 40, standardInput: String? = nil
  ) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (number, isLocked) = (Int32(0), Int32(0))
    guard master >= 0, ioctl(master, Request.lock, &isLocked) == 0,
      ioctl(master, Request.number, &number) == 0
    else { throw Timeout(description: "no pseudo-terminal") }
    let name = "/dev/pts/\(number)"
    slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    modesBefore = TerminalModes(of: slave)
    resize(columns: columns, rows: rows)
    try start(arguments, environment, terminal: name, standardInput)
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(slave)
    close(master)
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }
  public var modes: TerminalModes { TerminalModes(of: slave) }

  public func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
  }

  /// Presses a key and returns when something was drawn for it.
  public func press(_ key: String) throws {
    let position = bytes.count
    send(key)
    let deadline = ContinuousClock.now + .seconds(20)
    while bytes.count == position {
      guard ContinuousClock.now < deadline else {
        throw Timeout(description: "nothing was drawn for \(key.debugDescription)")
      }
      read(milliseconds: 100)
    }
  }

  public func signal(_ number: Int32) { kill(process, number) }

  public func resize(columns: Int, rows: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, Request.setSize, &size)
  }

  /// Returns when a text has been written since `position`, the number of bytes before it.
  public func wait(for text: String, after position: Int = 0, seconds: Int = 20) throws {
    let wanted = Array(text.utf8)
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !bytes[min(position, bytes.count)...].contains(wanted) {
      guard ContinuousClock.now < deadline else {
        throw Timeout(description: "never wrote \"\(text)\" but …\(self.text.suffix(600))")
      }
      read(milliseconds: 100)
    }
  }

  /// Returns when the program has ended, with everything it wrote read.
  public func waitForEnd(seconds: Int = 20) throws -> Ending {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while status == nil {
      var status: Int32 = 0
      if waitpid(process, &status, WNOHANG) == process { self.status = status }
      guard ContinuousClock.now < deadline else {
        throw Timeout(description: "never ended; wrote …\(text.suffix(600))")
      }
      read(milliseconds: self.status == nil ? 20 : 0)
    }
    readWhatIsOnTheWay(until: deadline)
    let signal = (status ?? 0) & 0x7F
    return signal == 0 ? .exited((status ?? 0) >> 8 & 0xFF) : .signalled(signal)
  }

  /// Takes what was written before this call. The kernel hands a terminal's output over later, but
  /// in order: what comes behind it shows that all has come.
  private func readWhatIsOnTheWay(until deadline: ContinuousClock.Instant) {
    let mark: [UInt8] = [0, 1, 0, 1]
    _ = write(slave, mark, mark.count)
    while !bytes.suffix(mark.count).elementsEqual(mark), ContinuousClock.now < deadline {
      read(milliseconds: 20)
    }
    if bytes.suffix(mark.count).elementsEqual(mark) { bytes.removeLast(mark.count) }
  }

  /// Takes what is written within a time.
  private func read(milliseconds: Int32) {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, milliseconds) > 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(master, &buffer, buffer.count)
    if count > 0 { bytes += buffer[..<count] }
  }

  /// The first terminal that the leader of a new session opens becomes that of the session.
  private func start(
    _ arguments: [String], _ environment: [String: String], terminal: String,
    _ standardInput: String?
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, terminal, O_RDWR, 0)
    posix_spawn_file_actions_addopen(&actions, 0, standardInput ?? terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads that run tests block signals, which a child would inherit.
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    let newSession: Int16 = 0x80  // POSIX_SPAWN_SETSID of glibc
    posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK))
    let variables = environment.merging(["PATH": "/usr/bin:/bin"]) { given, _ in given }
    let texts = arguments.map { strdup($0) } + [nil]
    let pairs = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (texts + pairs).forEach { free($0) } }
    let error = posix_spawn(&process, arguments[0], &actions, &attributes, texts, pairs)
    guard error == 0 else {
      status = 0
      throw Timeout(description: "\(arguments[0]): \(String(cString: strerror(error)))")
    }
  }
}

/// What `stty` shows of a terminal.
public struct TerminalModes: Equatable {
  private let flags: [tcflag_t]
  private let characters: [UInt8]

  init(of descriptor: Int32) {
    var modes = termios()
    tcgetattr(descriptor, &modes)
    flags = [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    characters = withUnsafeBytes(of: modes.c_cc) { Array($0) }
  }
}
