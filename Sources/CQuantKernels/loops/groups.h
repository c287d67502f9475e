// One vector of weights to its codes or restored weights under the parameters of its group.

// The parameters of one group spread over vectors.
typedef struct {
  vfloat positive_scale, negative_scale, offset, zero_point;
  // Of QK_NEAREST_ROUND and QK_NEAREST_SEARCH.
  vfloat positive_divisor, negative_divisor;
  // Of QK_NEAREST_SEARCH16: the bounds of every code, and what it restores to.
  qk_ladder ladder;
  qk_table16 restored;
} qk_spread;

QK_LOOP void qk_spread_ladder(
    qk_spread *spread, const qk_grid *grid, qk_map map, float positive_scale, float negative_scale,
    const qk_group *group) {
  if (map == QK_MAP_ZERO_POINT) {
    // Codes are counted from the zero point, so the thresholds slide under them.
    const double *halfway = grid->halfway + 15 - (int)group->zero_point;
    spread->ladder = qk_make_ladder(
        halfway, grid->count - 1, 0, positive_scale, positive_scale);
    for (int part = 0; part < 16 / QK_WIDTH; part++) {
      vfloat codes = __builtin_convertvector(qk_lanes() + part * QK_WIDTH, vfloat);
      spread->restored.parts[part] = (codes - group->zero_point) * positive_scale;
    }
    return;
  }
  spread->ladder = qk_make_ladder(
      grid->halfway, 16, grid->negative_count, positive_scale, negative_scale);
  spread->restored =
      qk_restored_values(grid->values, grid->negative_count, positive_scale, negative_scale);
  if (map == QK_MAP_OFFSET) {
    for (int part = 0; part < 16 / QK_WIDTH; part++) {
      spread->restored.parts[part] += group->offset;
    }
  }
}

QK_LOOP qk_spread qk_spread_group(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *group) {
  qk_spread spread;
  float positive_scale = group->positive_scale * grid->tensor_scale;
  float negative_scale = group->negative_scale * grid->tensor_scale;
  spread.positive_scale = qk_splat(positive_scale);
  spread.negative_scale = qk_splat(negative_scale);
  spread.offset = qk_splat(group->offset);
  spread.zero_point = qk_splat(group->zero_point);
  if (nearest == QK_NEAREST_SEARCH16) {
    qk_spread_ladder(&spread, grid, map, positive_scale, negative_scale, group);
    return spread;
  }
  // A quotient by infinity is 0.
  spread.positive_divisor = qk_splat(positive_scale == 0 ? INFINITY : positive_scale);
  spread.negative_divisor = qk_splat(negative_scale == 0 ? INFINITY : negative_scale);
  return spread;
}

// The rank of each weight under QK_NEAREST_SEARCH16; of a zero point's codes, the code.
QK_LOOP vint qk_rank_of(const qk_spread *group, qk_map map, vfloat weights) {
  return qk_rank16(&group->ladder, map == QK_MAP_OFFSET ? weights - group->offset : weights);
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

QK_LOOP vfloat qk_round(const qk_grid *grid, vfloat quotient) {
  vfloat value = qk_clamp(quotient, grid->minimum, grid->maximum);
  return qk_rounded(value, grid->mantissa_bits, grid->least_exponent);
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
  if (nearest == QK_NEAREST_SEARCH16) {
    return qk_table16_look(group->restored, qk_rank_of(group, map, weights));
  }
  vfloat quotient = qk_quotient(group, map, weights);
  if (map == QK_MAP_ZERO_POINT) {
    return (qk_zero_point_code(grid, group, quotient) - group->zero_point) * group->positive_scale;
  }
  vfloat value;
  if (nearest == QK_NEAREST_ROUND) {
    value = qk_round(grid, quotient);
  } else {
    for (int lane = 0; lane < QK_WIDTH; lane++) {
      value[lane] = grid->values[qk_rank(grid, quotient[lane])];
    }
  }
  if (map == QK_MAP_OFFSET) return value * group->positive_scale + group->offset;
  return value * qk_select(value < 0, group->negative_scale, group->positive_scale);
}

QK_LOOP vint qk_code_of(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group, vfloat weights) {
  if (nearest == QK_NEAREST_SEARCH16) {
    vint rank = qk_rank_of(group, map, weights);
    if (map == QK_MAP_ZERO_POINT) return rank;
    return (vint)qk_table16_look(qk_table16_load(grid->wide_codes), rank);
  }
  vfloat quotient = qk_quotient(group, map, weights);
  if (map == QK_MAP_ZERO_POINT) {
    return __builtin_convertvector(qk_zero_point_code(grid, group, quotient), vint);
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
#define QK_SPECIALIZE_NEAREST(loop, grid, map, ...) \
  do { \
    switch ((grid)->nearest) { \
    case QK_NEAREST_ROUND: loop(grid, QK_NEAREST_ROUND, map, __VA_ARGS__); break; \
    case QK_NEAREST_SEARCH16: loop(grid, QK_NEAREST_SEARCH16, map, __VA_ARGS__); break; \
    case QK_NEAREST_SEARCH: loop(grid, QK_NEAREST_SEARCH, map, __VA_ARGS__); break; \
    } \
  } while (0)
#define QK_SPECIALIZE(loop, grid, ...) \
  do { \
    switch ((grid)->map) { \
    case QK_MAP_SCALED: QK_SPECIALIZE_NEAREST(loop, grid, QK_MAP_SCALED, __VA_ARGS__); break; \
    case QK_MAP_OFFSET: QK_SPECIALIZE_NEAREST(loop, grid, QK_MAP_OFFSET, __VA_ARGS__); break; \
    case QK_MAP_ZERO_POINT: \
      QK_SPECIALIZE_NEAREST(loop, grid, QK_MAP_ZERO_POINT, __VA_ARGS__); break; \
    } \
  } while (0)
