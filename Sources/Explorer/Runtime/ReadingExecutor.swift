import Dispatch

/// Runs jobs on threads that may wait for a disk.
///
/// A mapped weight that is not in memory stops its thread until the disk answers. Swift's own pool
/// has one thread for each processor, and the timers of the screen need one of them: if all of them
/// waited for a disk, no key would show.
///
/// A class, because a task refers to its executor.
final class ReadingExecutor: TaskExecutor {
  static let shared = ReadingExecutor()

  /// Queues of another quality of service have threads of their own.
  private let queue = DispatchQueue(
    label: "reading weights", qos: .utility, attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
