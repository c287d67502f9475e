#ifndef STATISTICS_KERNELS_H
#define STATISTICS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Loops that count. Every increment waits for memory, so wider instructions would not help.
//
// Nothing here allocates, keeps state or fails. Pointers are not null, sources need no alignment.

// How many tables a pattern is counted in, so that equal neighbours do not wait for each other.
#define QK_PATTERN_TABLES 2

// The number of times the bit pattern of an element occurs is the sum over the tables of
// counts[table · 2^bits + pattern], which this adds to. `count` is at most 2^31, and an entry
// overflows beyond 2^32 − 1.
void qk_count_patterns16(const void *source, size_t count, uint32_t *counts);
void qk_count_patterns8(const void *source, size_t count, uint32_t *counts);

// Equal bins. `edges[i]` is the least float32 that belongs to bin i or a later one, and
// `edges[bin_count]` the greatest that belongs to the last bin.
typedef struct {
  double lower_bound;
  double bins_per_unit;
  // At most 2^30.
  size_t bin_count;
  const float *edges;
} qk_bins;

// Adds to counts[1 + bin] of every weight, to counts[0] for one below the first bin, and to
// counts[1 + bin_count] for one above the last. NaN is not counted.
void qk_count_bins(const qk_bins *bins, const float *weights, size_t count, uint64_t *counts);

#pragma clang assume_nonnull end

#endif
