#define _GNU_SOURCE
#include "file_writing.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int file_write_back(int descriptor) {
  unsigned flags = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE;
  if (sync_file_range(descriptor, 0, 0, flags) == 0) return 0;
  return errno == EIO || errno == ENOSPC || errno == EDQUOT ? errno : 0;
}

/* Between fork and its end a process that had threads may call what a signal handler may. */
static _Noreturn void hold(int waiting, int release) {
  close(release);
  /* Whoever reads what the other process writes must see its end. */
  for (int stream = 0; stream <= STDERR_FILENO; stream++) {
    if (stream != waiting) close(stream);
  }
  char byte;
  while (read(waiting, &byte, 1) < 0 && errno == EINTR) continue;
  _exit(0);
}

pid_t file_hold(int *release) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  pid_t process = fork();
  if (process == 0) hold(ends[0], ends[1]);
  close(ends[0]);
  *release = ends[1];
  if (process < 0) close(ends[1]);
  return process;
}
