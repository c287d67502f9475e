// Four lanes, with what every machine has.

#pragma STDC FP_CONTRACT OFF

#define QK_WIDTH 4
#define QK_AT_ONCE 2
#define QK_REGISTER "x"
#define QK_NAME "baseline"
#define QK_TABLE qk_baseline
#include "vectors.h"

static inline vfloat qk_table16_look(qk_table16 table, vint index) {
  float entries[16];
  __builtin_memcpy(entries, &table, sizeof entries);
  return (vfloat){entries[index[0]], entries[index[1]], entries[index[2]], entries[index[3]]};
}

extern const qk_kernels qk_baseline;
#include "vector_kernels.h"
