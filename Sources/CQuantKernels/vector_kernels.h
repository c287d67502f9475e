// Every loop once, for vectors of any width. A file that includes this says first:
//
//   QK_WIDTH          float32 lanes of a vector
//   QK_NAME           the name of the implementation, a string
//   QK_TABLE          the name of its qk_kernels
//   qk_table16        sixteen float32 values in registers,
//   qk_table16_load   read from memory,
//   qk_table16_look   and looked up by a vector of indices 0…15
//
// Vectors are the compiler's own, so the loops are plain C; only looking up is an instruction of
// its own on every machine.

#include <math.h>
#include <string.h>

#define QK_LOOP static inline __attribute__((always_inline))
#define QK_LOAD(type, source) \
  ({ type loaded; memcpy(&loaded, (source), sizeof loaded); loaded; })

// MARK: Vectors

QK_LOOP vfloat qk_splat(float value) { return (vfloat)(value); }
QK_LOOP vfloat qk_select(vint mask, vfloat yes, vfloat no) {
  return (vfloat)((mask & (vint)yes) | (~mask & (vint)no));
}
QK_LOOP vfloat qk_larger(vfloat candidate, vfloat kept) {
  return candidate > kept ? candidate : kept;
}
QK_LOOP vfloat qk_smaller(vfloat candidate, vfloat kept) {
  return candidate < kept ? candidate : kept;
}

QK_LOOP vint qk_lanes(void) {
  vint lanes;
  for (int lane = 0; lane < QK_WIDTH; lane++) lanes[lane] = lane;
  return lanes;
}

// The first `count` weights; the other lanes are 0.
QK_LOOP vfloat qk_load_part(const float *weights, size_t count) {
  vfloat loaded = {0};
  memcpy(&loaded, weights, count * sizeof *weights);
  return loaded;
}

QK_LOOP vdouble qk_low_half(vfloat vector) {
  vhalf half;
  memcpy(&half, &vector, sizeof half);
  return __builtin_convertvector(half, vdouble);
}
QK_LOOP vdouble qk_high_half(vfloat vector) {
  vhalf half;
  memcpy(&half, (const char *)&vector + sizeof half, sizeof half);
  return __builtin_convertvector(half, vdouble);
}

// The largest and the smallest lane, by halves: the compiler's own reduction minds NaN.
QK_LOOP vfloat qk_rotated(vfloat vector, int by) {
  vfloat rotated;
  for (int lane = 0; lane < QK_WIDTH; lane++) rotated[lane] = vector[(lane + by) % QK_WIDTH];
  return rotated;
}
QK_LOOP float qk_largest(vfloat vector) {
#pragma clang loop unroll(full)
  for (int half = QK_WIDTH / 2; half > 0; half /= 2) {
    vector = qk_larger(qk_rotated(vector, half), vector);
  }
  return vector[0];
}
QK_LOOP float qk_smallest(vfloat vector) {
#pragma clang loop unroll(full)
  for (int half = QK_WIDTH / 2; half > 0; half /= 2) {
    vector = qk_smaller(qk_rotated(vector, half), vector);
  }
  return vector[0];
}

QK_LOOP double qk_sum(vdouble vector) {
  double sum = 0;
  for (int lane = 0; lane < QK_WIDTH / 2; lane++) sum += vector[lane];
  return sum;
}
QK_LOOP uint64_t qk_count(vint vector) {
  uint64_t sum = 0;
  for (int lane = 0; lane < QK_WIDTH; lane++) sum += (uint32_t)vector[lane];
  return sum;
}

// sum + left · right; fused where the machine can, which only sums are allowed to be.
QK_LOOP vdouble qk_add_product(vdouble sum, vdouble left, vdouble right) {
#pragma clang fp contract(fast)
  return sum + left * right;
}

// MARK: One group

// The parameters of one group spread over vectors.
typedef struct {
  vfloat positive_scale, negative_scale, offset, zero_point;
  vfloat positive_divisor, negative_divisor;
  qk_table16 thresholds, restored, codes;
} qk_spread;

