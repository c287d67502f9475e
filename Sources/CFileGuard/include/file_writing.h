#pragma once

#include <sys/types.h>

/*
 * Ends the writing of a large file without a long wait.
 *
 * A thread that waits for a disk in fsync, or for the blocks of a deleted file to be freed, cannot
 * be interrupted, and a process does not end before its threads do.
 */

/*
 * Starts to write what a file still holds in memory, and waits for what the call before started:
 * called every few MiB, it leaves little to the fsync at the end. Returns 0, or the errno of a
 * write that failed, of which fsync does not tell any more. Where the system cannot do it, nothing
 * happens.
 */
int file_write_back(int descriptor);

/*
 * Starts a process that keeps open what this one has open, its standard streams aside, until the
 * descriptor in `release` is closed, which the end of this process does, too. Returns its number,
 * or -1.
 */
pid_t file_hold(int *release);
