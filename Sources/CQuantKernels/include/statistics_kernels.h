#ifndef STATISTICS_KERNELS_H
#define STATISTICS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Loops that count. Every increment waits for memory, so instructions beyond the compiler's baseline
// would not help.
//
// Nothing here allocates, keeps state or fails. Pointers are not null, sources need no alignment.

// How many tables a pattern is counted in, so that equal neighbours do not wait for each other.
#define QK_PATTERN_TABLES 2

// The number of times the bit pattern of an element occurs is the sum over the tables of
// counts[table · 2^bits + pattern], which this adds to. `count` is at most 2^31, and an entry
// overflows beyond 2^32 − 1.
void qk_count_patterns16(const void *source, size_t count, uint32_t *counts);
void qk_count_patterns8(const void *source, size_t count, uint32_t *counts);

// The same for the upper halves of the bit patterns.
void qk_count_upper_halves(const float *weights, size_t count, uint32_t *counts);

#define QK_UPPER_HALVES 3

// Adds to counts[65536 · i + lower half] of every weight whose magnitude has upper_halves[i]; the
// first of equal ones counts. Fast where few weights do.
void qk_count_lower_halves(
    const float *weights, size_t count, const uint32_t *upper_halves, uint64_t *counts);

// Equal bins. `edges[i]` is the least float32 that belongs to bin i or a later one, and
// `edges[bin_count]` the greatest that belongs to the last bin.
typedef struct {
  double lower_bound;
  double bins_per_unit;
  // At most 2^30.
  size_t bin_count;
  const float *edges;
} qk_bins;

// How many tables bins are counted in, one after the other.
#define QK_BIN_TABLES 4

// Adds to entry 1 + bin of every weight, to entry 0 for one below the first bin, and to entry
// 1 + bin_count for one above the last, in one of the tables of bin_count + 2 entries. NaN is not
// counted. `count` is at most 2^31.
void qk_count_bins(const qk_bins *bins, const float *weights, size_t count, uint32_t *counts);

#pragma clang assume_nonnull end

#endif
