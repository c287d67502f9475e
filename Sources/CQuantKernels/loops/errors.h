// The errors of the groups of a row.
//
// Errors are added up in float32 lanes over a block of at most eight steps, squares in sums of their
// own for each vector of a step, and blocks in float64: an error of its own, its square, eight terms
// and up to four sums make 12 roundings at most, so that a sum of squares is off by less than 1e-6 of
// itself. A block whose numbers are too small or too large for that is done again in float64.

enum { qk_steps_per_block = 8 };

#ifdef QK_HAS_CELLS
// What is measured on the way ends its blocks where errors end theirs.
_Static_assert(
    qk_steps_per_block * QK_AT_ONCE == qk_runs_per_block * qk_run_length, "blocks of two lengths");
#endif

// What is asked for: all of qk_error_sums, or Σ(ŵ − w)² alone.
typedef enum { QK_SUMS_ALL, QK_SUMS_SQUARES } qk_asked_sums;

typedef struct {
  vfloat squared_error[QK_AT_ONCE], squared_restored[QK_AT_ONCE];
  vfloat error, maximum;
  vint zeros;
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
  vdouble squared_error, squared_restored, error;
  vfloat maximum;
  vint zeros;
} qk_error_lanes;

// Adds one vector to the sums at `place`.
QK_LOOP void qk_add_error(
    qk_error_block *block, qk_asked_sums asked, qk_map map, int place, vfloat weights,
    vfloat restored) {
#pragma clang fp contract(fast)
  vfloat error = restored - weights;
  block->squared_error[place] = block->squared_error[place] + error * error;
  if (asked == QK_SUMS_SQUARES) return;
  block->squared_restored[place] = block->squared_restored[place] + restored * restored;
  block->error += error;
  block->maximum = qk_larger_magnitude(error, block->maximum);
  vint isZero = restored == 0;
  if (map == QK_MAP_OFFSET) isZero |= weights == 0;
  block->zeros = isZero ? block->zeros + block->one : block->zeros;
}

QK_LOOP vfloat qk_sum_of_step(const vfloat *sums) {
  vfloat sum = sums[0];
  QK_EACH(vector, QK_AT_ONCE - 1) sum += sums[vector + 1];
  return sum;
}

// The restored weights of a vector that `count` weights do not fill; the other lanes are 0.
QK_LOOP vfloat qk_restore_part(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group, vfloat weights,
    size_t count) {
  vfloat restored;
  qk_restore(grid, nearest, map, group, &weights, &restored, 1);
  return qk_select(qk_lanes() < (int32_t)count, restored, (vfloat){0});
}

QK_LOOP void qk_add_half(qk_error_lanes *lanes, vdouble weights, vdouble restored) {
  vdouble error = restored - weights;
  lanes->squared_error = qk_add_product(lanes->squared_error, error, error);
  lanes->squared_restored = qk_add_product(lanes->squared_restored, restored, restored);
  lanes->error += error;
}

// The sums over weights `start` to `end` of the row in float64.
QK_LOOP void qk_wide_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups, qk_element element,
    const char *weights, size_t start, size_t end, size_t group_size, qk_error_lanes *lanes) {
  const size_t size = qk_element_size(element);
  while (start < end) {
    size_t group_end = (start / group_size + 1) * group_size;
    if (group_end > end) group_end = end;
    qk_spread group = qk_spread_one(grid, nearest, map, groups + start / group_size);
    for (; start < group_end; start += QK_WIDTH) {
      size_t left = group_end - start < QK_WIDTH ? group_end - start : QK_WIDTH;
      vfloat loaded = qk_load_stored_part(element, weights + start * size, left);
      vfloat restored = qk_restore_part(grid, nearest, map, &group, loaded, left);
      qk_add_half(lanes, qk_low_half(loaded), qk_low_half(restored));
      qk_add_half(lanes, qk_high_half(loaded), qk_high_half(restored));
    }
    start = group_end;
  }
}

static __attribute__((noinline)) void qk_wide(
    const qk_grid *grid, const qk_group *groups, qk_element element, const char *weights,
    size_t start, size_t end, size_t group_size, qk_error_lanes *lanes) {
  QK_SPECIALIZE(qk_wide_loop, grid, groups, element, weights, start, end, group_size, lanes);
}

