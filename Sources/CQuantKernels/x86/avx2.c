// Eight lanes: AVX2 and FMA.

#if defined(__x86_64__)

#pragma STDC FP_CONTRACT OFF

#include <immintrin.h>

#define QK_WIDTH 8
#define QK_AT_ONCE 2
#define QK_REGISTER "x"
#define QK_NAME "avx2"
#define QK_TABLE qk_avx2
#include "../vectors.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

static inline vfloat qk_table16_look(qk_table16 table, vint index) {
  __m256 low = _mm256_permutevar8x32_ps(table.parts[0], (__m256i)index);
  __m256 high = _mm256_permutevar8x32_ps(table.parts[1], (__m256i)index);
  // Bit 3 of the index, moved to the sign, picks the half.
  return (vfloat)_mm256_blendv_ps(low, high, (__m256)(index << 28));
}

#define QK_HAS_LOOK
static inline vfloat qk_look(const float *entries, vint index) {
  return (vfloat)_mm256_i32gather_ps(entries, (__m256i)index, sizeof *entries);
}

extern const qk_kernels qk_avx2;
#include "../vector_kernels.h"

#pragma clang attribute pop

#endif
