// Sixteen lanes: AVX-512 with the permutations and the dot products of bytes (VBMI and VNNI).

#if defined(__x86_64__)

#include <immintrin.h>

#define QK_WIDTH 16
#define QK_NAME "avx512"
#define QK_TABLE qk_products_avx512
#include "vectors.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vnni,fma,f16c"))), \
    apply_to = function)

static inline vfloat qk_look_values(const vfloat *values, vuint index) {
  return (vfloat)_mm512_permutexvar_ps((__m512i)index, values[0]);
}

// Every second code from `first` on, the lowest bits of a byte each. What stands above a code does
// not matter. Two lanes share the 64 bits that a byte is taken from.
static inline vbytes qk_codes_from(int bits, int first, vuint lanes) {
  uint8_t starts[64];
  for (int byte = 0; byte < 64; byte++) {
    starts[byte] = byte / 4 % 2 * 32 + bits * (2 * (byte % 4) + first);
  }
  return (vbytes)_mm512_multishift_epi64_epi8(_mm512_loadu_si512(starts), (__m512i)lanes);
}

// Four-bit codes stand where they belong, or one shift beside it.
static inline vbytes qk_even_codes(int bits, vuint lanes) {
  return bits == 4 ? (vbytes)lanes : qk_codes_from(bits, 0, lanes);
}
static inline vbytes qk_odd_codes(int bits, vuint lanes) {
  return bits == 4 ? (vbytes)(lanes >> 4) : qk_codes_from(bits, 1, lanes);
}

// The lowest six bits of a byte choose from four copies of the sixteen.
static inline vbytes qk_look_bytes(const uint8_t *values, vbytes index) {
  __m512i table = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)values));
  return (vbytes)_mm512_permutexvar_epi8((__m512i)index, table);
}

static inline vint qk_add_dots(vint sums, vbytes steps, vbytes activations) {
  return (vint)_mm512_dpbusd_epi32((__m512i)sums, (__m512i)steps, (__m512i)activations);
}

static inline vfloat qk_load_f16(const void *source) {
  return (vfloat)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)source));
}

extern const qk_products qk_products_avx512;
#include "loops.h"

#pragma clang attribute pop

#endif
