// What every scheme needs of the weights: their squares and zeros, and the extents of groups.
//
// Squares are added up in float32 over a run of at most eight vectors, these over a block of at most
// four runs, and blocks in float64. Where the sums are cut into runs and blocks depends on the place
// of a weight alone and not on the groups, so that every scheme meets the same sums.

enum { qk_run_length = 8, qk_runs_per_block = 4 };

typedef struct {
  vdouble squared;
  vint zeros;
} qk_weight_lanes;

QK_LOOP void qk_add_wide_squares(
    qk_weight_lanes *lanes, qk_element element, const char *weights, size_t count) {
  const size_t size = qk_element_size(element);
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    size_t left = count - index < QK_WIDTH ? count - index : QK_WIDTH;
    vfloat loaded = qk_load_stored_part(element, weights + index * size, left);
    vdouble low = qk_low_half(loaded), high = qk_high_half(loaded);
    lanes->squared += low * low + high * high;
  }
}

// What is measured of a run.
typedef struct {
  vfloat squares;
  qk_extent_lanes extents;
} qk_measured;

// Adds `count` vectors of each of `rows` runs, which lie `stride` bytes apart.
QK_LOOP void qk_measure_vectors(
    qk_element element, int rows, int count, const char *weights, size_t stride, vint one,
    vint *zeros, qk_measured *runs) {
  const size_t size = qk_element_size(element);
  QK_EACH(row, rows) {
    vfloat loaded[2];
    const char *place = weights + row * stride;
    qk_ask_measuring(place, count * QK_WIDTH * size, size);
    qk_load_in_order(element, count, place, loaded);
    QK_EACH(vector, count) {
      runs[row].squares =
          qk_add_float_product(runs[row].squares, loaded[vector], loaded[vector]);
      *zeros = loaded[vector] == 0 ? *zeros + one : *zeros;
      qk_extend(&runs[row].extents, loaded[vector]);
    }
  }
}

// `rows` runs of `count` weights each, side by side: their squares, added up to one run's terms a
// lane for each of them, their zeros and the extents of each. `one` is 1, hidden from the compiler
// (see qk_ladder).
QK_LOOP vfloat qk_measure_runs(
    qk_element element, int rows, const char *weights, size_t count, vint one, vint *zeros,
    float *high, float *low) {
  const size_t size = qk_element_size(element), stride = count * size;
  qk_measured runs[QK_ROW_BLOCK] = {{{0}, {{0}, {0}}}};
  vfloat sum = {0};
  size_t index = 0;
  for (; index + 2 * QK_WIDTH <= count; index += 2 * QK_WIDTH) {
    qk_measure_vectors(element, rows, 2, weights + index * size, stride, one, zeros, runs);
  }
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    qk_measure_vectors(element, rows, 1, weights + index * size, stride, one, zeros, runs);
  }
  if (index < count) {
    QK_EACH(row, rows) {
      const char *rest = weights + row * stride + index * size;
      vfloat loaded = qk_load_stored_part(element, rest, count - index);
      runs[row].squares += loaded * loaded;
      *zeros -= (loaded == 0) & (qk_lanes() < (int32_t)(count - index));
      qk_extend(&runs[row].extents, loaded);
    }
  }
  qk_extent_lanes extents[QK_ROW_BLOCK];
  QK_EACH(row, rows) {
    sum += runs[row].squares;
    extents[row] = runs[row].extents;
  }
  qk_fold_extents(rows, extents, high, low);
  return sum;
}

QK_LOOP void qk_add_squares(
    qk_weight_lanes *lanes, vfloat squares, vint zeros, qk_element element, const char *weights,
    size_t count) {
  lanes->zeros += zeros;
  // Lanes without a weight are taken for lost, which costs a tail its second look.
  vint isLost = (squares < 1e-30f) & (zeros * QK_WIDTH < (int32_t)count);
  if (__builtin_reduce_or(isLost | ~(squares < 1e30f)) == 0) {
    lanes->squared += qk_both_halves(squares);
  } else {
    qk_add_wide_squares(lanes, element, weights, count);
  }
}

// Returns whether all weights are finite.
QK_LOOP int qk_add_weight_sums(const qk_weight_lanes *lanes, qk_weight_sums *sums) {
  double squared = qk_sum(lanes->squared);
  sums->squared_weight += squared;
  sums->zero_count += qk_count(lanes->zeros);
  // Squares of float32 numbers do not overflow float64.
  return squared < INFINITY;
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

QK_LOOP int qk_measure_of(
    qk_element element, const char *weights, size_t count, size_t group_size, float *high,
    float *low, qk_weight_sums *sums) {
  const size_t run = qk_run_length * QK_WIDTH, block = qk_runs_per_block * run;
  const size_t size = qk_element_size(element);
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
      const char *place = weights + index * size;
      int rows = end - index >= QK_ROW_BLOCK * run ? QK_ROW_BLOCK : 1;
      length = end - index < run ? end - index : run;
      if (rows > 1) {
        squares += qk_measure_runs(
            element, QK_ROW_BLOCK, place, run, one, &zeros, highest, lowest);
      } else {
        squares += qk_measure_runs(element, 1, place, length, one, &zeros, highest, lowest);
      }
      for (int row = 0; joins && row < rows; row++) {
        qk_join_run(&groups, highest[row], lowest[row], length);
      }
      length *= rows;
    }
    qk_add_squares(&lanes, squares, zeros, element, weights + start * size, end - start);
  }
  if (!joins) qk_extents_of(element, weights, count, group_size, high, low);
  return qk_add_weight_sums(&lanes, sums);
}

static int qk_measure(
    qk_element element, const void *weights, size_t count, size_t group_size, float *high,
    float *low, qk_weight_sums *sums) {
  QK_FOR_ELEMENT(qk_measure_of, element, weights, count, group_size, high, low, sums)
}
