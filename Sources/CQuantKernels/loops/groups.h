// Vectors of weights to their codes or restored weights under the parameters of their group.

// Groups that are prepared at a time, each while the others are waited for.
enum { qk_prepared_count = 16 };

// What the parameters of some groups are turned into before their weights are looked at.
typedef struct {
  // The tensor scale included.
  qk_group groups[qk_prepared_count];
  // Where qk_has_ladder.
  qk_prepared_ladder ladders[qk_prepared_count];
} qk_prepared;

// The parameters of one group spread over vectors.
typedef struct {
  vfloat positive_scale, negative_scale, offset, zero_point;
  // Of QK_NEAREST_ROUND and QK_NEAREST_SEARCH.
  vfloat positive_divisor, negative_divisor;
  // Where qk_has_ladder.
  qk_ladder ladder;
} qk_spread;

QK_LOOP int qk_has_ladder(qk_nearest nearest) {
  return nearest == QK_NEAREST_SEARCH16 || nearest == QK_NEAREST_CELLS;
}

// The tensor scale times the scales of `count` groups, at most qk_prepared_count: groups are looked at
// as the numbers they are, a vector of them at a time.
QK_LOOP void qk_scale_groups(
    const qk_grid *grid, const qk_group *groups, size_t count, qk_group *scaled) {
  const size_t at_once = QK_WIDTH / 4;
  const vfloat factors =
      (qk_lanes() & 2) == 0 ? qk_splat(grid->tensor_scale) : qk_splat(1);
  for (size_t first = 0; first < count; first += at_once) {
    size_t left = count - first < at_once ? count - first : at_once;
    const float *numbers = &groups[first].positive_scale;
    vfloat product = factors
        * (left == at_once ? QK_LOAD(vfloat, numbers) : qk_load_part(numbers, 4 * left));
    memcpy(scaled + first, &product, sizeof product);
  }
}

QK_LOOP void qk_prepare(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups, size_t count,
    qk_prepared *prepared) {
  qk_scale_groups(grid, groups, count, prepared->groups);
  if (!qk_has_ladder(nearest)) return;
  qk_prepare_ladders(grid, map, prepared->groups, count, prepared->ladders);
}

// The one at `place`.
QK_LOOP qk_spread qk_spread_group(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_prepared *prepared,
    size_t place) {
  const qk_group *group = prepared->groups + place;
  qk_spread spread;
  spread.offset = qk_splat(group->offset);
  if (qk_has_ladder(nearest)) {
    spread.ladder = qk_ladder_of(grid, nearest, map, group, prepared->ladders + place);
    return spread;
  }
  spread.zero_point = qk_splat(group->zero_point);
  spread.positive_scale = qk_splat(group->positive_scale);
  spread.negative_scale = qk_splat(group->negative_scale);
  // A quotient by infinity is 0.
  spread.positive_divisor = qk_splat(group->positive_scale == 0 ? INFINITY : group->positive_scale);
  spread.negative_divisor = qk_splat(group->negative_scale == 0 ? INFINITY : group->negative_scale);
  return spread;
}

// Prepares the group at `position` of `count` weights and some after it; groups are asked for one
// after the other, and found in `prepared` at their position modulo qk_prepared_count.
QK_LOOP void qk_prepare_next(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups, size_t position,
    size_t count, size_t group_size, qk_prepared *prepared) {
  if (position % qk_prepared_count != 0) return;
  size_t left = (count + group_size - 1) / group_size - position;
  if (left > qk_prepared_count) left = qk_prepared_count;
  qk_prepare(grid, nearest, map, groups + position, left, prepared);
}

QK_LOOP qk_spread qk_spread_one(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *group) {
  qk_prepared prepared;
  qk_prepare(grid, nearest, map, group, 1, &prepared);
  return qk_spread_group(grid, nearest, map, &prepared, 0);
}

// The rank of each weight, or under a zero point the code.
QK_LOOP void qk_ranks_of(
    const qk_spread *group, qk_nearest nearest, qk_map map, const vfloat *weights, vint *ranks,
    int vectors) {
  vfloat shifted[QK_AT_ONCE];
  QK_EACH(vector, vectors) {
    shifted[vector] = map == QK_MAP_OFFSET ? weights[vector] - group->offset : weights[vector];
  }
  qk_rank16(&group->ladder, nearest, map, shifted, ranks, vectors);
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
  vint magic = qk_magic(value, grid->mantissa_bits, grid->least_exponent);
  switch (grid->ties) {
  case QK_TIES_EVEN: return qk_rounded(value, magic);
  // The lower of two powers of two is one unit, the upper two: the last bit of the lower exponent
  // makes that one even whose exponent is odd.
  case QK_TIES_ODD_EXPONENT: return qk_rounded(value, magic + (magic >> 23));
  // Half to even and half to odd differ at a tie and nowhere else.
  case QK_TIES_LOWER:
    return qk_smaller(qk_rounded(value, magic), qk_rounded(value, magic + 1));
  }
}