// Whether float32 held the sums: squares neither vanished nor overflowed.
QK_LOOP int qk_sums_hold(
    const qk_error_block *block, qk_asked_sums asked, vfloat squared_error,
    vfloat squared_restored) {
  if (asked == QK_SUMS_SQUARES) {
    // Those of no error at all are not told from those that vanished.
    return __builtin_reduce_and((squared_error > 1e-30f) & (squared_error < 1e30f)) != 0;
  }
  vint isLost = (squared_error < 1e-30f) & (block->maximum != 0);
  isLost |= (squared_restored < 1e-30f) & (block->zeros != block->length);
  return __builtin_reduce_or(isLost | ~(squared_error + squared_restored < 1e30f)) == 0;
}

QK_LOOP void qk_end_error_block(
    qk_error_block *block, qk_asked_sums asked, const qk_grid *grid, const qk_group *groups,
    qk_element element, const char *weights, size_t end, size_t group_size,
    qk_error_lanes *lanes) {
  vfloat squared_error = qk_sum_of_step(block->squared_error);
  vfloat squared_restored = qk_sum_of_step(block->squared_restored);
  if (qk_sums_hold(block, asked, squared_error, squared_restored)) {
    lanes->squared_error += qk_both_halves(squared_error);
    lanes->squared_restored += qk_both_halves(squared_restored);
    lanes->error += qk_both_halves(block->error);
  } else {
    qk_wide(grid, groups, element, weights, block->start, end, group_size, lanes);
  }
  lanes->maximum = qk_larger(block->maximum, lanes->maximum);
  lanes->zeros += block->zeros;
  *block = qk_empty_block(end);
}

// One step of `vectors` vectors, whose sums are those from `first` on.
QK_LOOP void qk_add_errors_of(
    const qk_grid *grid, qk_nearest nearest, qk_map map, qk_asked_sums asked,
    const qk_spread *group, qk_element element, const char *weights, int first, int vectors,
    qk_error_block *block) {
  vfloat loaded[QK_AT_ONCE], restored[QK_AT_ONCE];
  // The other sums are the same for the same weights, however these are stored.
  if (asked == QK_SUMS_SQUARES) {
    qk_load_vectors(element, vectors, weights, loaded);
  } else {
    qk_load_in_order(element, vectors, weights, loaded);
  }
  qk_restore(grid, nearest, map, group, loaded, restored, vectors);
  QK_EACH(vector, vectors) {
    qk_add_error(block, asked, map, first + vector, loaded[vector], restored[vector]);
  }
  block->length += vectors;
}

// Fewer vectors than QK_AT_ONCE, the last of which may be cut short.
QK_LOOP void qk_add_last_errors(
    const qk_grid *grid, qk_nearest nearest, qk_map map, qk_asked_sums asked,
    const qk_spread *group, qk_element element, const char *weights, size_t count,
    qk_error_block *block, qk_error_lanes *lanes) {
  QK_EACH(vector, QK_AT_ONCE - 1) {
    if (count >= QK_WIDTH) {
      qk_add_errors_of(grid, nearest, map, asked, group, element, weights, vector, 1, block);
      weights += QK_WIDTH * qk_element_size(element);
      count -= QK_WIDTH;
    }
  }
  if (count == 0) return;
  vfloat loaded = qk_load_stored_part(element, weights, count);
  vfloat restored = qk_restore_part(grid, nearest, map, group, loaded, count);
  qk_add_error(block, asked, map, QK_AT_ONCE - 1, loaded, restored);
  block->length++;
  // Lanes without a weight were taken for zeros.
  lanes->zeros += qk_lanes() >= (int32_t)count;
}

// Steps of one group, which keep to registers of their own until all are done.
QK_LOOP void qk_add_whole_steps(
    const qk_grid *grid, qk_nearest nearest, qk_map map, qk_asked_sums asked,
    const qk_spread *group, qk_element element, qk_ahead_kind kind, const char *weights,
    size_t index, size_t end, qk_error_block *block, qk_measuring *measuring) {
  const size_t step = QK_AT_ONCE * QK_WIDTH, size = qk_element_size(element);
  qk_error_block sums = *block;
  qk_measuring measured = *measuring;
  for (; index < end; index += step) {
    const char *place = weights + index * size;
    if (kind == QK_AHEAD_NONE) qk_ask_encoding(place, step * size, size);
    qk_measure_ahead(kind, element, index, &measured);
    qk_add_errors_of(grid, nearest, map, asked, group, element, place, 0, QK_AT_ONCE, &sums);
  }
  *block = sums;
  *measuring = measured;
}

