#ifndef MEMORY_KERNELS_H
#define MEMORY_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Copies `size` bytes without bringing what it writes to into the caches: the only way to write as
// fast as the memory takes it. Other threads see the copy once they synchronize with this one. The
// two do not overlap.
void qk_copy_past_caches(const void *source, void *target, size_t size);

// Waits until what this thread stored past the caches is where it belongs; without that, other
// threads may miss it even where they synchronize. It takes as long as some thousand stores.
void qk_settle_streams(void);

#pragma clang assume_nonnull end

#endif
