// The loop over the candidates for one group's scales.

// Σ(ŵ − w)² of one group in float64.
QK_LOOP double qk_exact_squared_error(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *candidate,
    const float *weights, size_t count) {
  qk_spread group = qk_spread_one(grid, nearest, map, candidate);
  vdouble low = {0}, high = {0};
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    size_t left = count - index < QK_WIDTH ? count - index : QK_WIDTH;
    vfloat loaded = qk_load_part(weights + index, left);
    vfloat restored = qk_restore_part(grid, nearest, map, &group, loaded, left);
    vdouble low_error = qk_low_half(restored) - qk_low_half(loaded);
    vdouble high_error = qk_high_half(restored) - qk_high_half(loaded);
    low = qk_add_product(low, low_error, low_error);
    high = qk_add_product(high, high_error, high_error);
  }
  return qk_sum(low + high);
}

// The same in float32 lanes over runs of eight vectors: within 1e-6 of itself and 1e-36, for
// weights that are moderate. Stops with a part of it once it exceeds `limit`.
//
QK_LOOP double qk_quick_squared_error(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_prepared *candidate,
    const float *weights, size_t count, double limit) {
  const size_t step = QK_AT_ONCE * QK_WIDTH;
  qk_spread group = qk_spread_group(grid, nearest, candidate);
  double sum = 0;
  for (size_t index = 0; index < count && sum <= limit; index += 2 * step) {
    qk_square_block block = {0};
    for (size_t place = index; place < count && place < index + 2 * step; place += step) {
      if (place + step <= count) {
        qk_add_squares_of(grid, nearest, map, &group, weights + place, 0, QK_AT_ONCE, &block);
      } else {
        qk_add_last_squares(grid, nearest, map, &group, weights + place, count - place, &block);
      }
    }
    vfloat squares = block.sums[0];
    for (int vector = 1; vector < QK_AT_ONCE; vector++) squares += block.sums[vector];
    sum += qk_sum(qk_both_halves(squares));
  }
  return sum;
}

// Whether every weight is 0 or within 1e±15, where squares keep their precision in float32.
QK_LOOP int qk_largest_is_moderate(const float *weights, size_t count) {
  vfloat largest = {0};
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    size_t left = count - index < QK_WIDTH ? count - index : QK_WIDTH;
    largest = qk_larger_magnitude(qk_load_part(weights + index, left), largest);
  }
  float magnitude = qk_largest(largest);
  return magnitude == 0 || (magnitude > 1e-15f && magnitude < 1e15f);
}

// How far each of QK_WIDTH candidates reaches: nothing is restored beyond.
typedef struct {
  vfloat high, low;
} qk_candidate_reach;

QK_LOOP qk_candidate_reach qk_reach_of(
    const qk_grid *grid, qk_map map, const qk_group *candidates, size_t count) {
  qk_candidate_reach reach = {{0}, {0}};
  for (size_t lane = 0; lane < count; lane++) {
    float positive = candidates[lane].positive_scale * grid->tensor_scale;
    float negative = candidates[lane].negative_scale * grid->tensor_scale;
    if (map == QK_MAP_ZERO_POINT) {
      reach.high[lane] = (grid->largest_code - candidates[lane].zero_point) * positive;
      reach.low[lane] = -candidates[lane].zero_point * positive;
    } else {
      reach.high[lane] = grid->maximum * positive + candidates[lane].offset;
      reach.low[lane] = grid->minimum * negative + candidates[lane].offset;
    }
  }
  return reach;
}

// The largest and the smallest weight of every lane, infinite where it has none.
typedef struct {
  float high[QK_WIDTH], low[QK_WIDTH];
} qk_outermost;

