// Four lanes, with what every machine has.

#pragma STDC FP_CONTRACT OFF

#define QK_WIDTH 4
#define QK_NAME "baseline"
#define QK_TABLE qk_baseline
#include "vectors.h"

typedef struct { float entries[16]; } qk_table16;

static inline qk_table16 qk_table16_load(const float *values) {
  qk_table16 table;
  __builtin_memcpy(&table, values, sizeof table);
  return table;
}

static inline vfloat qk_table16_look(qk_table16 table, vint index) {
  return (vfloat){
    table.entries[index[0]], table.entries[index[1]], table.entries[index[2]],
    table.entries[index[3]],
  };
}

extern const qk_kernels qk_baseline;
#include "vector_kernels.h"
