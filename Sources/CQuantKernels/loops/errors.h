// The errors of the groups of a row.
//
// Errors are added up in float32 lanes over a run of at most eight vectors and then widened: nine
// roundings, so that a sum of squares is off by less than 1e-6 of itself. A run whose numbers are
// too small or too large for that is done again in float64.

enum { qk_run_length = 8 };

// How many weights ahead the memory is asked for: as many as a caller measures and encodes at a
// time, so that it works on while these are encoded. Reaching beyond the end is harmless.
enum { qk_ahead = 4096 };

typedef struct {
  vfloat squared_error, squared_restored, product, error, maximum;
  vint zeros;
  // −1 for every lane that was counted as a zero and holds no weight.
  vint absent;
  // 1, hidden from the compiler (see qk_ladder).
  vint one;
} qk_run;

QK_LOOP qk_run qk_empty_run(void) {
  qk_run run = {0};
  run.one = (vint){0} + 1;
  QK_HIDE(run.one);
  return run;
}

typedef struct {
  vdouble squared_error, squared_restored, product, error, maximum;
  vint zeros;
} qk_error_lanes;

QK_LOOP void qk_add_to_run(qk_run *run, qk_map map, vfloat weights, vfloat restored) {
#pragma clang fp contract(fast)
  vfloat error = restored - weights;
  run->squared_error = run->squared_error + error * error;
  run->squared_restored = run->squared_restored + restored * restored;
  run->product = run->product + restored * weights;
  run->error += error;
  run->maximum = qk_larger_magnitude(error, run->maximum);
  vint isZero = restored == 0;
  if (map == QK_MAP_OFFSET) isZero |= weights == 0;
  run->zeros = isZero ? run->zeros + run->one : run->zeros;
}

QK_LOOP void qk_add_half(qk_error_lanes *lanes, vdouble weights, vdouble restored) {
  vdouble error = restored - weights;
  lanes->squared_error = qk_add_product(lanes->squared_error, error, error);
  lanes->squared_restored = qk_add_product(lanes->squared_restored, restored, restored);
  lanes->product = qk_add_product(lanes->product, restored, weights);
  lanes->error += error;
  vdouble magnitude = __builtin_elementwise_abs(error);
  lanes->maximum = magnitude > lanes->maximum ? magnitude : lanes->maximum;
}

QK_LOOP void qk_add_wide(qk_error_lanes *lanes, qk_map map, vfloat weights, vfloat restored) {
  qk_add_half(lanes, qk_low_half(weights), qk_low_half(restored));
  qk_add_half(lanes, qk_high_half(weights), qk_high_half(restored));
  lanes->zeros -= map == QK_MAP_OFFSET ? (restored == 0) | (weights == 0) : restored == 0;
}

// Whether float32 held the sums of `length` vectors: squares neither vanished nor overflowed.
QK_LOOP int qk_run_holds(const qk_run *run, size_t length) {
  vfloat largest = run->squared_error + run->squared_restored + qk_magnitude(run->product);
  vint isLost = (run->squared_error < 1e-30f) & (run->maximum != 0);
  isLost |= (run->squared_restored < 1e-30f) & (run->zeros != (int32_t)length);
  return __builtin_reduce_or(isLost | ~(largest < 1e30f)) == 0;
}

QK_LOOP void qk_widen_run(qk_error_lanes *lanes, const qk_run *run) {
  lanes->squared_error += qk_low_half(run->squared_error) + qk_high_half(run->squared_error);
  lanes->squared_restored +=
      qk_low_half(run->squared_restored) + qk_high_half(run->squared_restored);
  lanes->product += qk_low_half(run->product) + qk_high_half(run->product);
  lanes->error += qk_low_half(run->error) + qk_high_half(run->error);
  vdouble low = qk_low_half(run->maximum), high = qk_high_half(run->maximum);
  vdouble maximum = low > high ? low : high;
  lanes->maximum = maximum > lanes->maximum ? maximum : lanes->maximum;
  lanes->zeros += run->zeros + run->absent;
}

