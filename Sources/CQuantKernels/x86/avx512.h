// Sixteen lanes. A file that includes this says first which QK_FEATURES the processor has, QK_NAME
// and QK_TABLE, and QK_HAS_BYTE_PERMUTE where it permutes 64 bytes at once.

#if defined(__x86_64__)

#pragma STDC FP_CONTRACT OFF

#include <immintrin.h>

#define QK_WIDTH 16
#define QK_AT_ONCE 4
#define QK_REGISTER "v"
#include "../vectors.h"

#pragma clang attribute push(__attribute__((target(QK_FEATURES))), apply_to = function)

static inline vfloat qk_table16_look(qk_table16 table, vint index) {
  return (vfloat)_mm512_permutexvar_ps((__m512i)index, table.parts[0]);
}

#define QK_HAS_LOOK
static inline vfloat qk_look(const float *entries, vint index) {
  return (vfloat)_mm512_i32gather_ps((__m512i)index, entries, sizeof *entries);
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
static inline vfloat qk_reciprocals(vfloat values) {
  return (vfloat)_mm512_rcp14_ps((__m512)values);
}
static inline vfloat qk_lesser_magnitude(vfloat value, vfloat limit) {
  // And the sign of the value.
  return (vfloat)_mm512_range_ps((__m512)value, (__m512)limit, 0x02);
}
#ifdef QK_HAS_BYTE_PERMUTE
typedef __m512i qk_cells;
static inline qk_cells qk_cells_load(const int8_t *ranks) { return _mm512_loadu_si512(ranks); }
static inline vint qk_cells_look(qk_cells cells, vint numbers) {
  return (vint)_mm512_permutexvar_epi8((__m512i)numbers, cells);
}
#else
typedef struct {
  __m512i low, high;
} qk_cells;
static inline qk_cells qk_cells_load(const int8_t *ranks) {
  const __m256i *halves = (const __m256i *)ranks;
  return (qk_cells){
    _mm512_cvtepi8_epi16(_mm256_loadu_si256(halves)),
    _mm512_cvtepi8_epi16(_mm256_loadu_si256(halves + 1))};
}
static inline vint qk_cells_look(qk_cells cells, vint numbers) {
  return (vint)_mm512_permutex2var_epi16(cells.low, (__m512i)numbers, cells.high);
}
#endif

#define QK_HAS_BYTES
typedef __m512i qk_bytes;
// The lowest bytes of four vectors, one vector's after the other's.
static inline qk_bytes qk_bytes_of(const vint *vectors) {
  const uint64_t odd = 0xAAAAAAAAAAAAAAAA;
  __m512i low = _mm512_mask_mov_epi8(
      (__m512i)vectors[0], odd, _mm512_slli_epi16((__m512i)vectors[1], 8));
  __m512i high = _mm512_mask_mov_epi8(
      (__m512i)vectors[2], odd, _mm512_slli_epi16((__m512i)vectors[3], 8));
  __m512i joined = _mm512_mask_mov_epi16(low, (uint32_t)odd, _mm512_slli_epi32(high, 16));
  // The four bytes of a lane are parted within every quarter, then the quarters.
  const __m512i parted = _mm512_set4_epi32(0x0F0B0703, 0x0E0A0602, 0x0D090501, 0x0C080400);
  const __m512i spread = _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
  return _mm512_permutexvar_epi32(spread, _mm512_shuffle_epi8(joined, parted));
}
// The entries of a table of 16, all of them bytes; only the lowest four bits of an index are not 0.
static inline qk_bytes qk_bytes_look(const int32_t *table, qk_bytes index) {
  __m128i entries = _mm512_cvtepi32_epi8(_mm512_loadu_si512(table));
  return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(entries), index);
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

extern const qk_kernels QK_TABLE;
#include "../vector_kernels.h"

#pragma clang attribute pop

#endif
