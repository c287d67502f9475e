// Grids of at most 16 values: bounds in registers, no division.
//
// The definition compares the rounded quotient fl(w / s) with thresholds. With m the number halfway
// from a threshold t to the next float32, fl(w / s) > t holds exactly where w > s · m: m has 25
// significant bits of which the last is 1, so no float32 is s · m itself and the rounding of a tie
// never matters. A weight exceeds s · m exactly where it exceeds the largest float32 not above it.
// So every group turns the halfway points into bounds on its weights once, and a weight is compared
// with them as it is.

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
  _Alignas(64) float bounds[16];
  _Alignas(64) float restored[16];
} qk_rungs;

// The first `negative_count` bounds belong to the negative scale; from `count` on there are none. A
// scale of 0 is infinite here, so that every quotient is 0.
QK_LOOP void qk_make_bounds(
    const float *thresholds, const float *half_steps, int count, int negative_count,
    float positive_scale, float negative_scale, float *bounds) {
  double positive = positive_scale == 0 ? INFINITY : positive_scale;
  double negative = negative_scale == 0 ? INFINITY : negative_scale;
  vlong lanes;
  for (int lane = 0; lane < QK_WIDTH / 2; lane++) lanes[lane] = lane;
  QK_EACH(part, 16 / QK_WIDTH) {
    vfloat threshold = QK_LOAD(vfloat, thresholds + part * QK_WIDTH);
    vfloat half_step = QK_LOAD(vfloat, half_steps + part * QK_WIDTH);
    vdouble low = qk_low_half(threshold) + qk_low_half(half_step);
    vdouble high = qk_high_half(threshold) + qk_high_half(half_step);
    vlong first = lanes + part * QK_WIDTH, second = first + QK_WIDTH / 2;
    low *= first < negative_count ? (vdouble)negative : (vdouble)positive;
    high *= second < negative_count ? (vdouble)negative : (vdouble)positive;
    vfloat joined = qk_joined(qk_floor(low), qk_floor(high));
    vint isBound = qk_lanes() + part * QK_WIDTH < count;
    joined = qk_select(isBound, joined, qk_splat(INFINITY));
    memcpy(bounds + part * QK_WIDTH, &joined, sizeof joined);
  }
}

// Of a zero point: codes are counted from it, so the thresholds slide under them.
QK_LOOP void qk_make_zero_point_rungs(
    const qk_grid *grid, float zero_point, float scale, qk_rungs *rungs) {
  int first = 15 - (int)zero_point;
  qk_make_bounds(
      grid->thresholds + first, grid->half_steps + first, grid->count - 1, 0, scale, scale,
      rungs->bounds);
  QK_EACH(part, 16 / QK_WIDTH) {
    vfloat codes = __builtin_convertvector(qk_lanes() + part * QK_WIDTH, vfloat);
    vfloat restored = (codes - zero_point) * scale;
    memcpy(rungs->restored + part * QK_WIDTH, &restored, sizeof restored);
  }
}

QK_LOOP void qk_make_scaled_rungs(
    const qk_grid *grid, qk_map map, const qk_group *group, qk_rungs *rungs) {
  qk_make_bounds(
      grid->thresholds, grid->half_steps, 16, grid->negative_count, group->positive_scale,
      group->negative_scale, rungs->bounds);
  QK_EACH(part, 16 / QK_WIDTH) {
    vint isNegative = qk_lanes() + part * QK_WIDTH < grid->negative_count;
    vfloat restored = QK_LOAD(vfloat, grid->values + part * QK_WIDTH);
    restored *= isNegative ? (vfloat)group->negative_scale : (vfloat)group->positive_scale;
    if (map == QK_MAP_OFFSET) restored += group->offset;
    memcpy(rungs->restored + part * QK_WIDTH, &restored, sizeof restored);
  }
}

QK_LOOP void qk_make_rungs(
    const qk_grid *grid, qk_map map, const qk_group *group, qk_rungs *rungs) {
  if (map == QK_MAP_ZERO_POINT) {
    qk_make_zero_point_rungs(grid, group->zero_point, group->positive_scale, rungs);
  } else {
    qk_make_scaled_rungs(grid, map, group, rungs);
  }
}
