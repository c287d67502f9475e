// What every scheme needs of the weights: their squares and zeros, and the extents of groups.
//
// Where the sums are cut into runs and blocks (see errors.h) depends on the place of a weight alone
// and not on the groups, so that every scheme meets the same sums.

typedef struct {
  vdouble squared;
  vint zeros;
} qk_weight_lanes;

QK_LOOP void qk_add_wide_squares(qk_weight_lanes *lanes, const float *weights, size_t count) {
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    size_t left = count - index < QK_WIDTH ? count - index : QK_WIDTH;
    vfloat loaded = qk_load_part(weights + index, left);
    vdouble low = qk_low_half(loaded), high = qk_high_half(loaded);
    lanes->squared += low * low + high * high;
  }
}

// Σw² of at most a run.
QK_LOOP vfloat qk_measure_run(
    const float *weights, size_t count, vint *zeros, qk_extent_lanes *extents) {
#pragma clang fp contract(fast)
  vfloat squares = {0};
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vfloat loaded = QK_LOAD(vfloat, weights + index);
    squares = squares + loaded * loaded;
    *zeros -= loaded == 0;
    extents->highest = qk_larger(loaded, extents->highest);
    extents->lowest = qk_smaller(loaded, extents->lowest);
  }
  if (index == count) return squares;
  vfloat loaded = qk_load_part(weights + index, count - index);
  *zeros -= (loaded == 0) & (qk_lanes() < (int32_t)(count - index));
  extents->highest = qk_larger(loaded, extents->highest);
  extents->lowest = qk_smaller(loaded, extents->lowest);
  return squares + loaded * loaded;
}

QK_LOOP void qk_add_squares(
    qk_weight_lanes *lanes, vfloat squares, vint zeros, const float *weights, size_t count) {
  lanes->zeros += zeros;
  // Lanes without a weight are taken for lost, which costs a tail its second look.
  vint isLost = (squares < 1e-30f) & (zeros * QK_WIDTH < (int32_t)count);
  if (__builtin_reduce_or(isLost | ~(squares < 1e30f)) == 0) {
    lanes->squared += qk_both_halves(squares);
  } else {
    qk_add_wide_squares(lanes, weights, count);
  }
}

static int qk_measure(
    const float *weights, size_t count, size_t group_size, float *high, float *low,
    qk_weight_sums *sums) {
  const size_t run = qk_run_length * QK_WIDTH, block = qk_runs_per_block * run;
  // Groups of whole runs are measured on the way.
  int joins = group_size % run == 0 || group_size >= count;
  qk_weight_lanes lanes = {0};
  qk_extent_lanes extents = {0};
  for (size_t start = 0, group = 0, left = group_size; start < count; start += block) {
    size_t end = count - start < block ? count : start + block;
    vfloat squares = {0};
    vint zeros = {0};
    for (size_t index = start; index < end; index += run) {
      size_t length = end - index < run ? end - index : run;
      squares += qk_measure_run(weights + index, length, &zeros, &extents);
      left -= left < length ? left : length;
      if (joins && (left == 0 || index + length == count)) {
        high[group] = qk_largest(extents.highest);
        low[group] = qk_smallest(extents.lowest);
        extents = (qk_extent_lanes){0};
        left = group_size;
        group++;
      }
    }
    qk_add_squares(&lanes, squares, zeros, weights + start, end - start);
  }
  if (!joins) qk_extents(weights, count, group_size, high, low);
  double squared = qk_sum(lanes.squared);
  sums->squared_weight += squared;
  sums->zero_count += qk_count(lanes.zeros);
  // Squares of float32 numbers do not overflow float64.
  return squared < INFINITY;
}
