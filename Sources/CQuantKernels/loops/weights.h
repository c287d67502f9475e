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

// `rows` runs of `count` weights each, side by side: their squares, added up to one run's terms a
// lane for each of them, their zeros and the extents of each. `one` is 1, hidden from the compiler
// (see qk_ladder).
QK_LOOP vfloat qk_measure_runs(
    int rows, const float *weights, size_t count, vint one, vint *zeros, float *high,
    float *low) {
#pragma clang fp contract(fast)
  vfloat squares[QK_ROW_BLOCK] = {{0}}, sum = {0};
  qk_extent_lanes extents[QK_ROW_BLOCK] = {{{0}, {0}}};
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    QK_EACH(row, rows) {
      const float *place = weights + row * count + index;
      qk_ask_measuring(place, QK_WIDTH);
      vfloat loaded = QK_LOAD(vfloat, place);
      squares[row] = squares[row] + loaded * loaded;
      *zeros = loaded == 0 ? *zeros + one : *zeros;
      qk_extend(extents + row, loaded);
    }
  }
  if (index < count) {
    QK_EACH(row, rows) {
      vfloat loaded = qk_load_part(weights + row * count + index, count - index);
      squares[row] = squares[row] + loaded * loaded;
      *zeros -= (loaded == 0) & (qk_lanes() < (int32_t)(count - index));
      qk_extend(extents + row, loaded);
    }
  }
  qk_fold_extents(rows, extents, high, low);
  QK_EACH(row, rows) sum += squares[row];
  return sum;
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

// The extents of the group at hand from those of its runs.
typedef struct {
  float *high, *low;
  size_t size, left;
} qk_group_extents;

QK_LOOP void qk_join_run(qk_group_extents *groups, float high, float low, size_t length) {
  int isFirst = groups->left == 0;
  if (isFirst) groups->left = groups->size;
  *groups->high = isFirst || high > *groups->high ? high : *groups->high;
  *groups->low = isFirst || low < *groups->low ? low : *groups->low;
  groups->left -= groups->left < length ? groups->left : length;
  if (groups->left == 0) groups->high++, groups->low++;
}

static int qk_measure(
    const float *weights, size_t count, size_t group_size, float *high, float *low,
    qk_weight_sums *sums) {
  const size_t run = qk_run_length * QK_WIDTH, block = qk_runs_per_block * run;
  // Groups of whole runs are measured on the way.
  int joins = group_size % run == 0 || group_size >= count;
  qk_group_extents groups = {high, low, group_size, 0};
  qk_weight_lanes lanes = {0};
  vint one = (vint){0} + 1;
  QK_HIDE(one);
  for (size_t start = 0; start < count; start += block) {
    size_t end = count - start < block ? count : start + block;
    vfloat squares = {0};
    vint zeros = {0};
    for (size_t index = start, length = 0; index < end; index += length) {
      float highest[QK_ROW_BLOCK], lowest[QK_ROW_BLOCK];
      int rows = end - index >= QK_ROW_BLOCK * run ? QK_ROW_BLOCK : 1;
      length = end - index < run ? end - index : run;
      if (rows > 1) {
        squares +=
            qk_measure_runs(QK_ROW_BLOCK, weights + index, run, one, &zeros, highest, lowest);
      } else {
        squares += qk_measure_runs(1, weights + index, length, one, &zeros, highest, lowest);
      }
      for (int row = 0; joins && row < rows; row++) {
        qk_join_run(&groups, highest[row], lowest[row], length);
      }
      length *= rows;
    }
    qk_add_squares(&lanes, squares, zeros, weights + start, end - start);
  }
  if (!joins) qk_extents(QK_ELEMENT_F32, weights, count, group_size, high, low);
  double squared = qk_sum(lanes.squared);
  sums->squared_weight += squared;
  sums->zero_count += qk_count(lanes.zeros);
  // Squares of float32 numbers do not overflow float64.
  return squared < INFINITY;
}
