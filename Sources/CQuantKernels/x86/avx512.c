// Sixteen lanes: AVX-512 as every processor has it that has more than its foundation.

#if defined(__x86_64__)

#pragma STDC FP_CONTRACT OFF

#include <immintrin.h>

#define QK_WIDTH 16
#define QK_AT_ONCE 4
#define QK_REGISTER "v"
#define QK_NAME "avx512"
#define QK_TABLE qk_avx512
#include "../vectors.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)

static inline vfloat qk_table16_look(qk_table16 table, vint index) {
  return (vfloat)_mm512_permutexvar_ps((__m512i)index, table.parts[0]);
}

#define QK_HAS_FLOOR
static inline vhalf qk_floor(vdouble exact) {
  return (vhalf)_mm512_cvt_roundpd_ps((__m512d)exact, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}

static inline vfloat qk_floor_of_product(vfloat threshold, vfloat half_step, vfloat scale) {
  return (vfloat)_mm512_fmadd_round_ps(
      (__m512)threshold, (__m512)scale, (__m512)(half_step * scale),
      _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}

#define QK_HAS_CELLS
// Within 2^−14 of itself.
static inline float qk_reciprocal(float value) {
  __m128 spread = _mm_set_ss(value);
  return _mm_cvtss_f32(_mm_rcp14_ss(spread, spread));
}
typedef struct {
  __m512i low, high;
} qk_cells;
static inline qk_cells qk_cells_load(const int16_t *ranks) {
  return (qk_cells){_mm512_loadu_si512(ranks), _mm512_loadu_si512(ranks + 32)};
}
static inline vint qk_cells_look(qk_cells cells, vfloat coordinate) {
  // The lesser magnitude, and the sign of the coordinate.
  __m512 kept = _mm512_range_ps((__m512)coordinate, _mm512_set1_ps(31), 0x02);
  return (vint)_mm512_permutex2var_epi16(cells.low, _mm512_cvtps_epi32(kept), cells.high);
}

#define QK_HAS_TABLE32
static inline vfloat qk_table32_look(qk_table32 table, vint index) {
  return (vfloat)_mm512_permutex2var_ps(table.parts[0], (__m512i)index, table.parts[1]);
}
static inline vint qk_cell_of(vfloat weights, vfloat slope, float origin, int is_signed) {
  // Where the last place is 1.
  const __m512 first = _mm512_set1_ps(0x1p23f), last = _mm512_set1_ps(0x1p23f + 31);
  __m512 place = _mm512_fmadd_round_ps(
      (__m512)weights, (__m512)slope, _mm512_set1_ps(0x1p23f + origin),
      _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  if (is_signed) place = _mm512_max_ps(place, first);
  return (vint)_mm512_min_ps(place, last);
}
static inline vfloat qk_lesser_magnitude(vfloat left, vfloat right) {
  return (vfloat)_mm512_range_ps((__m512)left, (__m512)right, 0x02);
}

#define QK_HAS_SPLIT
static inline size_t qk_split(vfloat weights, size_t count, float *positive, float *negative) {
  __mmask16 isThere = (__mmask16)((1u << count) - 1);
  __mmask16 isNegative = _mm512_cmp_ps_mask((__m512)weights, _mm512_setzero_ps(), _CMP_LT_OQ);
  // Stored whole: putting together on the way to memory is slow.
  _mm512_storeu_ps(positive, _mm512_maskz_compress_ps(isThere & ~isNegative, (__m512)weights));
  _mm512_storeu_ps(negative, _mm512_maskz_compress_ps(isNegative, (__m512)weights));
  return (size_t)__builtin_popcount(isThere & ~isNegative);
}

#define QK_HAS_LARGER_MAGNITUDE
static inline vfloat qk_larger_magnitude(vfloat candidate, vfloat kept) {
  // The absolute maximum, its sign cleared.
  return (vfloat)_mm512_range_ps((__m512)candidate, (__m512)kept, 0x0B);
}

#define QK_HAS_F16
static inline vfloat qk_load_f16(const char *source) {
  return (vfloat)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)source));
}

extern const qk_kernels qk_avx512;
#include "../vector_kernels.h"

#pragma clang attribute pop

#endif
