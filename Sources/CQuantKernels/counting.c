// Counts of bit patterns and of bins.

#include "include/statistics_kernels.h"

#include <string.h>

void qk_count_patterns16(const void *source, size_t count, uint32_t *counts) {
  uint32_t *even = counts, *odd = counts + 65536;
  const char *bytes = source;
  size_t index = 0;
  for (; index + 4 <= count; index += 4) {
    uint64_t four;
    memcpy(&four, bytes + 2 * index, sizeof four);
    even[four & 0xFFFF]++;
    odd[four >> 16 & 0xFFFF]++;
    even[four >> 32 & 0xFFFF]++;
    odd[four >> 48]++;
  }
  for (; index < count; index++) {
    uint16_t pattern;
    memcpy(&pattern, bytes + 2 * index, sizeof pattern);
    even[pattern]++;
  }
}

void qk_count_patterns8(const void *source, size_t count, uint32_t *counts) {
  uint32_t *even = counts, *odd = counts + 256;
  const uint8_t *bytes = source;
  size_t index = 0;
  for (; index + 2 <= count; index += 2) {
    even[bytes[index]]++;
    odd[bytes[index + 1]]++;
  }
  if (index < count) even[bytes[index]]++;
}

void qk_count_bins(const qk_bins *bins, const float *weights, size_t count, uint64_t *counts) {
  const double lower = bins->lower_bound, scale = bins->bins_per_unit;
  const int32_t last = (int32_t)bins->bin_count - 1;
  const float *edges = bins->edges;
  const float least = edges[0], most = edges[last + 1];
  for (size_t index = 0; index < count; index++) {
    float weight = weights[index];
    if (weight >= least && weight <= most) {
      double quotient = (weight - lower) * scale;
      int32_t bin = (int32_t)quotient;
      double part = quotient - bin;
      // Division may only be wrong next to an edge, and then by one bin.
      if (part < 0x1p-20 || part > 1 - 0x1p-20 || bin > last) {
        bin = bin < last ? bin : last;
        if (weight < edges[bin]) bin -= 1;
        else if (bin < last && weight >= edges[bin + 1]) bin += 1;
      }
      counts[1 + bin]++;
    } else if (weight < least) {
      counts[0]++;
    } else if (weight > most) {
      counts[2 + last]++;
    }
  }
}
