public import Analysis
public import TerminalUI

/// What happened.
public enum Action: Sendable, Equatable {
  case input(InputEvent)
  /// The next frame is about to be drawn.
  case frameDue
  /// A job finished a part of its work, 0…1.
  case jobProgressed(JobID, fraction: Double)
  case jobFinished(JobID, Result<JobAnswer, AnalysisError>)
  case viewWritten(ViewFile, ViewWriteResult)
}

/// What to do: a value, so that a test can ask for it without anything being done.
public enum Effect: Sendable, Equatable {
  /// Answer a question. The job before it of the same kind ends first.
  case ask(JobID, JobQuestion)
  case cancel(JobKind)
  /// Put a text on the clipboard.
  case copy(String)
  case write(ViewFile)
  case quit
}
