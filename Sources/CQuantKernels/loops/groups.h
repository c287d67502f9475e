// One vector of weights to its codes or restored weights under the parameters of its group.

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
