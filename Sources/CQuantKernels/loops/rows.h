// The loops over the groups of a row: extents and codes.

// The largest and the smallest lanes of a group.
typedef struct {
  vfloat highest, lowest;
} qk_extent_lanes;

QK_LOOP qk_extent_lanes qk_extent_lanes_of(const float *weights, size_t count) {
  qk_extent_lanes extents = {{0}, {0}};
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vfloat loaded = QK_LOAD(vfloat, weights + index);
    extents.highest = qk_larger(loaded, extents.highest);
    extents.lowest = qk_smaller(loaded, extents.lowest);
  }
  if (index < count) {
    vfloat loaded = qk_load_part(weights + index, count - index);
    extents.highest = qk_larger(loaded, extents.highest);
    extents.lowest = qk_smaller(loaded, extents.lowest);
  }
  return extents;
}

static void qk_extents(
    const float *weights, size_t count, size_t group_size, float *high, float *low) {
  size_t start = 0, group = 0;
  // Four groups are folded at a time.
  for (; start + 4 * group_size <= count; start += 4 * group_size, group += 4) {
    vfloat highest[4], lowest[4];
    QK_EACH(row, 4) {
      qk_extent_lanes extents = qk_extent_lanes_of(weights + start + row * group_size, group_size);
      highest[row] = extents.highest;
      lowest[row] = extents.lowest;
    }
    qk_largest_of_rows(4, highest, high + group);
    qk_smallest_of_rows(4, lowest, low + group);
  }
  for (; start < count; start += group_size, group++) {
    size_t length = count - start < group_size ? count - start : group_size;
    qk_extent_lanes extents = qk_extent_lanes_of(weights + start, length);
    high[group] = qk_largest(extents.highest);
    low[group] = qk_smallest(extents.lowest);
  }
}

// The codes of one vector of weights of one group, or of QK_AT_ONCE.
QK_LOOP void qk_encode_vectors(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const vfloat *weights, int vectors, uint8_t *codes) {
  vint wide[QK_AT_ONCE];
  if (nearest == QK_NEAREST_SEARCH16) {
    qk_ranks_of(group, map, weights, wide, vectors);
  } else {
    QK_EACH(vector, vectors) {
      wide[vector] = qk_code_of_one(grid, nearest, map, group, weights[vector]);
    }
  }
  // Of a zero point the rank is the code.
  const int areRanks = nearest == QK_NEAREST_SEARCH16 && map != QK_MAP_ZERO_POINT;
#ifdef QK_HAS_BYTES
  if (vectors == QK_AT_ONCE) {
    qk_bytes bytes = qk_bytes_of(wide);
    if (areRanks) bytes = qk_bytes_look(grid->codes, bytes);
    memcpy(codes, &bytes, sizeof bytes);
    return;
  }
#endif
  qk_table16 table = qk_table16_load(grid->wide_codes);
  QK_EACH(vector, vectors) {
    if (areRanks) wide[vector] = (vint)qk_table16_look(table, wide[vector]);
    vbyte bytes = __builtin_convertvector(wide[vector], vbyte);
    memcpy(codes + vector * QK_WIDTH, &bytes, sizeof bytes);
  }
}

QK_LOOP void qk_encode_group(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const float *weights, size_t count, uint8_t *codes) {
  size_t index = 0;
  for (; index + QK_AT_ONCE * QK_WIDTH <= count; index += QK_AT_ONCE * QK_WIDTH) {
    vfloat loaded[QK_AT_ONCE];
    QK_EACH(vector, QK_AT_ONCE) {
      __builtin_prefetch(weights + index + vector * QK_WIDTH + qk_ahead);
      loaded[vector] = QK_LOAD(vfloat, weights + index + vector * QK_WIDTH);
    }
    qk_encode_vectors(grid, nearest, map, group, loaded, QK_AT_ONCE, codes + index);
  }
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vfloat loaded = QK_LOAD(vfloat, weights + index);
    qk_encode_vectors(grid, nearest, map, group, &loaded, 1, codes + index);
  }
  if (index < count) {
    vfloat loaded = qk_load_part(weights + index, count - index);
    uint8_t part[QK_WIDTH];
    qk_encode_vectors(grid, nearest, map, group, &loaded, 1, part);
    memcpy(codes + index, part, count - index);
  }
}

QK_LOOP void qk_encode_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *groups,
    const float *weights, size_t count, size_t group_size, uint8_t *codes) {
  qk_prepared prepared[qk_prepared_count];
  for (size_t start = 0, position = 0; start < count; start += group_size, position++) {
    qk_spread group =
        qk_spread_next(grid, nearest, map, groups, position, count, group_size, prepared);
    size_t length = count - start < group_size ? count - start : group_size;
    qk_encode_group(grid, nearest, map, &group, weights + start, length, codes + start);
  }
}

static void qk_encode(
    const qk_grid *grid, const qk_group *groups, const float *weights, size_t count,
    size_t group_size, uint8_t *codes) {
  QK_SPECIALIZE(qk_encode_loop, grid, groups, weights, count, group_size, codes);
}
