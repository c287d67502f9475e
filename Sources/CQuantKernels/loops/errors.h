// The errors of the groups of a row.
//
// Errors are added up in float32 lanes over a run of at most eight vectors, these over a block of
// at most four runs, and blocks in float64: an error of its own, eight squares and four runs make
// 14 roundings at most, so that a sum of squares is off by less than 1e-6 of itself. A block whose
// numbers are too small or too large for that is done again in float64.

enum { qk_run_length = 8, qk_runs_per_block = 4 };

typedef struct {
  vfloat squared_error, squared_restored, product, error;
} qk_float_sums;

typedef struct {
  // Of the run at hand, and of those before it.
  qk_float_sums run, runs;
  vfloat maximum;
  vint zeros;
  // −1 for every lane that was counted as a zero and holds no weight.
  vint absent;
  // 1, hidden from the compiler (see qk_ladder).
  vint one;
  // Its first weight, and how many vectors and steps of up to QK_AT_ONCE of them it has.
  size_t start;
  int32_t length;
  int steps;
} qk_error_block;

QK_LOOP qk_error_block qk_empty_block(size_t start) {
  qk_error_block block = {.start = start};
  block.one = (vint){0} + 1;
  QK_HIDE(block.one);
  return block;
}

typedef struct {
  vdouble squared_error, squared_restored, product, error, maximum;
  vint zeros;
} qk_error_lanes;

QK_LOOP void qk_add_to_run(qk_error_block *block, qk_map map, vfloat weights, vfloat restored) {
#pragma clang fp contract(fast)
  qk_float_sums *run = &block->run;
  vfloat error = restored - weights;
  run->squared_error = run->squared_error + error * error;
  run->squared_restored = run->squared_restored + restored * restored;
  run->product = run->product + restored * weights;
  run->error += error;
  block->maximum = qk_larger_magnitude(error, block->maximum);
  vint isZero = restored == 0;
  if (map == QK_MAP_OFFSET) isZero |= weights == 0;
  block->zeros = isZero ? block->zeros + block->one : block->zeros;
}

QK_LOOP void qk_end_run(qk_error_block *block) {
  block->runs.squared_error += block->run.squared_error;
  block->runs.squared_restored += block->run.squared_restored;
  block->runs.product += block->run.product;
  block->runs.error += block->run.error;
  block->run = (qk_float_sums){0};
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

// Whether float32 held the sums: squares neither vanished nor overflowed.
QK_LOOP int qk_block_holds(const qk_error_block *block) {
  const qk_float_sums *sums = &block->runs;
  vfloat largest = sums->squared_error + sums->squared_restored + qk_magnitude(sums->product);
  vint isLost = (sums->squared_error < 1e-30f) & (block->maximum != 0);
  isLost |= (sums->squared_restored < 1e-30f) & (block->zeros != block->length);
  return __builtin_reduce_or(isLost | ~(largest < 1e30f)) == 0;
}

QK_LOOP void qk_widen_block(qk_error_lanes *lanes, const qk_error_block *block) {
  lanes->squared_error += qk_both_halves(block->runs.squared_error);
  lanes->squared_restored += qk_both_halves(block->runs.squared_restored);
  lanes->product += qk_both_halves(block->runs.product);
  lanes->error += qk_both_halves(block->runs.error);
  vdouble low = qk_low_half(block->maximum), high = qk_high_half(block->maximum);
  vdouble maximum = low > high ? low : high;
  lanes->maximum = maximum > lanes->maximum ? maximum : lanes->maximum;
  lanes->zeros += block->zeros + block->absent;
}

// The restored weights of a vector that `count` weights do not fill; the other lanes are 0.
QK_LOOP vfloat qk_restore_part(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group, vfloat weights,
    size_t count) {
  vfloat restored;
  qk_restore(grid, nearest, map, group, &weights, &restored, 1);
  return qk_select(qk_lanes() < (int32_t)count, restored, (vfloat){0});
}

// Weights `start` to `end` of the row in float64.
QK_LOOP void qk_wide_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t start, size_t end, size_t group_size, qk_error_lanes *lanes) {
  while (start < end) {
    size_t group_end = (start / group_size + 1) * group_size;
    if (group_end > end) group_end = end;
    qk_spread group = qk_spread_one(grid, nearest, map, groups + start / group_size);
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

QK_LOOP void qk_end_error_block(
    qk_error_block *block, const qk_grid *grid, const qk_group *groups, const float *weights,
    size_t end, size_t group_size, qk_error_lanes *lanes) {
  qk_end_run(block);
  if (qk_block_holds(block)) {
    qk_widen_block(lanes, block);
  } else {
    qk_wide(grid, groups, weights, block->start, end, group_size, lanes);
  }
  *block = qk_empty_block(end);
}

// Up to QK_AT_ONCE vectors.
QK_LOOP void qk_add_errors_of(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const float *weights, int vectors, qk_error_block *block) {
  vfloat loaded[QK_AT_ONCE], restored[QK_AT_ONCE];
  if (vectors == QK_AT_ONCE) qk_ask_encoding(weights, QK_AT_ONCE * QK_WIDTH);
  QK_EACH(vector, vectors) loaded[vector] = QK_LOAD(vfloat, weights + vector * QK_WIDTH);
  qk_restore(grid, nearest, map, group, loaded, restored, vectors);
  QK_EACH(vector, vectors) qk_add_to_run(block, map, loaded[vector], restored[vector]);
  block->length += vectors;
}

// Fewer vectors, the last of which may be cut short.
QK_LOOP void qk_add_last_errors(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const float *weights, size_t count, qk_error_block *block) {
  for (; count >= QK_WIDTH; weights += QK_WIDTH, count -= QK_WIDTH) {
    qk_add_errors_of(grid, nearest, map, group, weights, 1, block);
  }
  if (count == 0) return;
  vfloat loaded = qk_load_part(weights, count);
  vfloat restored = qk_restore_part(grid, nearest, map, group, loaded, count);
  qk_add_to_run(block, map, loaded, restored);
  block->absent += qk_lanes() >= (int32_t)count;
  block->length++;
}

QK_LOOP void qk_errors_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t count, size_t group_size, qk_error_lanes *lanes) {
  const size_t step = QK_AT_ONCE * QK_WIDTH;
  const int steps_per_run = qk_run_length / QK_AT_ONCE;
  qk_prepared prepared[qk_prepared_count];
  qk_error_block block = qk_empty_block(0);
  for (size_t start = 0, position = 0; start < count; start += group_size, position++) {
    size_t end = count - start < group_size ? count : start + group_size;
    qk_spread group =
        qk_spread_next(grid, nearest, map, groups, position, count, group_size, prepared);
    for (size_t index = start; index < end; index += step, block.steps++) {
      if (block.steps == qk_runs_per_block * steps_per_run) {
        qk_end_error_block(&block, grid, groups, weights, index, group_size, lanes);
      } else if (block.steps % steps_per_run == 0) {
        qk_end_run(&block);
      }
      if (index + step <= end) {
        qk_add_errors_of(grid, nearest, map, &group, weights + index, QK_AT_ONCE, &block);
      } else {
        qk_add_last_errors(grid, nearest, map, &group, weights + index, end - index, &block);
      }
    }
  }
  qk_end_error_block(&block, grid, groups, weights, count, group_size, lanes);
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
