// The loops over the groups of a row: extents, errors, codes.

static void qk_extents(
    const float *weights, size_t count, size_t group_size, float *high, float *low) {
  for (size_t start = 0, group = 0; start < count; start += group_size, group++) {
    const float *first = weights + start;
    size_t length = count - start < group_size ? count - start : group_size;
    vfloat highest = {0}, lowest = {0};
    size_t index = 0;
    for (; index + QK_WIDTH <= length; index += QK_WIDTH) {
      vfloat loaded = QK_LOAD(vfloat, first + index);
      highest = qk_larger(loaded, highest);
      lowest = qk_smaller(loaded, lowest);
    }
    if (index < length) {
      vfloat loaded = qk_load_part(first + index, length - index);
      highest = qk_larger(loaded, highest);
      lowest = qk_smaller(loaded, lowest);
    }
    high[group] = qk_largest(highest);
    low[group] = qk_smallest(lowest);
  }
}

typedef struct {
  vdouble squared_error, squared_weight, squared_restored, product, error, maximum;
  vint zeroed;
} qk_error_lanes;

QK_LOOP void qk_add_half(qk_error_lanes *lanes, vdouble weights, vdouble restored) {
  vdouble error = restored - weights;
  lanes->squared_error = qk_add_product(lanes->squared_error, error, error);
  lanes->squared_weight = qk_add_product(lanes->squared_weight, weights, weights);
  lanes->squared_restored = qk_add_product(lanes->squared_restored, restored, restored);
  lanes->product = qk_add_product(lanes->product, weights, restored);
  lanes->error += error;
  vdouble magnitude = __builtin_elementwise_abs(error);
  lanes->maximum = magnitude > lanes->maximum ? magnitude : lanes->maximum;
}

QK_LOOP void qk_add_errors(qk_error_lanes *lanes, vfloat weights, vfloat restored) {
  qk_add_half(lanes, qk_low_half(weights), qk_low_half(restored));
  qk_add_half(lanes, qk_high_half(weights), qk_high_half(restored));
  lanes->zeroed -= (weights != 0) & (restored == 0);
}

QK_LOOP void qk_errors_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t count, size_t group_size, qk_error_sums *sums) {
  qk_error_lanes lanes = {0};
  for (size_t start = 0; start < count; start += group_size, groups++) {
    const float *first = weights + start;
    size_t length = count - start < group_size ? count - start : group_size;
    qk_spread group = qk_spread_group(grid, nearest, map, groups);
    size_t index = 0;
    for (; index + QK_WIDTH <= length; index += QK_WIDTH) {
      vfloat loaded = QK_LOAD(vfloat, first + index);
      qk_add_errors(&lanes, loaded, qk_restore(grid, nearest, map, &group, loaded));
    }
    if (index < length) {
      vfloat loaded = qk_load_part(first + index, length - index);
      vint isWeight = qk_lanes() < (int32_t)(length - index);
      vfloat restored = qk_restore(grid, nearest, map, &group, loaded);
      qk_add_errors(&lanes, loaded, qk_select(isWeight, restored, (vfloat){0}));
    }
  }
  sums->squared_error += qk_sum(lanes.squared_error);
  sums->squared_weight += qk_sum(lanes.squared_weight);
  sums->squared_restored += qk_sum(lanes.squared_restored);
  sums->product += qk_sum(lanes.product);
  sums->error_sum += qk_sum(lanes.error);
  double maximum = __builtin_reduce_max(lanes.maximum);
  if (maximum > sums->maximum_absolute_error) sums->maximum_absolute_error = maximum;
  sums->zeroed_count += qk_count(lanes.zeroed);
}

static void qk_errors(
    const qk_grid *grid, const qk_group *groups, const float *weights, size_t count,
    size_t group_size, qk_error_sums *sums) {
  QK_SPECIALIZE(qk_errors_loop, grid, groups, weights, count, group_size, sums);
}

QK_LOOP void qk_encode_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t count, size_t group_size, uint8_t *codes) {
  for (size_t start = 0; start < count; start += group_size, groups++) {
    size_t end = count - start < group_size ? count : start + group_size;
    qk_spread group = qk_spread_group(grid, nearest, map, groups);
    size_t index = start;
    for (; index + QK_WIDTH <= end; index += QK_WIDTH) {
      vfloat loaded = QK_LOAD(vfloat, weights + index);
      vbyte bytes =
          __builtin_convertvector(qk_code_of(grid, nearest, map, &group, loaded), vbyte);
      memcpy(codes + index, &bytes, sizeof bytes);
    }
    if (index < end) {
      vfloat loaded = qk_load_part(weights + index, end - index);
      vbyte bytes =
          __builtin_convertvector(qk_code_of(grid, nearest, map, &group, loaded), vbyte);
      memcpy(codes + index, &bytes, end - index);
    }
  }
}

static void qk_encode(
    const qk_grid *grid, const qk_group *groups, const float *weights, size_t count,
    size_t group_size, uint8_t *codes) {
  QK_SPECIALIZE(qk_encode_loop, grid, groups, weights, count, group_size, codes);
}