QK_LOOP qk_spread qk_spread_group(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *group) {
  qk_spread spread;
  spread.positive_scale = qk_splat(group->positive_scale);
  spread.negative_scale = qk_splat(group->negative_scale);
  spread.offset = qk_splat(group->offset);
  spread.zero_point = qk_splat(group->zero_point);
  // A quotient by infinity is 0.
  spread.positive_divisor = qk_splat(group->positive_scale == 0 ? INFINITY : group->positive_scale);
  spread.negative_divisor = qk_splat(group->negative_scale == 0 ? INFINITY : group->negative_scale);
  if (nearest == QK_NEAREST_SEARCH16 && map != QK_MAP_ZERO_POINT) {
    // What every rank restores to: the same product that each weight would take.
    float restored[16], codes[16];
    for (int rank = 0; rank < 16; rank++) {
      float value = grid->values[rank];
      float scaled = value * (value < 0 ? group->negative_scale : group->positive_scale);
      restored[rank] = map == QK_MAP_OFFSET ? scaled + group->offset : scaled;
      codes[rank] = grid->codes[rank];
    }
    spread.thresholds = qk_table16_load(grid->thresholds);
    spread.restored = qk_table16_load(restored);
    spread.codes = qk_table16_load(codes);
  }
  return spread;
}

QK_LOOP vfloat qk_quotient(const qk_spread *group, qk_map map, vfloat weights) {
  switch (map) {
  case QK_MAP_SCALED:
    return weights / qk_select(weights < 0, group->negative_divisor, group->positive_divisor);
  case QK_MAP_OFFSET: return (weights - group->offset) / group->positive_divisor;
  case QK_MAP_ZERO_POINT: return weights / group->positive_divisor;
  }
}

QK_LOOP vfloat qk_clamp(vfloat value, float minimum, float maximum) {
  return qk_larger(qk_splat(minimum), qk_smaller(qk_splat(maximum), value));
}

// Half to even, to the grid's mantissa: adding 1.5 · 2^(23 + unit) leaves no smaller bits.
QK_LOOP vfloat qk_round(const qk_grid *grid, vfloat quotient) {
  vfloat value = qk_clamp(quotient, grid->minimum, grid->maximum);
  vint least = (vint){0} + ((grid->least_exponent + 127) << 23);
  vint exponent = (vint)value & 0x7F800000;
  exponent = exponent > least ? exponent : least;
  vfloat magic = (vfloat)((exponent + ((23 - grid->mantissa_bits) << 23)) | 0x400000);
  return (value + magic) - magic;
}

// The rank of every quotient by four halvings.
QK_LOOP vint qk_rank16(const qk_spread *group, vfloat quotient) {
  vint rank = {0};
  for (int step = 8; step > 0; step /= 2) {
    rank -= (qk_table16_look(group->thresholds, rank + (step - 1)) < quotient) * step;
  }
  return rank;
}

QK_LOOP int qk_rank(const qk_grid *grid, float quotient) {
  int low = 0, high = grid->count - 1;
  while (low < high) {
    int middle = (low + high) / 2;
    if (grid->thresholds[middle] < quotient) low = middle + 1; else high = middle;
  }
  return low;
}

QK_LOOP vfloat qk_zero_point_code(const qk_grid *grid, const qk_spread *group, vfloat quotient) {
  // Beyond ±1024 every code is the last one; inside, the magic number rounds to integers.
  vfloat magic = qk_splat(0x1.8p23f);
  vfloat steps = (qk_clamp(quotient, -1024, 1024) + magic) - magic;
  return qk_clamp(steps + group->zero_point, 0, grid->largest_code);
}

QK_LOOP vfloat qk_restore(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group, vfloat weights) {
  vfloat quotient = qk_quotient(group, map, weights);
  if (map == QK_MAP_ZERO_POINT) {
    return (qk_zero_point_code(grid, group, quotient) - group->zero_point) * group->positive_scale;
  }
  vfloat value;
  switch (nearest) {
  case QK_NEAREST_SEARCH16: return qk_table16_look(group->restored, qk_rank16(group, quotient));
  case QK_NEAREST_ROUND: value = qk_round(grid, quotient); break;
  case QK_NEAREST_SEARCH:
    for (int lane = 0; lane < QK_WIDTH; lane++) {
      value[lane] = grid->values[qk_rank(grid, quotient[lane])];
    }
    break;
  }
  if (map == QK_MAP_OFFSET) return value * group->positive_scale + group->offset;
  return value * qk_select(value < 0, group->negative_scale, group->positive_scale);
}

