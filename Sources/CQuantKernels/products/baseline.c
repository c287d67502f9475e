// Four lanes, with what every machine has.

#define QK_WIDTH 4
#define QK_NAME "baseline"
#define QK_TABLE qk_products_baseline
#include "vectors.h"

#include "spread.h"

static inline vfloat qk_look_values(const vfloat *values, vuint index) {
  const float *entries = (const float *)values;
  return (vfloat){
    entries[index[0] & 15], entries[index[1] & 15], entries[index[2] & 15],
    entries[index[3] & 15],
  };
}

static inline vbytes qk_look_bytes(const uint8_t *values, vbytes index) {
  vbytes found;
  for (int byte = 0; byte < 16; byte++) found[byte] = values[index[byte]];
  return found;
}

static inline vint qk_add_dots(vint sums, vbytes steps, vbytes activations) {
  for (int byte = 0; byte < 16; byte++) {
    sums[byte / 4] += steps[byte] * (int8_t)activations[byte];
  }
  return sums;
}

// Fields moved into place leave the exponent short by the difference of the biases; one exact
// product makes up for it, subnormals included.
static inline vfloat qk_load_f16(const void *source) {
  vshort stored;
  __builtin_memcpy(&stored, source, sizeof stored);
  vuint pattern = __builtin_convertvector(stored, vuint);
  vuint magnitude = (pattern & 0x7FFF) << 13;
  vuint finite = (vuint)((vfloat)magnitude * 0x1p112f);
  vuint isFinite = (vuint)(magnitude < (0x7C00 << 13));
  vuint widened = (isFinite & finite) | (~isFinite & (magnitude | 0x7F800000));
  return (vfloat)(widened | (pattern & 0x8000) << 16);
}

extern const qk_products qk_products_baseline;
#include "loops.h"
