import Analysis
import Checkpoints
import CursesBackend
import Quantization

/// What the process tells its caller.
enum ExitStatus: Int32, Sendable {
  case done = 0
  /// A check that was asked for failed.
  case checkFailed = 1
  /// Bad arguments, or an input that cannot be opened or makes no sense.
  case badInput = 2
  /// Reading or writing failed after opening: EX_IOERR of sysexits.h.
  case inputOutputFailed = 74
  /// 128 + SIGHUP, as shells count.
  case hungUp = 129
  /// 128 + SIGINT.
  case interrupted = 130
  /// 128 + SIGPIPE.
  case readerGone = 141
  /// 128 + SIGTERM.
  case terminated = 143
}

/// Why a command ended early: one line, and the exit status that goes with it.
struct CommandFailure: Error, Sendable {
  /// `nil` where there is nothing to say: the user interrupted the command, or closed its output.
  let message: String?
  let status: ExitStatus

  init(_ message: String, status: ExitStatus = .badInput) {
    self.message = message
    self.status = status
  }

  init(silently status: ExitStatus) {
    message = nil
    self.status = status
  }

  static let interrupted = CommandFailure(silently: .interrupted)
  static let readerGone = CommandFailure(silently: .readerGone)

  /// - Returns: `nil` for errors that argument parsing raised.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as AnalysisError: self.init(analyzing: error)
    case let error as CheckpointError: self.init(usingOpened: error)
    case let error as SchemeError: self.init("\(error)")
    case let error as CursesBackendError: self.init("\(error)")
    case is CancellationError: self = .interrupted
    default: return nil
    }
  }

  private init(analyzing error: AnalysisError) {
    switch error {
    case .cancelled: self = .interrupted
    case .checkpoint(let error): self.init(usingOpened: error)
    case .quantization(_, .nonFinite): self.init("\(error): --sanitize replaces them")
    case .notFloatingPoint, .emptyTensor, .quantization, .alreadyQuantized, .nameTaken,
      .shapesDiffer:
      self.init("\(error)")
    }
  }

  private init(usingOpened error: CheckpointError) {
    switch error {
    case .systemFailure, .fileChanged: self.init("\(error)", status: .inputOutputFailed)
    case .notFound, .notAFile, .noModelFiles, .ambiguousIndex, .notSafetensors, .tooManyFiles,
      .contradictoryParts,
      .invalidHeader, .invalidIndex, .tensorNotFound, .unsupportedDataType, .targetExists,
      .wrongByteCount:
      self.init("\(error)")
    }
  }
}

/// Opens the model of a command, and says on standard error what should be known about it.
///
/// - Throws: `CommandFailure`; whatever keeps a model from opening is bad input.
func openModel(at path: String, quiet: Bool) throws(CommandFailure) -> any Checkpoint {
  do throws(CheckpointError) {
    let model = try openModel(at: path)
    if !quiet { model.notices.forEach(StandardError.writeLine) }
    return model
  } catch {
    throw CommandFailure("\(error)")
  }
}