QK_LOOP vint qk_code_of(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group, vfloat weights) {
  vfloat quotient = qk_quotient(group, map, weights);
  if (map == QK_MAP_ZERO_POINT) {
    return __builtin_convertvector(qk_zero_point_code(grid, group, quotient), vint);
  }
  if (nearest == QK_NEAREST_SEARCH16) {
    vfloat codes = qk_table16_look(group->codes, qk_rank16(group, quotient));
    return __builtin_convertvector(codes, vint);
  }
  if (nearest == QK_NEAREST_SEARCH) {
    vint codes;
    for (int lane = 0; lane < QK_WIDTH; lane++) {
      codes[lane] = grid->codes[qk_rank(grid, quotient[lane])];
    }
    return codes;
  }
  vfloat value = qk_round(grid, quotient);
  if (grid->code == QK_CODE_INTEGER) {
    return __builtin_convertvector(value, vint) + grid->code_bias;
  }
  vint magnitude = (vint)((vfloat)((vint)value & 0x7FFFFFFF) * grid->code_factor);
  return (magnitude >> grid->code_shift) | ((value < 0) & grid->code_sign);
}

// Calls `loop`, whose second and third argument become constants in each branch.
#define QK_SPECIALIZE(loop, grid, ...) \
  do { \
    if ((grid)->map == QK_MAP_ZERO_POINT) { \
      loop(grid, QK_NEAREST_ROUND, QK_MAP_ZERO_POINT, __VA_ARGS__); \
    } else if ((grid)->map == QK_MAP_OFFSET) { \
      switch ((grid)->nearest) { \
      case QK_NEAREST_ROUND: loop(grid, QK_NEAREST_ROUND, QK_MAP_OFFSET, __VA_ARGS__); break; \
      case QK_NEAREST_SEARCH16: loop(grid, QK_NEAREST_SEARCH16, QK_MAP_OFFSET, __VA_ARGS__); break; \
      case QK_NEAREST_SEARCH: loop(grid, QK_NEAREST_SEARCH, QK_MAP_OFFSET, __VA_ARGS__); break; \
      } \
    } else { \
      switch ((grid)->nearest) { \
      case QK_NEAREST_ROUND: loop(grid, QK_NEAREST_ROUND, QK_MAP_SCALED, __VA_ARGS__); break; \
      case QK_NEAREST_SEARCH16: loop(grid, QK_NEAREST_SEARCH16, QK_MAP_SCALED, __VA_ARGS__); break; \
      case QK_NEAREST_SEARCH: loop(grid, QK_NEAREST_SEARCH, QK_MAP_SCALED, __VA_ARGS__); break; \
      } \
    } \
  } while (0)

// MARK: Rows

static void qk_extents(
    const float *weights, size_t count, size_t group_size, float *high, float *low) {
  for (size_t start = 0, group = 0; start < count; start += group_size, group++) {
    const float *first = weights + start;
    size_t length = count - start < group_size ? count - start : group_size;
    vfloat highest = {0}, lowest = {0};
    size_t index = 0;
    for (; index + QK_WIDTH <= length; index += QK_WIDTH) {
      vfloat loaded = QK_LOAD(vfloat, first + index);
      highest = qk_larger(loaded, highest);
      lowest = qk_smaller(loaded, lowest);
    }
    if (index < length) {
      vfloat loaded = qk_load_part(first + index, length - index);
      highest = qk_larger(loaded, highest);
      lowest = qk_smaller(loaded, lowest);
    }
    high[group] = qk_largest(highest);
    low[group] = qk_smallest(lowest);
  }
}

typedef struct {
  vdouble squared_error, squared_weight, squared_restored, product, error, maximum;
  vint zeroed;
} qk_error_lanes;

