// The place of a weight among the bounds of its group by where it is about, and from there upwards.
//
// A quotient that need not be exact names a cell of the grid; the cell says how many thresholds are
// below all of its quotients, and few can lie within. So the exact search has one step to take, for
// grids whose small values are dense two.

// Bounds and restored weights in registers, and the way into them.
typedef struct {
  qk_table16 bounds, restored;
  qk_cells cells;
  // What a weight is multiplied by, and the coordinate of 0; where no coordinate lies beyond the
  // cells, with what makes it a number.
  vfloat positive_slope, negative_slope, origin;
  int steps;
  // 1, hidden from the compiler, which would otherwise spread a mask over a register to get it.
  vint one;
} qk_ladder;

// The slopes of a group.
typedef struct {
  float positive_slope, negative_slope;
  // Whether its bounds take the long way.
  int32_t is_immoderate, unused;
} qk_prepared_ladder;

// Added to a coordinate, this leaves the nearest whole number in the lowest bits.
#define QK_TO_NUMBER 0x1.8p23f

// Groups are looked at as the numbers they are, a vector of them at a time.
QK_LOOP void qk_prepare_ladders(
    const qk_grid *grid, qk_map map, const qk_group *groups, size_t count,
    qk_prepared_ladder *ladders) {
  (void)map;
  const size_t at_once = QK_WIDTH / 4;
  const vint isScale = (qk_lanes() & 2) == 0;
  for (size_t first = 0; first < count; first += at_once) {
    vfloat scales = QK_LOAD(vfloat, groups + first);
    vint isImmoderate = isScale & ~((scales > 0x1p-80f) & (scales < 0x1p80f));
    vint slopes = isScale & (vint)(grid->cells_per_unit * qk_reciprocals(scales));
    memcpy(ladders + first, &slopes, sizeof slopes);
    uint64_t immoderate = qk_bits(isImmoderate);
    if (__builtin_expect(immoderate == 0, 1)) continue;
    for (size_t index = 0; index < at_once; index++) {
      ladders[first + index].is_immoderate = (immoderate >> 4 * index & 15) != 0;
    }
  }
}

// Bounds by one rounding of a fused product and sum, which is exact but for that, where every product
// of a scale and a half step is a normal number, and none overflows.
QK_LOOP void qk_make_moderate_tables(
    const qk_grid *grid, qk_map map, const qk_group *group, qk_ladder *ladder) {
  int isCounted = map == QK_MAP_ZERO_POINT;
  vint ranks = qk_lanes();
  int first = isCounted ? 15 - (int)group->zero_point : 0;
  vfloat scales = qk_splat(group->positive_scale);
  if (map == QK_MAP_SCALED) {
    scales = ranks < grid->negative_count ? qk_splat(group->negative_scale) : scales;
  }
  vfloat bounds = qk_floor_of_product(
      QK_LOAD(vfloat, grid->thresholds + first), QK_LOAD(vfloat, grid->half_steps + first), scales);
  vfloat restored;
  if (isCounted) {
    bounds = qk_select(ranks < grid->count - 1, bounds, qk_splat(INFINITY));
    restored = (__builtin_convertvector(ranks, vfloat) - group->zero_point) * scales;
  } else {
    restored = QK_LOAD(vfloat, grid->values) * scales;
    if (map == QK_MAP_OFFSET) restored += group->offset;
  }
  ladder->bounds.parts[0] = bounds;
  ladder->restored.parts[0] = restored;
}

// The long way, for a scale of 0 or one that is far from 1.
static __attribute__((noinline)) void qk_make_immoderate_tables(
    const qk_grid *grid, const qk_group *group, qk_rungs *rungs) {
  qk_make_rungs(grid, grid->map, group, rungs);
}

QK_LOOP qk_ladder qk_ladder_of(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *group,
    const qk_prepared_ladder *prepared) {
  qk_ladder ladder = {
    .cells = qk_cells_load(grid->cell_ranks),
    .positive_slope = qk_splat(prepared->positive_slope),
    .negative_slope = qk_splat(prepared->negative_slope),
    .steps = grid->steps,
    .one = (vint){0} + 1,
  };
  QK_HIDE(ladder.one);
  float origin = map == QK_MAP_ZERO_POINT
                     ? (group->zero_point - grid->largest_code / 2) * grid->cells_per_unit
                     : 0;
  if (__builtin_expect(prepared->is_immoderate, 0)) {
    qk_rungs rungs;
    qk_make_immoderate_tables(grid, group, &rungs);
    ladder.bounds = qk_table16_load(rungs.bounds);
    ladder.restored = qk_table16_load(rungs.restored);
    // Everything in the lowest cell, and all the way up.
    ladder.positive_slope = ladder.negative_slope = (vfloat){0};
    origin = -31;
    ladder.steps = 15;
  } else {
    qk_make_moderate_tables(grid, map, group, &ladder);
  }
  ladder.origin = qk_splat(origin + (nearest == QK_NEAREST_CELLS ? QK_TO_NUMBER : 0));
  return ladder;
}

// Only the lowest four bits mean something.
QK_LOOP vint qk_first_rank(
    const qk_ladder *ladder, qk_nearest nearest, qk_map map, vfloat weights) {
#pragma clang fp contract(fast)
  vfloat slope = ladder->positive_slope;
  if (map == QK_MAP_SCALED) slope = qk_select(weights < 0, ladder->negative_slope, slope);
  vfloat coordinate = weights * slope + ladder->origin;
  if (nearest != QK_NEAREST_CELLS) {
    coordinate = qk_lesser_magnitude(coordinate, qk_splat(31)) + QK_TO_NUMBER;
  }
  return qk_cells_look(ladder->cells, (vint)coordinate);
}

// The number of bounds below each weight of some vectors; each step is taken for all vectors before
// the next one.
QK_LOOP void qk_rank16(
    const qk_ladder *ladder, qk_nearest nearest, qk_map map, const vfloat *weights, vint *ranks,
    int vectors) {
  QK_EACH(vector, vectors) ranks[vector] = qk_first_rank(ladder, nearest, map, weights[vector]);
  for (int step = 0; step < ladder->steps; step++) {
    vfloat pivots[QK_AT_ONCE];
    QK_EACH(vector, vectors) pivots[vector] = qk_table16_look(ladder->bounds, ranks[vector]);
    QK_ABREAST(pivots, vectors);
    QK_EACH(vector, vectors) {
      vint above = weights[vector] > pivots[vector];
      ranks[vector] = above ? ranks[vector] + ladder->one : ranks[vector];
    }
    QK_ABREAST(ranks, vectors);
  }
  // Nothing else looks at ranks without a table.
  if (map == QK_MAP_ZERO_POINT) QK_EACH(vector, vectors) ranks[vector] &= 15;
}
