// The squared error of the groups of a row, and nothing else.

typedef struct {
  // One for each vector of a step, so that none waits for another. With as many steps as a run has
  // vectors there are fewer roundings than in errors.h.
  vfloat sums[QK_AT_ONCE];
  int steps;
  // Its first weight.
  size_t start;
} qk_square_block;

// Adds `vectors` vectors to the sums from `first` on.
QK_LOOP void qk_add_squares_of(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const float *weights, int first, int vectors, qk_square_block *block) {
#pragma clang fp contract(fast)
  vfloat loaded[QK_AT_ONCE], restored[QK_AT_ONCE];
  if (vectors == QK_AT_ONCE) qk_ask_encoding(weights, QK_AT_ONCE * QK_WIDTH);
  QK_EACH(vector, vectors) loaded[vector] = QK_LOAD(vfloat, weights + vector * QK_WIDTH);
  qk_restore(grid, nearest, map, group, loaded, restored, vectors);
  QK_EACH(vector, vectors) {
    vfloat error = restored[vector] - loaded[vector];
    block->sums[first + vector] = block->sums[first + vector] + error * error;
  }
}

// Fewer vectors than QK_AT_ONCE, the last of which may be cut short.
QK_LOOP void qk_add_last_squares(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const float *weights, size_t count, qk_square_block *block) {
  QK_EACH(vector, QK_AT_ONCE - 1) {
    if (count >= QK_WIDTH) {
      qk_add_squares_of(grid, nearest, map, group, weights, vector, 1, block);
      weights += QK_WIDTH;
      count -= QK_WIDTH;
    }
  }
  if (count == 0) return;
  vfloat loaded = qk_load_part(weights, count);
  vfloat error = qk_restore_part(grid, nearest, map, group, loaded, count) - loaded;
  block->sums[QK_AT_ONCE - 1] += error * error;
}

QK_LOOP void qk_end_square_block(
    qk_square_block *block, const qk_grid *grid, const qk_group *groups, const float *weights,
    size_t end, size_t group_size, qk_error_lanes *lanes) {
  vfloat sum = block->sums[0];
  for (int vector = 1; vector < QK_AT_ONCE; vector++) sum += block->sums[vector];
  // Sums that may have vanished are taken again, and with them those of no error at all.
  if (__builtin_reduce_and((sum > 1e-30f) & (sum < 1e30f)) != 0) {
    lanes->squared_error += qk_both_halves(sum);
  } else {
    qk_wide(grid, groups, weights, block->start, end, group_size, lanes);
  }
  *block = (qk_square_block){.start = end};
}

QK_LOOP void qk_squared_error_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t count, size_t group_size, qk_error_lanes *lanes) {
  const size_t step = QK_AT_ONCE * QK_WIDTH;
  qk_prepared prepared[qk_prepared_count];
  qk_square_block block = {0};
  for (size_t start = 0, position = 0; start < count; start += group_size, position++) {
    size_t end = count - start < group_size ? count : start + group_size;
    qk_spread group =
        qk_spread_next(grid, nearest, map, groups, position, count, group_size, prepared);
    for (size_t index = start; index < end; index += step) {
      if (block.steps++ == qk_run_length) {
        qk_end_square_block(&block, grid, groups, weights, index, group_size, lanes);
        block.steps = 1;
      }
      if (index + step <= end) {
        qk_add_squares_of(grid, nearest, map, &group, weights + index, 0, QK_AT_ONCE, &block);
      } else {
        qk_add_last_squares(grid, nearest, map, &group, weights + index, end - index, &block);
      }
    }
  }
  qk_end_square_block(&block, grid, groups, weights, count, group_size, lanes);
}

static double qk_squared_error(
    const qk_grid *grid, const qk_group *groups, const float *weights, size_t count,
    size_t group_size) {
  qk_error_lanes lanes = {0};
  QK_SPECIALIZE(qk_squared_error_loop, grid, groups, weights, count, group_size, &lanes);
  return qk_sum(lanes.squared_error);
}