QK_LOOP void qk_add_half(qk_error_lanes *lanes, vdouble weights, vdouble restored) {
  vdouble error = restored - weights;
  lanes->squared_error = qk_add_product(lanes->squared_error, error, error);
  lanes->squared_weight = qk_add_product(lanes->squared_weight, weights, weights);
  lanes->squared_restored = qk_add_product(lanes->squared_restored, restored, restored);
  lanes->product = qk_add_product(lanes->product, weights, restored);
  lanes->error += error;
  vdouble magnitude = __builtin_elementwise_abs(error);
  lanes->maximum = magnitude > lanes->maximum ? magnitude : lanes->maximum;
}

QK_LOOP void qk_add_errors(qk_error_lanes *lanes, vfloat weights, vfloat restored) {
  qk_add_half(lanes, qk_low_half(weights), qk_low_half(restored));
  qk_add_half(lanes, qk_high_half(weights), qk_high_half(restored));
  lanes->zeroed -= (weights != 0) & (restored == 0);
}

QK_LOOP void qk_errors_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t count, size_t group_size, qk_error_sums *sums) {
  qk_error_lanes lanes = {0};
  for (size_t start = 0; start < count; start += group_size, groups++) {
    const float *first = weights + start;
    size_t length = count - start < group_size ? count - start : group_size;
    qk_spread group = qk_spread_group(grid, nearest, map, groups);
    size_t index = 0;
    for (; index + QK_WIDTH <= length; index += QK_WIDTH) {
      vfloat loaded = QK_LOAD(vfloat, first + index);
      qk_add_errors(&lanes, loaded, qk_restore(grid, nearest, map, &group, loaded));
    }
    if (index < length) {
      vfloat loaded = qk_load_part(first + index, length - index);
      vint isWeight = qk_lanes() < (int32_t)(length - index);
      vfloat restored = qk_restore(grid, nearest, map, &group, loaded);
      qk_add_errors(&lanes, loaded, qk_select(isWeight, restored, (vfloat){0}));
    }
  }
  sums->squared_error += qk_sum(lanes.squared_error);
  sums->squared_weight += qk_sum(lanes.squared_weight);
  sums->squared_restored += qk_sum(lanes.squared_restored);
  sums->product += qk_sum(lanes.product);
  sums->error_sum += qk_sum(lanes.error);
  double maximum = __builtin_reduce_max(lanes.maximum);
  if (maximum > sums->maximum_absolute_error) sums->maximum_absolute_error = maximum;
  sums->zeroed_count += qk_count(lanes.zeroed);
}

static void qk_errors(
    const qk_grid *grid, const qk_group *groups, const float *weights, size_t count,
    size_t group_size, qk_error_sums *sums) {
  QK_SPECIALIZE(qk_errors_loop, grid, groups, weights, count, group_size, sums);
}

QK_LOOP void qk_encode_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t count, size_t group_size, uint8_t *codes) {
  for (size_t start = 0; start < count; start += group_size, groups++) {
    size_t end = count - start < group_size ? count : start + group_size;
    qk_spread group = qk_spread_group(grid, nearest, map, groups);
    size_t index = start;
    for (; index + QK_WIDTH <= end; index += QK_WIDTH) {
      vfloat loaded = QK_LOAD(vfloat, weights + index);
      vbyte bytes =
          __builtin_convertvector(qk_code_of(grid, nearest, map, &group, loaded), vbyte);
      memcpy(codes + index, &bytes, sizeof bytes);
    }
    if (index < end) {
      vfloat loaded = qk_load_part(weights + index, end - index);
      vbyte bytes =
          __builtin_convertvector(qk_code_of(grid, nearest, map, &group, loaded), vbyte);
      memcpy(codes + index, &bytes, end - index);
    }
  }
}

static void qk_encode(
    const qk_grid *grid, const qk_group *groups, const float *weights, size_t count,
    size_t group_size, uint8_t *codes) {
  QK_SPECIALIZE(qk_encode_loop, grid, groups, weights, count, group_size, codes);
}

// MARK: Clipping

// Weights between two looks at whether a candidate can still win.
enum { qk_patience = 64 };