QK_LOOP qk_outermost qk_outermost_of(const float *weights, size_t count) {
  vfloat high = qk_splat(-INFINITY), low = qk_splat(INFINITY);
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    size_t left = count - index < QK_WIDTH ? count - index : QK_WIDTH;
    vint isThere = qk_lanes() < (int32_t)left;
    vfloat loaded = qk_load_part(weights + index, left);
    high = qk_larger(qk_select(isThere, loaded, high), high);
    low = qk_smaller(qk_select(isThere, loaded, low), low);
  }
  qk_outermost outermost;
  memcpy(outermost.high, &high, sizeof high);
  memcpy(outermost.low, &low, sizeof low);
  return outermost;
}

// What the outermost alone lose under each candidate, at most what all weights do: one that is both
// in its lane cannot lie beyond both ends.
QK_LOOP vfloat qk_least_squared_errors(
    const qk_outermost *outermost, const qk_candidate_reach *reach) {
  vfloat squares = {0};
  QK_EACH(lane, QK_WIDTH) {
    vfloat above = qk_larger(qk_splat(outermost->high[lane]) - reach->high, (vfloat){0});
    vfloat below = qk_larger(reach->low - qk_splat(outermost->low[lane]), (vfloat){0});
    squares += above * above + below * below;
  }
  // Its own roundings.
  return squares * (1 - 1e-5f);
}

// The most that a sum may be to come from the candidate with the least one: twice the precision of
// both.
QK_LOOP double qk_limit(double least) { return least * (1 + 4e-6) + 1e-35; }

// The quick sums of those candidates that are not out of the question, infinity for the others.
// Returns the least of them.
QK_LOOP double qk_quick_squared_errors(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *candidates,
    size_t candidate_count, const float *weights, size_t count, double *squared_errors) {
  qk_outermost outermost = qk_outermost_of(weights, count);
  double least = INFINITY;
  for (size_t first = 0; first < candidate_count; first += QK_WIDTH) {
    size_t width = candidate_count - first < QK_WIDTH ? candidate_count - first : QK_WIDTH;
    qk_candidate_reach reach = qk_reach_of(grid, map, candidates + first, width);
    vfloat bounds = qk_least_squared_errors(&outermost, &reach);
    qk_prepared prepared[QK_WIDTH];
    for (size_t lane = 0; lane < width; lane++) {
      if (bounds[lane] > qk_limit(least)) continue;
      qk_prepare(grid, nearest, map, candidates + first + lane, 1, prepared + lane);
    }
    for (size_t lane = 0; lane < width; lane++) {
      double limit = qk_limit(least), *sum = squared_errors + first + lane;
      *sum = bounds[lane] > limit
                 ? INFINITY
                 : qk_quick_squared_error(
                     grid, nearest, map, prepared + lane, weights, count, limit);
      if (*sum < least) least = *sum;
    }
  }
  return least;
}

// As many weights of a group as are copied to have room behind them.
enum { qk_most_judged = 1024 };

QK_LOOP void qk_squared_errors_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *candidates,
    size_t candidate_count, const float *weights, size_t count, int gives_up,
    double *squared_errors) {
  double limit = INFINITY;
  if (gives_up && count <= qk_most_judged && qk_largest_is_moderate(weights, count)) {
    float padded[qk_most_judged + QK_AT_ONCE * QK_WIDTH];
    memcpy(padded, weights, count * sizeof *weights);
    memset(padded + count, 0, QK_AT_ONCE * QK_WIDTH * sizeof *weights);
    limit = qk_limit(qk_quick_squared_errors(
        grid, nearest, map, candidates, candidate_count, padded, count, squared_errors));
  }
  // Only those that may be the least are told apart to the last bit.
  for (size_t candidate = 0; candidate < candidate_count; candidate++) {
    if (limit < INFINITY && squared_errors[candidate] > limit) continue;
    squared_errors[candidate] = qk_exact_squared_error(
        grid, nearest, map, candidates + candidate, weights, count);
  }
}

static void qk_squared_errors(
    const qk_grid *grid, const qk_group *candidates, size_t candidate_count, const float *weights,
    size_t count, int gives_up, double *squared_errors) {
  QK_SPECIALIZE(
      qk_squared_errors_loop, grid, candidates, candidate_count, weights, count, gives_up,
      squared_errors);
}
