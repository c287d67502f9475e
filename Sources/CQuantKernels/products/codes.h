// How codes and scales come out of memory.

#include <string.h>

#define QK_INLINE static inline __attribute__((always_inline))
#define QK_READ(type, source) \
  ({ type loaded; memcpy(&loaded, (source), sizeof loaded); loaded; })

// Vectors in sixteen lanes.
enum { qk_parts = 16 / QK_WIDTH };

QK_INLINE float qk_lane_sum(vfloat vector) {
  float lanes[QK_WIDTH], sum = 0;
  memcpy(lanes, &vector, sizeof lanes);
  for (int lane = 0; lane < QK_WIDTH; lane++) sum += lanes[lane];
  return sum;
}

// sum + left · right, fused where the machine can.
QK_INLINE vfloat qk_fused(vfloat sum, vfloat left, vfloat right) {
#pragma clang fp contract(fast)
  return sum + left * right;
}

// MARK: Scales

QK_INLINE vfloat qk_widened_scales(qk_scale_format format, const char *source) {
  switch (format) {
  case QK_SCALE_F16: return qk_load_f16(source);
  case QK_SCALE_BF16:
    return (vfloat)(__builtin_convertvector(QK_READ(vshort, source), vuint) << 16);
  case QK_SCALE_F32: return QK_READ(vfloat, source);
  }
}

// scales[i] = stored scale i, times factors[i] where there are any, from `index` on.
QK_INLINE void qk_widen_vector(
    qk_scale_format format, const char *stored, size_t index, const float *factors,
    float *scales) {
  const size_t size = format == QK_SCALE_F32 ? 4 : 2;
  vfloat widened = qk_widened_scales(format, stored + index * size);
  if (factors) widened *= QK_READ(vfloat, factors + index);
  memcpy(scales + index, &widened, sizeof widened);
}

QK_INLINE void qk_widen_scales(
    qk_scale_format format, const char *stored, size_t count, const float *factors,
    float *scales) {
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    qk_widen_vector(format, stored, index, factors, scales);
  }
  if (index == count) return;
  // The last vector may repeat some of the one before.
  if (count >= QK_WIDTH) {
    qk_widen_vector(format, stored, count - QK_WIDTH, factors, scales);
    return;
  }
  const size_t size = format == QK_SCALE_F32 ? 4 : 2;
  char few[4 * QK_WIDTH] = {0};
  float few_factors[QK_WIDTH] = {0}, few_scales[QK_WIDTH];
  memcpy(few, stored, count * size);
  if (factors) memcpy(few_factors, factors, count * sizeof *factors);
  qk_widen_vector(format, few, 0, factors ? few_factors : 0, few_scales);
  memcpy(scales, few_scales, count * sizeof *scales);
}

// The scales of `count` rows: [side][row][slot].
QK_INLINE void qk_widen_rows(
    const qk_packed_rows *rows, size_t first, size_t count, const float *factors, float *scales) {
  const void *const sides[2] = {rows->positive_scales, rows->negative_scales};
  const size_t size = rows->scale_format == QK_SCALE_F32 ? 4 : 2;
  const size_t slots = rows->blocks_per_row * rows->slots_per_block;
  for (int side = 0; side < 2; side++) {
    for (size_t row = first; row < first + count; row++, scales += slots) {
      const char *stored = (const char *)sides[side] + row * slots * size;
      switch (rows->scale_format) {
      case QK_SCALE_F16: qk_widen_scales(QK_SCALE_F16, stored, slots, factors, scales); break;
      case QK_SCALE_BF16: qk_widen_scales(QK_SCALE_BF16, stored, slots, factors, scales); break;
      case QK_SCALE_F32: qk_widen_scales(QK_SCALE_F32, stored, slots, factors, scales); break;
      }
    }
  }
}

// MARK: Codes

// The lanes of one row of a block, from lane part · QK_WIDTH on.
QK_INLINE vuint qk_lanes_of(int bits, const uint8_t *block, int part) {
  if (bits == 4) return QK_READ(vuint, block + 4 * QK_WIDTH * part);
  vuint low = __builtin_convertvector(QK_READ(vshort, block + 2 * QK_WIDTH * part), vuint);
  if (bits == 2) return low;
  return low | __builtin_convertvector(QK_READ(vbyte, block + 32 + QK_WIDTH * part), vuint) << 16;
}