QK_LOOP void qk_squared_errors_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *candidates,
    size_t candidate_count, const float *weights, size_t count, int gives_up,
    double *squared_errors) {
  double least = INFINITY;
  for (size_t candidate = 0; candidate < candidate_count; candidate++) {
    qk_spread group = qk_spread_group(grid, nearest, map, candidates + candidate);
    vdouble low = {0}, high = {0};
    size_t index = 0;
    for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
      vfloat loaded = QK_LOAD(vfloat, weights + index);
      vfloat restored = qk_restore(grid, nearest, map, &group, loaded);
      vdouble low_error = qk_low_half(restored) - qk_low_half(loaded);
      vdouble high_error = qk_high_half(restored) - qk_high_half(loaded);
      low = qk_add_product(low, low_error, low_error);
      high = qk_add_product(high, high_error, high_error);
      if (gives_up && index % qk_patience == qk_patience - QK_WIDTH && qk_sum(low + high) > least)
        break;
    }
    if (index < count && count - index < QK_WIDTH) {
      vfloat loaded = qk_load_part(weights + index, count - index);
      vint isWeight = qk_lanes() < (int32_t)(count - index);
      vfloat restored = qk_restore(grid, nearest, map, &group, loaded);
      restored = qk_select(isWeight, restored, (vfloat){0});
      vdouble low_error = qk_low_half(restored) - qk_low_half(loaded);
      vdouble high_error = qk_high_half(restored) - qk_high_half(loaded);
      low = qk_add_product(low, low_error, low_error);
      high = qk_add_product(high, high_error, high_error);
    }
    squared_errors[candidate] = qk_sum(low + high);
    if (squared_errors[candidate] < least) least = squared_errors[candidate];
  }
}

static void qk_squared_errors(
    const qk_grid *grid, const qk_group *candidates, size_t candidate_count, const float *weights,
    size_t count, int gives_up, double *squared_errors) {
  QK_SPECIALIZE(
      qk_squared_errors_loop, grid, candidates, candidate_count, weights, count, gives_up,
      squared_errors);
}

// MARK: Statistics

typedef struct {
  vdouble positive_sum, negative_sum;
  vfloat lowest, highest;
  vint positives, negatives, zeros;
} qk_sign_lanes;

QK_LOOP void qk_add_signs(qk_sign_lanes *lanes, vfloat weights) {
  vfloat positive = qk_larger(weights, (vfloat){0}), negative = qk_smaller(weights, (vfloat){0});
  lanes->positive_sum += qk_low_half(positive);
  lanes->positive_sum += qk_high_half(positive);
  lanes->negative_sum -= qk_low_half(negative);
  lanes->negative_sum -= qk_high_half(negative);
  lanes->lowest = qk_smaller(weights, lanes->lowest);
  lanes->highest = qk_larger(weights, lanes->highest);
  lanes->positives -= weights > 0;
  lanes->negatives -= weights < 0;
  lanes->zeros -= weights == 0;
}

static void qk_signs(const float *weights, size_t count, qk_sign_sums *sums) {
  qk_sign_lanes lanes = {0};
  lanes.lowest = qk_splat(INFINITY);
  lanes.highest = qk_splat(-INFINITY);
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    qk_add_signs(&lanes, QK_LOAD(vfloat, weights + index));
  }
  size_t left = count - index;
  if (left > 0) {
    // The lanes beyond the end repeat the last weight's place as NaN, which nothing counts.
    vfloat loaded = qk_load_part(weights + index, left);
    qk_add_signs(&lanes, qk_select(qk_lanes() < (int32_t)left, loaded, qk_splat(NAN)));
  }
  sums->positive_count = qk_count(lanes.positives);
  sums->negative_count = qk_count(lanes.negatives);
  sums->zero_count = qk_count(lanes.zeros);
  sums->positive_sum = qk_sum(lanes.positive_sum);
  sums->negative_sum = qk_sum(lanes.negative_sum);
  sums->lowest = qk_smallest(lanes.lowest);
  sums->highest = qk_largest(lanes.highest);
}

typedef struct {
  vdouble second, third, fourth;
} qk_central_lanes;

QK_LOOP void qk_add_deviations(qk_central_lanes *lanes, vdouble deviation) {
  vdouble square = deviation * deviation;
  lanes->second += square;
  lanes->third = qk_add_product(lanes->third, square, deviation);
  lanes->fourth = qk_add_product(lanes->fourth, square, square);
}

