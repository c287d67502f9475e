#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Survives a file that shrinks while it is mapped.
 *
 * Touching a mapped page that lies behind the end of its file raises SIGBUS, which kills the
 * process. While a mapping is registered here, the handler puts zero pages over the rest of the
 * faulting page range instead and remembers the fault, so that the reader can finish its loop and
 * then learn that what it read is worthless.
 *
 * Every other SIGBUS goes to the handler that was installed before, or has the default effect.
 * The handler is installed by the first registration. Whoever installs a SIGBUS handler later must
 * pass on what is not its own, otherwise it hides this one; calling `file_guard_install` after it
 * puts this one in front.
 *
 * All functions may be called from any thread. None allocates.
 */

/* The number of mappings that can be registered at the same time. */
#define FILE_GUARD_CAPACITY 4096

/*
 * Installs the SIGBUS handler, once. Returns 0, or the errno of sigaction.
 */
int file_guard_install(void);

/*
 * Registers the mapping [address, address + length). The address is a multiple of the page size.
 * Returns a slot for the functions below, or -1 when the registry is full or the handler cannot be
 * installed; the mapping is then not guarded.
 */
int file_guard_register(const void *address, size_t length);

/*
 * Whether bytes of the mapping were ever replaced by zeros.
 */
bool file_guard_was_hit(int slot);

/*
 * Forgets a mapping that no thread reads any more, before it is unmapped.
 */
void file_guard_unregister(int slot);
