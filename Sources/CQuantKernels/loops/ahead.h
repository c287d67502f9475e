// Measuring the weights that come next while others are encoded.
//
// Neither waits for the other, so the memory is asked at an even pace all the while. This is for
// grids with cells and groups of whole runs (see weights.h); where it is not so, what comes next is
// measured afterwards.

#ifdef QK_HAS_CELLS
// Runs are added up one by one here and side by side in qk_measure: the sums are the same as long as
// all of a block's runs are side by side there.
_Static_assert(qk_runs_per_block == QK_ROW_BLOCK, "runs in another order");
#endif

// What is measured.
typedef enum {
  QK_AHEAD_NONE,
  QK_AHEAD_EXTENTS,
  // All that qk_measure finds.
  QK_AHEAD_ALL,
} qk_ahead_kind;

// Extents of groups that are not folded yet.
typedef struct {
  qk_extent_lanes groups[QK_ROW_BLOCK];
  int count;
  float *high, *low;
} qk_waiting;

typedef struct {
  const char *weights;
  qk_extent_lanes group;
  // Of the run at hand, and of those before it in the block.
  vfloat run, squares;
  vint zeros;
  // 1, hidden from the compiler (see qk_ladder).
  vint one;
  qk_weight_lanes lanes;
} qk_measuring;

QK_LOOP qk_measuring qk_start_measuring(const qk_ahead *ahead) {
  qk_measuring measuring = {.one = (vint){0} + 1};
  QK_HIDE(measuring.one);
  if (ahead != NULL) measuring.weights = ahead->weights;
  return measuring;
}

QK_LOOP qk_waiting qk_start_waiting(const qk_ahead *ahead) {
  qk_waiting waiting = {.count = 0};
  if (ahead == NULL) return waiting;
  waiting.high = ahead->high;
  waiting.low = ahead->low;
  return waiting;
}

// Weights `start` to `end` are a block of their own.
QK_LOOP void qk_end_measured_block(
    qk_element element, size_t start, size_t end, qk_measuring *measuring) {
  qk_add_squares(
      &measuring->lanes, measuring->squares, measuring->zeros, element,
      measuring->weights + start * qk_element_size(element), end - start);
  measuring->squares = (vfloat){0};
  measuring->zeros = (vint){0};
}

// Measures QK_AT_ONCE vectors from the weight at `index` on.
QK_LOOP void qk_measure_ahead(
    qk_ahead_kind kind, qk_element element, size_t index, qk_measuring *measuring) {
  if (kind == QK_AHEAD_NONE) return;
  const size_t size = qk_element_size(element), count = QK_AT_ONCE * QK_WIDTH;
  const char *place = measuring->weights + index * size;
  vfloat loaded[QK_AT_ONCE];
  qk_ask_evenly(place, count * size);
  if (kind == QK_AHEAD_EXTENTS) {
    qk_load_vectors(element, QK_AT_ONCE, place, loaded);
  } else {
    qk_load_in_order(element, QK_AT_ONCE, place, loaded);
  }
  QK_EACH(vector, QK_AT_ONCE) {
    qk_extend(&measuring->group, loaded[vector]);
    if (kind == QK_AHEAD_EXTENTS) continue;
    measuring->run = qk_add_float_product(measuring->run, loaded[vector], loaded[vector]);
    measuring->zeros = loaded[vector] == 0 ? measuring->zeros + measuring->one : measuring->zeros;
  }
  if (kind == QK_AHEAD_EXTENTS || (index + count) % (qk_run_length * QK_WIDTH) != 0) return;
  measuring->squares += measuring->run;
  measuring->run = (vfloat){0};
}

// Runs and blocks are those of qk_measure.
QK_LOOP void qk_end_measured_steps(
    qk_ahead_kind kind, qk_element element, size_t end, qk_measuring *measuring) {
  const size_t block = qk_runs_per_block * qk_run_length * QK_WIDTH;
  if (kind != QK_AHEAD_ALL || end % block != 0) return;
  qk_end_measured_block(element, end - block, end, measuring);
}

QK_LOOP void qk_fold_waiting(int rows, qk_waiting *waiting) {
  qk_fold_extents(rows, waiting->groups, waiting->high, waiting->low);
  waiting->high += rows;
  waiting->low += rows;
}

QK_LOOP void qk_end_measured_group(
    qk_ahead_kind kind, qk_measuring *measuring, qk_waiting *waiting) {
  if (kind == QK_AHEAD_NONE) return;
  waiting->groups[waiting->count++] = measuring->group;
  measuring->group = (qk_extent_lanes){{0}, {0}};
  if (waiting->count < QK_ROW_BLOCK) return;
  qk_fold_waiting(QK_ROW_BLOCK, waiting);
  waiting->count = 0;
}

QK_LOOP void qk_end_measuring(
    qk_ahead_kind kind, qk_element element, size_t count, qk_measuring *measuring,
    qk_waiting *waiting, qk_ahead *ahead) {
  if (kind == QK_AHEAD_NONE) return;
  for (int row = 0; row < waiting->count; row++) {
    waiting->groups[0] = waiting->groups[row];
    qk_fold_waiting(1, waiting);
  }
  if (kind == QK_AHEAD_EXTENTS) return;
  size_t left = count % (qk_runs_per_block * qk_run_length * QK_WIDTH);
  if (left > 0) qk_end_measured_block(element, count - left, count, measuring);
  ahead->are_finite = qk_add_weight_sums(&measuring->lanes, ahead->sums);
}

// Whether what comes next can be measured on the way.
QK_LOOP int qk_goes_along(
    const qk_ahead *ahead, const qk_grid *grid, size_t count, size_t group_size) {
#ifdef QK_HAS_CELLS
  const size_t run = qk_run_length * QK_WIDTH;
  return ahead != NULL && grid->nearest == QK_NEAREST_CELLS && group_size % run == 0
         && count % group_size == 0;
#else
  (void)ahead, (void)grid, (void)count, (void)group_size;
  return 0;
#endif
}

// The same where it was not.
static void qk_measure_afterwards(
    qk_ahead_kind kind, qk_element element, size_t count, size_t group_size, qk_ahead *ahead) {
  if (ahead == NULL) return;
  if (kind == QK_AHEAD_EXTENTS) {
    qk_extents(element, ahead->weights, count, group_size, ahead->high, ahead->low);
  } else {
    ahead->are_finite = qk_measure(
        element, ahead->weights, count, group_size, ahead->high, ahead->low, ahead->sums);
  }
}

// Calls `loop` with everything that decides how it goes as a constant: the element, the kind, and
// the grid's rule and map.
#define QK_ENCODE_WITH(loop, grid, element, ...) \
  do { \
    if (element == QK_ELEMENT_BF16) { \
      QK_SPECIALIZE(loop, grid, QK_ELEMENT_BF16, QK_AHEAD_NONE, __VA_ARGS__); \
    } else { \
      QK_SPECIALIZE(loop, grid, QK_ELEMENT_F32, QK_AHEAD_NONE, __VA_ARGS__); \
    } \
  } while (0)
#define QK_ENCODE_ALONG(loop, grid, element, kind, ...) \
  do { \
    if (element == QK_ELEMENT_BF16) { \
      QK_SPECIALIZE_CELLS(loop, grid, QK_ELEMENT_BF16, kind, __VA_ARGS__); \
    } else { \
      QK_SPECIALIZE_CELLS(loop, grid, QK_ELEMENT_F32, kind, __VA_ARGS__); \
    } \
  } while (0)