static void qk_central(const float *weights, size_t count, double mean, qk_central_sums *sums) {
  qk_central_lanes low = {0}, high = {0};
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vfloat loaded = QK_LOAD(vfloat, weights + index);
    qk_add_deviations(&low, qk_low_half(loaded) - mean);
    qk_add_deviations(&high, qk_high_half(loaded) - mean);
  }
  sums->second = qk_sum(low.second + high.second);
  sums->third = qk_sum(low.third + high.third);
  sums->fourth = qk_sum(low.fourth + high.fourth);
  for (; index < count; index++) {
    double deviation = weights[index] - mean, square = deviation * deviation;
    sums->second += square;
    sums->third += square * deviation;
    sums->fourth += square * square;
  }
}

static int qk_all_finite(const float *weights, size_t count) {
  vint largest = {0};
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vint magnitude = QK_LOAD(vint, weights + index) & 0x7FFFFFFF;
    largest = magnitude > largest ? magnitude : largest;
  }
  vint magnitude = (vint)qk_load_part(weights + index, count - index) & 0x7FFFFFFF;
  largest = magnitude > largest ? magnitude : largest;
  return __builtin_reduce_max(largest) < 0x7F800000;
}

// MARK: Widening

// Fields of a narrower format, moved into place, leave the exponent short by the difference of the
// biases; one exact product makes up for it, subnormals included.
QK_LOOP vfloat qk_widened(vint magnitude, vint sign, float factor, int32_t infinity) {
  vint finite = (vint)((vfloat)magnitude * factor);
  vint quiet = magnitude > infinity ? (vint){0} + 0x00400000 : (vint){0};
  vint special = magnitude | 0x7F800000 | quiet;
  vint isFinite = magnitude < infinity;
  return (vfloat)(sign | (isFinite & finite) | (~isFinite & special));
}

QK_LOOP vfloat qk_from_f16(vint pattern) {
  return qk_widened((pattern & 0x7FFF) << 13, (pattern & 0x8000) << 16, 0x1p112f, 0x7C00 << 13);
}
QK_LOOP vfloat qk_from_bf16(vint pattern) { return (vfloat)(pattern << 16); }
QK_LOOP vfloat qk_from_e5m2(vint pattern) { return qk_from_f16(pattern << 8); }
QK_LOOP vfloat qk_from_e4m3(vint pattern) {
  // Only the all-ones magnitude is NaN.
  vint magnitude = pattern & 0x7F;
  vint value = (vint)((vfloat)(magnitude << 20) * 0x1p120f);
  vint isNaN = magnitude == 0x7F;
  return (vfloat)(((pattern & 0x80) << 24) | (isNaN & 0x7FC00000) | (~isNaN & value));
}

#define QK_WIDEN(name, vstored, convert) \
  static void name(const void *source, size_t count, float *weights) { \
    const char *bytes = source; \
    const size_t size = sizeof(vstored) / QK_WIDTH; \
    size_t index = 0; \
    for (; index + QK_WIDTH <= count; index += QK_WIDTH) { \
      vstored stored = QK_LOAD(vstored, bytes + index * size); \
      vfloat widened = convert(__builtin_convertvector(stored, vint)); \
      memcpy(weights + index, &widened, sizeof widened); \
    } \
    vstored stored = {0}; \
    memcpy(&stored, bytes + index * size, (count - index) * size); \
    vfloat widened = convert(__builtin_convertvector(stored, vint)); \
    memcpy(weights + index, &widened, (count - index) * sizeof *weights); \
  }

QK_WIDEN(qk_widen_f16, vshort, qk_from_f16)
QK_WIDEN(qk_widen_bf16, vshort, qk_from_bf16)
QK_WIDEN(qk_widen_e4m3, vbyte, qk_from_e4m3)
QK_WIDEN(qk_widen_e5m2, vbyte, qk_from_e5m2)

const qk_kernels QK_TABLE = {
  .name = QK_NAME,
  .extents = qk_extents,
  .errors = qk_errors,
  .encode = qk_encode,
  .squared_errors = qk_squared_errors,
  .signs = qk_signs,
  .central = qk_central,
  .all_finite = qk_all_finite,
  .widen_f16 = qk_widen_f16,
  .widen_bf16 = qk_widen_bf16,
  .widen_e4m3 = qk_widen_e4m3,
  .widen_e5m2 = qk_widen_e5m2,
};
