// The loop over the candidates for one group's scales.

// Weights between two looks at whether a candidate can still win.
enum { qk_patience = 64 };

QK_LOOP void qk_squared_errors_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *candidates,
    size_t candidate_count, const float *weights, size_t count, int gives_up,
    double *squared_errors) {
  double least = INFINITY;
  for (size_t candidate = 0; candidate < candidate_count; candidate++) {
    qk_spread group = qk_spread_group(grid, nearest, map, candidates + candidate);
    vdouble low = {0}, high = {0};
    size_t index = 0;
    for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
      vfloat loaded = QK_LOAD(vfloat, weights + index);
      vfloat restored = qk_restore(grid, nearest, map, &group, loaded);
      vdouble low_error = qk_low_half(restored) - qk_low_half(loaded);
      vdouble high_error = qk_high_half(restored) - qk_high_half(loaded);
      low = qk_add_product(low, low_error, low_error);
      high = qk_add_product(high, high_error, high_error);
      if (gives_up && index % qk_patience == qk_patience - QK_WIDTH && qk_sum(low + high) > least)
        break;
    }
    if (index < count && count - index < QK_WIDTH) {
      vfloat loaded = qk_load_part(weights + index, count - index);
      vint isWeight = qk_lanes() < (int32_t)(count - index);
      vfloat restored = qk_restore(grid, nearest, map, &group, loaded);
      restored = qk_select(isWeight, restored, (vfloat){0});
      vdouble low_error = qk_low_half(restored) - qk_low_half(loaded);
      vdouble high_error = qk_high_half(restored) - qk_high_half(loaded);
      low = qk_add_product(low, low_error, low_error);
      high = qk_add_product(high, high_error, high_error);
    }
    squared_errors[candidate] = qk_sum(low + high);
    if (squared_errors[candidate] < least) least = squared_errors[candidate];
  }
}

static void qk_squared_errors(
    const qk_grid *grid, const qk_group *candidates, size_t candidate_count, const float *weights,
    size_t count, int gives_up, double *squared_errors) {
  QK_SPECIALIZE(
      qk_squared_errors_loop, grid, candidates, candidate_count, weights, count, gives_up,
      squared_errors);
}
