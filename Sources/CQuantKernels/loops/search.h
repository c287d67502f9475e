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

// Bounds, lowest first, and what is needed to look for the place of a weight among them.
typedef struct {
  qk_table16 bounds;
  // bounds[k + 1]
  qk_table16 next;
  vfloat fourth, eighth, twelfth;
  // 1, hidden from the compiler, which would otherwise spread a mask over a register to get it.
  vint one;
} qk_ladder;

// The first `negative_count` bounds belong to the negative scale; from `count` on there are none. A
// scale of 0 is infinite here, so that every quotient is 0.
QK_LOOP qk_ladder qk_make_ladder(
    const double *halfway, int count, int negative_count, float positive_scale,
    float negative_scale) {
  double positive = positive_scale == 0 ? INFINITY : positive_scale;
  double negative = negative_scale == 0 ? INFINITY : negative_scale;
  qk_ladder ladder;
  vlong lanes;
  for (int lane = 0; lane < QK_WIDTH / 2; lane++) lanes[lane] = lane;
#pragma clang loop unroll(full)
  for (int part = 0; part < 16 / QK_WIDTH; part++) {
    vdouble low = QK_LOAD(vdouble, halfway + part * QK_WIDTH);
    vdouble high = QK_LOAD(vdouble, halfway + part * QK_WIDTH + QK_WIDTH / 2);
    vlong first = lanes + part * QK_WIDTH, second = first + QK_WIDTH / 2;
    low *= first < negative_count ? (vdouble)negative : (vdouble)positive;
    high *= second < negative_count ? (vdouble)negative : (vdouble)positive;
    vfloat bounds = qk_joined(qk_floor(low), qk_floor(high));
    vint isBound = qk_lanes() + part * QK_WIDTH < count;
    ladder.bounds.parts[part] = qk_select(isBound, bounds, qk_splat(INFINITY));
  }
  vint index = qk_lanes();
#pragma clang loop unroll(full)
  for (int part = 0; part < 16 / QK_WIDTH; part++) {
    ladder.next.parts[part] =
        qk_table16_look(ladder.bounds, (index + (part * QK_WIDTH + 1)) & 15);
  }
  ladder.one = (vint){0} + 1;
  QK_HIDE(ladder.one);
  ladder.fourth = qk_table16_look(ladder.bounds, (vint){0} + 3);
  ladder.eighth = qk_table16_look(ladder.bounds, (vint){0} + 7);
  ladder.twelfth = qk_table16_look(ladder.bounds, (vint){0} + 11);
  return ladder;
}

// The number of bounds below each weight, by four halvings.
QK_LOOP vint qk_rank16(const qk_ladder *ladder, vfloat weights) {
  vint above = weights > ladder->eighth;
  vint rank = above & 8;
  above = weights > (above ? ladder->twelfth : ladder->fourth);
  rank = above ? rank | 4 : rank;
  above = weights > qk_table16_look(ladder->next, rank);
  rank = above ? rank | 2 : rank;
  above = weights > qk_table16_look(ladder->bounds, rank);
  return above ? rank + ladder->one : rank;
}

// Every value times the scale of its side, and the offset.
QK_LOOP qk_table16 qk_restored_values(
    const float *values, int negative_count, float positive_scale, float negative_scale) {
  qk_table16 table = qk_table16_load(values);
#pragma clang loop unroll(full)
  for (int part = 0; part < 16 / QK_WIDTH; part++) {
    vint isNegative = qk_lanes() + part * QK_WIDTH < negative_count;
    table.parts[part] *= isNegative ? (vfloat)negative_scale : (vfloat)positive_scale;
  }
  return table;
}