QK_LOOP void qk_errors_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, qk_element element, qk_ahead_kind kind,
    qk_asked_sums asked, const qk_group *groups, const char *weights, size_t count,
    size_t group_size, qk_ahead *ahead, qk_error_lanes *lanes) {
  const size_t step = QK_AT_ONCE * QK_WIDTH, size = qk_element_size(element);
  const size_t longest = qk_steps_per_block * step;
  qk_prepared prepared;
  qk_error_block block = qk_empty_block(0);
  qk_measuring measuring = qk_start_measuring(ahead);
  qk_waiting waiting = qk_start_waiting(ahead);
  for (size_t start = 0, position = 0; start < count; start += group_size, position++) {
    size_t end = count - start < group_size ? count : start + group_size;
    qk_prepare_next(grid, nearest, map, groups, position, count, group_size, &prepared);
    for (size_t index = start, next = 0; index < end; index = next) {
      // No more of a group than a block takes, so that its tables are not in the way of ending one.
      // What is measured on the way has its blocks whatever the groups are.
      next = (kind == QK_AHEAD_NONE ? index : index / longest * longest) + longest;
      if (next > end) next = end;
      int steps = (int)((next - index + step - 1) / step);
      if (block.steps + steps > qk_steps_per_block) {
        qk_end_error_block(
            &block, asked, grid, groups, element, weights, index, group_size, lanes);
      }
      block.steps += steps;
      qk_spread group = qk_spread_group(grid, nearest, map, &prepared, position % qk_prepared_count);
      size_t whole = next - (next - index) % step;
      qk_add_whole_steps(
          grid, nearest, map, asked, &group, element, kind, weights, index, whole, &block,
          &measuring);
      if (kind == QK_AHEAD_NONE && whole < next) {
        qk_add_last_errors(
            grid, nearest, map, asked, &group, element, weights + whole * size, next - whole,
            &block, lanes);
      }
      qk_end_measured_steps(kind, element, next, &measuring);
    }
    qk_end_measured_group(kind, &measuring, &waiting);
  }
  qk_end_error_block(&block, asked, grid, groups, element, weights, count, group_size, lanes);
  qk_end_measuring(kind, element, count, &measuring, &waiting, ahead);
}

// Adds the errors, and measures what comes next.
QK_LOOP void qk_add_errors(
    qk_asked_sums asked, qk_ahead_kind kind, const qk_grid *grid, const qk_group *groups,
    qk_element element, const char *weights, size_t count, size_t group_size, qk_ahead *ahead,
    qk_error_lanes *lanes) {
  if (qk_goes_along(ahead, grid, count, group_size)) {
    QK_ENCODE_ALONG(
        qk_errors_loop, grid, element, kind, asked, groups, weights, count, group_size, ahead,
        lanes);
  } else {
    QK_ENCODE_WITH(
        qk_errors_loop, grid, element, asked, groups, weights, count, group_size, NULL, lanes);
    qk_measure_afterwards(kind, element, count, group_size, ahead);
  }
}

static void qk_errors(
    const qk_grid *grid, const qk_group *groups, qk_element element, const void *weights,
    size_t count, size_t group_size, qk_ahead *ahead, qk_error_sums *sums) {
  qk_error_lanes lanes = {0};
  qk_add_errors(
      QK_SUMS_ALL, QK_AHEAD_ALL, grid, groups, element, weights, count, group_size, ahead, &lanes);
  sums->squared_error += qk_sum(lanes.squared_error);
  sums->squared_restored += qk_sum(lanes.squared_restored);
  sums->error_sum += qk_sum(lanes.error);
  float maximum = qk_largest(lanes.maximum);
  if (maximum > sums->maximum_absolute_error) sums->maximum_absolute_error = maximum;
  sums->zero_count += qk_count(lanes.zeros);
}

static double qk_squared_error(
    const qk_grid *grid, const qk_group *groups, qk_element element, const void *weights,
    size_t count, size_t group_size, qk_ahead *ahead) {
  qk_error_lanes lanes = {0};
  qk_add_errors(
      QK_SUMS_SQUARES, QK_AHEAD_EXTENTS, grid, groups, element, weights, count, group_size, ahead,
      &lanes);
  return qk_sum(lanes.squared_error);
}
