// The place of a weight among the bounds of its group by four halvings.

// Bounds and restored weights in registers.
typedef struct {
  qk_table16 bounds;
  // bounds[k + 1]
  qk_table16 next;
  vfloat fourth, eighth, twelfth;
  qk_table16 restored;
  // 1, hidden from the compiler, which would otherwise spread a mask over a register to get it.
  vint one;
} qk_ladder;

typedef qk_rungs qk_prepared_ladder;

QK_LOOP void qk_prepare_ladders(
    const qk_grid *grid, qk_map map, const qk_group *groups, size_t count,
    qk_prepared_ladder *ladders) {
  for (size_t index = 0; index < count; index++) {
    qk_make_rungs(grid, map, groups + index, ladders + index);
  }
}

QK_LOOP qk_ladder qk_ladder_of(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *group,
    const qk_prepared_ladder *rungs) {
  (void)grid, (void)nearest, (void)map, (void)group;
  qk_ladder ladder;
  ladder.bounds = qk_table16_load(rungs->bounds);
  ladder.restored = qk_table16_load(rungs->restored);
  QK_EACH(part, 16 / QK_WIDTH) {
    vint following = (qk_lanes() + (part * QK_WIDTH + 1)) & 15;
    ladder.next.parts[part] = qk_table16_look(ladder.bounds, following);
  }
  ladder.fourth = qk_splat(rungs->bounds[3]);
  ladder.eighth = qk_splat(rungs->bounds[7]);
  ladder.twelfth = qk_splat(rungs->bounds[11]);
  ladder.one = (vint){0} + 1;
  QK_HIDE(ladder.one);
  return ladder;
}

// One halving: ranks rise by `step` where a weight is above its pivot.
QK_LOOP void qk_halve(
    const vfloat *weights, vfloat *pivots, vint *ranks, vint step, int vectors) {
  QK_ABREAST(pivots, vectors);
  QK_EACH(vector, vectors) {
    vint above = weights[vector] > pivots[vector];
    ranks[vector] = above ? ranks[vector] + step : ranks[vector];
  }
  QK_ABREAST(ranks, vectors);
}

// The number of bounds below each weight of some vectors, by four halvings.
//
// Each step is taken for all vectors before the next one: a step waits for the one before it longer
// than the processor looks ahead.
QK_LOOP void qk_rank16(
    const qk_ladder *ladder, qk_nearest nearest, qk_map map, const vfloat *weights, vint *ranks,
    int vectors) {
  (void)nearest, (void)map;
  vfloat pivots[QK_AT_ONCE];
  QK_EACH(vector, vectors) {
    vint above = weights[vector] > ladder->eighth;
    ranks[vector] = above & 8;
    pivots[vector] = above ? ladder->twelfth : ladder->fourth;
  }
  qk_halve(weights, pivots, ranks, (vint){0} + 4, vectors);
  QK_EACH(vector, vectors) pivots[vector] = qk_table16_look(ladder->next, ranks[vector]);
  qk_halve(weights, pivots, ranks, (vint){0} + 2, vectors);
  QK_EACH(vector, vectors) pivots[vector] = qk_table16_look(ladder->bounds, ranks[vector]);
  qk_halve(weights, pivots, ranks, ladder->one, vectors);
}
