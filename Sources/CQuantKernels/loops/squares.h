// The squared error of the groups of a row, and nothing else; runs and blocks as in errors.h.

typedef struct {
  // Of the run at hand, and of those before it.
  vfloat run, runs;
  // The bits of every error, to tell a sum that vanished from none.
  vint bits;
} qk_square_block;

// Up to QK_AT_ONCE vectors, of which the last weights may be missing.
QK_LOOP void qk_add_squares_of(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const float *weights, size_t count, int vectors, qk_square_block *block) {
#pragma clang fp contract(fast)
  vfloat loaded[QK_AT_ONCE], restored[QK_AT_ONCE];
  QK_EACH(vector, vectors) {
    __builtin_prefetch(weights + vector * QK_WIDTH + qk_ahead);
    loaded[vector] = QK_LOAD(vfloat, weights + vector * QK_WIDTH);
  }
  qk_restore(grid, nearest, map, group, loaded, restored, vectors);
  QK_EACH(vector, vectors) {
    vfloat error = restored[vector] - loaded[vector];
    if (count < (size_t)vectors * QK_WIDTH) {
      vint isThere = qk_lanes() + vector * QK_WIDTH < (int32_t)count;
      error = qk_select(isThere, error, (vfloat){0});
    }
    block->run = block->run + error * error;
    block->bits |= (vint)error;
  }
}

QK_LOOP void qk_end_square_block(
    qk_square_block *block, const qk_grid *grid, const qk_group *groups, const float *weights,
    size_t start, size_t end, size_t group_size, qk_error_lanes *lanes) {
  block->runs += block->run;
  vint isLost = (block->runs < 1e-30f) & (block->bits != 0);
  if (__builtin_reduce_or(isLost | ~(block->runs < 1e30f)) == 0) {
    lanes->squared_error += qk_both_halves(block->runs);
  } else {
    qk_wide(grid, groups, weights, start, end, group_size, lanes);
  }
  *block = (qk_square_block){0};
}

QK_LOOP void qk_squared_error_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t count, size_t group_size, qk_error_lanes *lanes) {
  qk_prepared prepared[qk_prepared_count];
  qk_square_block block = {0};
  size_t block_start = 0, index = 0;
  int vectors = 0, runs = 0;
  for (size_t position = 0; index < count; position++) {
    size_t end = count - index < group_size ? count : index + group_size;
    qk_spread group =
        qk_spread_next(grid, nearest, map, groups, position, count, group_size, prepared);
    while (index < end) {
      if (vectors == qk_run_length) {
        vectors = 0;
        block.runs += block.run;
        block.run = (vfloat){0};
        if (++runs == qk_runs_per_block) {
          qk_end_square_block(&block, grid, groups, weights, block_start, index, group_size, lanes);
          block_start = index;
          runs = 0;
        }
      }
      for (; vectors + QK_AT_ONCE <= qk_run_length && index + QK_AT_ONCE * QK_WIDTH <= end;
           vectors += QK_AT_ONCE, index += QK_AT_ONCE * QK_WIDTH) {
        qk_add_squares_of(
            grid, nearest, map, &group, weights + index, QK_AT_ONCE * QK_WIDTH, QK_AT_ONCE, &block);
      }
      for (; vectors < qk_run_length && index + QK_WIDTH <= end; vectors++, index += QK_WIDTH) {
        qk_add_squares_of(grid, nearest, map, &group, weights + index, QK_WIDTH, 1, &block);
      }
      if (vectors < qk_run_length && index < end) {
        vfloat padded = qk_load_part(weights + index, end - index);
        qk_add_squares_of(
            grid, nearest, map, &group, (const float *)&padded, end - index, 1, &block);
        index = end;
        vectors++;
      }
    }
  }
  qk_end_square_block(&block, grid, groups, weights, block_start, count, group_size, lanes);
}

static double qk_squared_error(
    const qk_grid *grid, const qk_group *groups, const float *weights, size_t count,
    size_t group_size) {
  qk_error_lanes lanes = {0};
  QK_SPECIALIZE(qk_squared_error_loop, grid, groups, weights, count, group_size, &lanes);
  return qk_sum(lanes.squared_error);
}
