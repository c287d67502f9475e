// Sixteen lanes: AVX-512 as every processor has it that has more than its foundation.

#if defined(__x86_64__)

#pragma STDC FP_CONTRACT OFF

#include <immintrin.h>

#define QK_WIDTH 16
#define QK_NAME "avx512"
#define QK_TABLE qk_avx512
#include "../vectors.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)

typedef struct { __m512 values; } qk_table16;

static inline qk_table16 qk_table16_load(const float *values) {
  return (qk_table16){_mm512_loadu_ps(values)};
}

static inline vfloat qk_table16_look(qk_table16 table, vint index) {
  return (vfloat)_mm512_permutexvar_ps((__m512i)index, table.values);
}

extern const qk_kernels qk_avx512;
#include "../vector_kernels.h"

#pragma clang attribute pop

#endif