QK_LOOP vint qk_code_of_value(const qk_grid *grid, vfloat value) {
  if (grid->code == QK_CODE_INTEGER) {
    return __builtin_convertvector(value, vint) + grid->code_bias;
  }
  // What is below the least exponent is lifted to it and the rest doubled, which puts exponents and
  // mantissas in a row with no subnormal number on the way: that would take many times longer.
  int32_t least = (grid->least_exponent + 127) << 23, shift = 23 - grid->mantissa_bits;
  vfloat magnitude = qk_magnitude(value);
  vint bits = (vint)(magnitude + qk_larger(magnitude, (vfloat)((vint){0} + least)));
  return ((bits - least) >> shift) | ((value < 0) & grid->code_sign);
}

// By one halving for each bit of a code: there is no branch to be mispredicted.
QK_LOOP vint qk_rank(const qk_grid *grid, vfloat quotient) {
  vint ranks = {0};
  for (int step = 1 << (grid->bits - 1); step > 0; step /= 2) {
    ranks += (quotient > qk_look(grid->thresholds + step - 1, ranks)) & step;
  }
  return ranks;
}

QK_LOOP vfloat qk_zero_point_code(const qk_grid *grid, const qk_spread *group, vfloat quotient) {
  // Beyond ±1024 every code is the last one; inside, the magic number rounds to integers.
  vfloat magic = qk_splat(0x1.8p23f);
  vfloat steps = (qk_clamp(quotient, -1024, 1024) + magic) - magic;
  return qk_clamp(steps + group->zero_point, 0, grid->largest_code);
}

QK_LOOP vfloat qk_restore_one(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group, vfloat weights) {
  vfloat quotient = qk_quotient(group, map, weights);
  if (map == QK_MAP_ZERO_POINT) {
    return (qk_zero_point_code(grid, group, quotient) - group->zero_point) * group->positive_scale;
  }
  vfloat value = nearest == QK_NEAREST_ROUND ? qk_round(grid, quotient)
                                             : qk_look(grid->values, qk_rank(grid, quotient));
  if (map == QK_MAP_OFFSET) return value * group->positive_scale + group->offset;
  return value * qk_select(value < 0, group->negative_scale, group->positive_scale);
}

// What some vectors of weights of one group are restored to.
QK_LOOP void qk_restore(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const vfloat *weights, vfloat *restored, int vectors) {
  if (qk_has_ladder(nearest)) {
    vint ranks[QK_AT_ONCE];
    qk_ranks_of(group, nearest, map, weights, ranks, vectors);
    QK_EACH(vector, vectors) {
      restored[vector] = qk_table16_look(group->ladder.restored, ranks[vector]);
    }
    QK_ABREAST(restored, vectors);
    return;
  }
  QK_EACH(vector, vectors) {
    restored[vector] = qk_restore_one(grid, nearest, map, group, weights[vector]);
  }
}

QK_LOOP vint qk_code_of_one(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group, vfloat weights) {
  vfloat quotient = qk_quotient(group, map, weights);
  if (map == QK_MAP_ZERO_POINT) {
    return __builtin_convertvector(qk_zero_point_code(grid, group, quotient), vint);
  }
  if (nearest == QK_NEAREST_SEARCH) {
    vint ranks = qk_rank(grid, quotient), codes;
    for (int lane = 0; lane < QK_WIDTH; lane++) codes[lane] = grid->codes[ranks[lane]];
    return codes;
  }
  return qk_code_of_value(grid, qk_round(grid, quotient));
}

// Without cells there is nothing to gain from weights within them, and rounding takes half as long as
// a search, where it finds the same.
#ifdef QK_HAS_CELLS
#define QK_NEAREST_OF(grid) (grid)->nearest
#define QK_CASE_CELLS(loop, grid, map, ...) \
  case QK_NEAREST_CELLS: loop(grid, QK_NEAREST_CELLS, map, __VA_ARGS__); break;
#else
#define QK_NEAREST_OF(grid) ((grid)->is_rounding ? QK_NEAREST_ROUND : (grid)->nearest)
#define QK_CASE_CELLS(...) case QK_NEAREST_CELLS:
#endif

// Calls `loop` for a grid with cells; its third argument becomes a constant in each branch.
#define QK_SPECIALIZE_CELLS(loop, grid, ...) \
  do { \
    switch ((grid)->map) { \
    case QK_MAP_SCALED: loop(grid, QK_NEAREST_CELLS, QK_MAP_SCALED, __VA_ARGS__); break; \
    case QK_MAP_OFFSET: loop(grid, QK_NEAREST_CELLS, QK_MAP_OFFSET, __VA_ARGS__); break; \
    case QK_MAP_ZERO_POINT: loop(grid, QK_NEAREST_CELLS, QK_MAP_ZERO_POINT, __VA_ARGS__); break; \
    } \
  } while (0)

// Calls `loop`, whose second and third argument become constants in each branch.
#define QK_SPECIALIZE_NEAREST(loop, grid, map, ...) \
  do { \
    switch (QK_NEAREST_OF(grid)) { \
    case QK_NEAREST_ROUND: loop(grid, QK_NEAREST_ROUND, map, __VA_ARGS__); break; \
    QK_CASE_CELLS(loop, grid, map, __VA_ARGS__) \
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
