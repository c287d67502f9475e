// Eight lanes: AVX2, FMA and F16C.

#if defined(__x86_64__)

#include <immintrin.h>

#define QK_WIDTH 8
#define QK_NAME "avx2"
#define QK_TABLE qk_products_avx2
#include "vectors.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "spread.h"

static inline vfloat qk_look_values(const vfloat *values, vuint index) {
  __m256 low = _mm256_permutevar8x32_ps(values[0], (__m256i)index);
  __m256 high = _mm256_permutevar8x32_ps(values[1], (__m256i)index);
  // Bit 3 of the index, moved to the sign, picks the half.
  return (vfloat)_mm256_blendv_ps(low, high, (__m256)(index << 28));
}

static inline vbytes qk_look_bytes(const uint8_t *values, vbytes index) {
  __m256i table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)values));
  return (vbytes)_mm256_shuffle_epi8(table, (__m256i)index);
}

// Two products of at most 127 · 127 fit in the 16 bits between.
static inline vint qk_add_dots(vint sums, vbytes steps, vbytes activations) {
  __m256i pairs = _mm256_maddubs_epi16((__m256i)steps, (__m256i)activations);
  return sums + (vint)_mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

static inline vfloat qk_load_f16(const void *source) {
  return (vfloat)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)source));
}

extern const qk_products qk_products_avx2;
#include "loops.h"

#pragma clang attribute pop

#endif
