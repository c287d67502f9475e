// Grids of at most 16 values: thresholds in registers, no division.
//
// The definition compares the rounded quotient fl(w / s) with thresholds. With m the number halfway
// from a threshold t to the next float32, fl(w / s) > t holds exactly where w > s · m: m has 25
// significant bits of which the last is 1, so no float32 is s · m itself and the rounding of a tie
// never matters. In float64 s · m is exact (24 + 25 bits), and w exceeds it exactly where w exceeds
// the largest float32 not above it. So every group turns the halfway points into bounds on its
// weights once, and a weight is compared with them as it is.

QK_LOOP qk_table16 qk_table16_load(const void *values) { return QK_LOAD(qk_table16, values); }

// The largest float32 not above each number.
#ifndef QK_HAS_FLOOR
QK_LOOP vhalf qk_floor(vdouble exact) {
  vhalf nearest = __builtin_convertvector(exact, vhalf);
  vhalfint isAbove = __builtin_convertvector(
      __builtin_convertvector(nearest, vdouble) > exact, vhalfint);
  vhalfint bits = (vhalfint)nearest;
  // One step towards −∞, away from zero for negative numbers.
  vhalfint step = (bits >> 31) | 1;
  return (vhalf)(bits - (isAbove & step));
}
#endif

// What a group turns a grid into: bounds on its weights, lowest first, and what each rank is
// restored to.
typedef struct {
  float bounds[16];
  float restored[16];
} qk_rungs;

// The same in registers, with what is needed to look for the place of a weight among the bounds.
typedef struct {
  qk_table16 bounds;
  // bounds[k + 1]
  qk_table16 next;
  vfloat fourth, eighth, twelfth;
  qk_table16 restored;
  // 1, hidden from the compiler, which would otherwise spread a mask over a register to get it.
  vint one;
} qk_ladder;

// The first `negative_count` bounds belong to the negative scale; from `count` on there are none. A
// scale of 0 is infinite here, so that every quotient is 0.
QK_LOOP void qk_make_bounds(
    const double *halfway, int count, int negative_count, float positive_scale,
    float negative_scale, float *bounds) {
  double positive = positive_scale == 0 ? INFINITY : positive_scale;
  double negative = negative_scale == 0 ? INFINITY : negative_scale;
  vlong lanes;
  for (int lane = 0; lane < QK_WIDTH / 2; lane++) lanes[lane] = lane;
  QK_EACH(part, 16 / QK_WIDTH) {
    vdouble low = QK_LOAD(vdouble, halfway + part * QK_WIDTH);
    vdouble high = QK_LOAD(vdouble, halfway + part * QK_WIDTH + QK_WIDTH / 2);
    vlong first = lanes + part * QK_WIDTH, second = first + QK_WIDTH / 2;
    low *= first < negative_count ? (vdouble)negative : (vdouble)positive;
    high *= second < negative_count ? (vdouble)negative : (vdouble)positive;
    vfloat joined = qk_joined(qk_floor(low), qk_floor(high));
    vint isBound = qk_lanes() + part * QK_WIDTH < count;
    joined = qk_select(isBound, joined, qk_splat(INFINITY));
    memcpy(bounds + part * QK_WIDTH, &joined, sizeof joined);
  }
}

QK_LOOP qk_ladder qk_ladder_of(const qk_rungs *rungs) {
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
    const qk_ladder *ladder, const vfloat *weights, vint *ranks, int vectors) {
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
