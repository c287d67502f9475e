import Glibc

/// Takes Swift's own crash reports away, before anything else handles these signals.
///
/// Where the toolchain is installed they are pages of backtrace on the terminal and a question that
/// waits half a minute for its answer. Whoever sets `SWIFT_BACKTRACE` asks for them.
func leaveCrashesToTheTerminal() {
  guard getenv("SWIFT_BACKTRACE") == nil else { return }
  for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT] { signal(number, SIG_DFL) }
}
