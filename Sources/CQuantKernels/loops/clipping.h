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
QK_LOOP double qk_quick_squared_error(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *candidate,
    const float *weights, size_t count, double limit) {
#pragma clang fp contract(fast)
  qk_spread group = qk_spread_one(grid, nearest, map, candidate);
  double sum = 0;
  const size_t run = qk_run_length * QK_WIDTH;
  for (size_t start = 0; start < count && sum <= limit; start += run) {
    size_t end = count - start < run ? count : start + run;
    vfloat squares = {0};
    size_t index = start;
    for (; index + QK_WIDTH <= end; index += QK_WIDTH) {
      vfloat loaded = QK_LOAD(vfloat, weights + index);
      vfloat restored;
      qk_restore(grid, nearest, map, &group, &loaded, &restored, 1);
      vfloat error = restored - loaded;
      squares = squares + error * error;
    }
    if (index < end) {
      vfloat loaded = qk_load_part(weights + index, end - index);
      vfloat restored = qk_restore_part(grid, nearest, map, &group, loaded, end - index);
      squares = squares + (restored - loaded) * (restored - loaded);
    }
    sum += qk_sum(qk_low_half(squares) + qk_high_half(squares));
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

QK_LOOP void qk_squared_errors_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *candidates,
    size_t candidate_count, const float *weights, size_t count, int gives_up,
    double *squared_errors) {
  double limit = INFINITY;
  if (gives_up && qk_largest_is_moderate(weights, count)) {
    double least = INFINITY;
    for (size_t candidate = 0; candidate < candidate_count; candidate++) {
      // Twice the precision of both sums.
      limit = least * (1 + 4e-6) + 1e-35;
      squared_errors[candidate] = qk_quick_squared_error(
          grid, nearest, map, candidates + candidate, weights, count, limit);
      if (squared_errors[candidate] < least) least = squared_errors[candidate];
    }
    limit = least * (1 + 4e-6) + 1e-35;
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