// The restored weights of a vector that `count` weights do not fill; the other lanes are 0.
QK_LOOP vfloat qk_restore_part(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group, vfloat weights,
    size_t count) {
  vfloat restored = qk_restore(grid, nearest, map, group, weights);
  return qk_select(qk_lanes() < (int32_t)count, restored, (vfloat){0});
}

// Weights `start` to `end` of the row in float64.
QK_LOOP void qk_wide_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t start, size_t end, size_t group_size, qk_error_lanes *lanes) {
  while (start < end) {
    size_t group_end = (start / group_size + 1) * group_size;
    if (group_end > end) group_end = end;
    qk_spread group = qk_spread_group(grid, nearest, map, groups + start / group_size);
    for (; start < group_end; start += QK_WIDTH) {
      size_t left = group_end - start < QK_WIDTH ? group_end - start : QK_WIDTH;
      vfloat loaded = qk_load_part(weights + start, left);
      qk_add_wide(lanes, map, loaded, qk_restore_part(grid, nearest, map, &group, loaded, left));
      lanes->zeros += qk_lanes() >= (int32_t)left;
    }
    start = group_end;
  }
}

static __attribute__((noinline)) void qk_wide(
    const qk_grid *grid, const qk_group *groups, const float *weights, size_t start, size_t end,
    size_t group_size, qk_error_lanes *lanes) {
  QK_SPECIALIZE(qk_wide_loop, grid, groups, weights, start, end, group_size, lanes);
}

QK_LOOP void qk_errors_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t count, size_t group_size, qk_error_lanes *lanes) {
  qk_run run = qk_empty_run();
  size_t run_start = 0, vectors = 0, index = 0;
  for (size_t position = 0; index < count; position++) {
    size_t end = count - index < group_size ? count : index + group_size;
    qk_spread group = qk_spread_group(grid, nearest, map, groups + position);
    while (index < end) {
      size_t wanted = (end - index + QK_WIDTH - 1) / QK_WIDTH;
      if (wanted > qk_run_length) wanted = qk_run_length;
      if (vectors + wanted > qk_run_length) {
        if (qk_run_holds(&run, vectors)) qk_widen_run(lanes, &run);
        else qk_wide(grid, groups, weights, run_start, index, group_size, lanes);
        run = qk_empty_run();
        run_start = index;
        vectors = 0;
      }
      vectors += wanted;
      for (; wanted > 0 && index + QK_WIDTH <= end; wanted--, index += QK_WIDTH) {
        __builtin_prefetch(weights + index + qk_ahead);
        vfloat loaded = QK_LOAD(vfloat, weights + index);
        qk_add_to_run(&run, map, loaded, qk_restore(grid, nearest, map, &group, loaded));
      }
      if (wanted > 0) {
        vfloat loaded = qk_load_part(weights + index, end - index);
        qk_add_to_run(
            &run, map, loaded, qk_restore_part(grid, nearest, map, &group, loaded, end - index));
        run.absent += qk_lanes() >= (int32_t)(end - index);
        index = end;
      }
    }
  }
  if (qk_run_holds(&run, vectors)) qk_widen_run(lanes, &run);
  else qk_wide(grid, groups, weights, run_start, count, group_size, lanes);
}

static void qk_errors(
    const qk_grid *grid, const qk_group *groups, const float *weights, size_t count,
    size_t group_size, qk_error_sums *sums) {
  qk_error_lanes lanes = {0};
  QK_SPECIALIZE(qk_errors_loop, grid, groups, weights, count, group_size, &lanes);
  sums->squared_error += qk_sum(lanes.squared_error);
  sums->squared_restored += qk_sum(lanes.squared_restored);
  sums->product += qk_sum(lanes.product);
  sums->error_sum += qk_sum(lanes.error);
  double maximum = __builtin_reduce_max(lanes.maximum);
  if (maximum > sums->maximum_absolute_error) sums->maximum_absolute_error = maximum;
  sums->zero_count += qk_count(lanes.zeros);
}
