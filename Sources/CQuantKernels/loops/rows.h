// The loops over the groups of a row: extents and codes.

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
