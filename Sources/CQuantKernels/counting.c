// Counts of bit patterns and of bins.

#include "include/statistics_kernels.h"

#include <string.h>

// Bytes that are asked for before they are counted.
enum { qk_count_ahead = 2048 };

// Adds to the counts of sixteen bits out of each of four neighbours.
static inline void qk_count_four(uint64_t low, uint64_t high, uint32_t *even, uint32_t *odd) {
  even[low & 0xFFFF]++;
  odd[low >> 32 & 0xFFFF]++;
  even[high & 0xFFFF]++;
  odd[high >> 32 & 0xFFFF]++;
}

void qk_count_patterns16(const void *source, size_t count, uint32_t *counts) {
  uint32_t *even = counts, *odd = counts + 65536;
  const char *bytes = source;
  size_t index = 0;
  for (; index + 8 <= count; index += 8) {
    uint64_t words[2];
    memcpy(words, bytes + 2 * index, sizeof words);
    __builtin_prefetch(bytes + 2 * index + qk_count_ahead);
    qk_count_four(words[0], words[0] >> 16, even, odd);
    qk_count_four(words[1], words[1] >> 16, even, odd);
  }
  for (; index < count; index++) {
    uint16_t pattern;
    memcpy(&pattern, bytes + 2 * index, sizeof pattern);
    even[pattern]++;
  }
}

void qk_count_upper_halves(const float *weights, size_t count, uint32_t *counts) {
  uint32_t *even = counts, *odd = counts + 65536;
  size_t index = 0;
  for (; index + 4 <= count; index += 4) {
    uint64_t words[2];
    memcpy(words, weights + index, sizeof words);
    __builtin_prefetch((const char *)(weights + index) + qk_count_ahead);
    qk_count_four(words[0] >> 16, words[1] >> 16, even, odd);
  }
  for (; index < count; index++) {
    uint32_t pattern;
    memcpy(&pattern, weights + index, sizeof pattern);
    even[pattern >> 16]++;
  }
}

void qk_count_lower_halves(
    const float *weights, size_t count, const uint32_t *upper_halves, uint64_t *counts) {
  enum { block = 16 };
  const uint32_t first = upper_halves[0], second = upper_halves[1], third = upper_halves[2];
  for (size_t index = 0; index < count; index += block) {
    const size_t length = count - index < block ? count - index : block;
    uint32_t magnitudes[block] = {0}, matches = 0;
    memcpy(magnitudes, weights + index, length * sizeof *weights);
    for (size_t lane = 0; lane < block; lane++) {
      magnitudes[lane] &= 0x7FFFFFFF;
      const uint32_t half = magnitudes[lane] >> 16;
      matches |= (half == first) | (half == second) | (half == third);
    }
    if (!matches) continue;
    for (size_t lane = 0; lane < length; lane++) {
      for (int half = 0; half < QK_UPPER_HALVES; half++) {
        if (magnitudes[lane] >> 16 != upper_halves[half]) continue;
        counts[(size_t)half << 16 | (magnitudes[lane] & 0xFFFF)]++;
        break;
      }
    }
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

// The place of one weight among the counts: its bin is found by division and checked against the
// edges. Division may only be wrong next to an edge, and then by one bin.
static size_t qk_place(const qk_bins *bins, float weight) {
  const size_t last = bins->bin_count - 1;
  const float *edges = bins->edges;
  if (weight < edges[0]) return 0;
  if (weight > edges[last + 1]) return last + 2;
  const double quotient = (weight - bins->lower_bound) * bins->bins_per_unit;
  size_t bin = quotient < last ? (size_t)quotient : last;
  if (weight < edges[bin]) bin -= 1;
  else if (bin < last && weight >= edges[bin + 1]) bin += 1;
  return 1 + bin;
}

// Weights that are looked at together, and their places in float32 where those are certain.
enum { qk_places = 16 };

typedef struct {
  float lower_bound, bins_per_unit;
  // The place beyond the last bin, and a half.
  float most;
  // How far a place may be off; more than a half where float32 does not do.
  float error;
} qk_quick_bins;

static qk_quick_bins qk_quickened(const qk_bins *bins) {
  const double reach = __builtin_fabs(bins->lower_bound) * bins->bins_per_unit + bins->bin_count;
  const int fits = bins->bins_per_unit > 0x1p-100 && bins->bins_per_unit < 0x1p100;
  return (qk_quick_bins){
    .lower_bound = (float)bins->lower_bound,
    .bins_per_unit = (float)bins->bins_per_unit,
    .most = (float)bins->bin_count + 1.5f,
    // Every step rounds once, by 2^-24 of what it yields.
    .error = fits && reach < 0x1p16 ? (float)(reach + 4) * 0x1p-21f : 1,
  };
}

// Returns whether all places are certain.
static inline int qk_quick_places(
    const qk_quick_bins *bins, const float *weights, int32_t *places) {
  int32_t doubts = 0;
  for (int lane = 0; lane < qk_places; lane++) {
    float place = (weights[lane] - bins->lower_bound) * bins->bins_per_unit + 1;
    doubts |= place != place;
    place = place > 0.5f ? place : 0.5f;
    place = place < bins->most ? place : bins->most;
    places[lane] = (int32_t)place;
    float part = place - (float)places[lane];
    doubts |= (part < bins->error) | (part > 1 - bins->error);
  }
  return !doubts;
}

void qk_count_bins(const qk_bins *bins, const float *weights, size_t count, uint32_t *counts) {
  const size_t table = bins->bin_count + 2;
  const qk_quick_bins quick = qk_quickened(bins);
  size_t index = 0;
  for (; quick.error < 0.5f && index + qk_places <= count; index += qk_places) {
    int32_t places[qk_places];
    if (!qk_quick_places(&quick, weights + index, places)) {
      for (size_t lane = 0; lane < qk_places; lane++) {
        const float weight = weights[index + lane];
        if (weight == weight) counts[qk_place(bins, weight)]++;
      }
      continue;
    }
    for (size_t lane = 0; lane < qk_places; lane++) {
      counts[lane % QK_BIN_TABLES * table + (size_t)places[lane]]++;
    }
  }
  for (; index < count; index++) {
    if (weights[index] == weights[index]) counts[qk_place(bins, weights[index])]++;
  }
}
