// The loops over the groups of a row: extents and codes.

// The largest and the smallest lanes of a group.
typedef struct {
  vfloat highest, lowest;
} qk_extent_lanes;

QK_LOOP void qk_extend(qk_extent_lanes *extents, vfloat weights) {
  extents->highest = qk_larger(weights, extents->highest);
  extents->lowest = qk_smaller(weights, extents->lowest);
}

// The extents of `rows` groups of `count` weights, side by side: each waits for its own last step
// alone. Asks for the weights that are `ahead`, where that is not 0.
QK_LOOP void qk_extents_of_rows(
    int rows, size_t ahead, const float *weights, size_t count, float *high, float *low) {
  vfloat highest[4] = {{0}}, lowest[4] = {{0}};
  qk_extent_lanes extents[4] = {{{0}, {0}}};
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    QK_EACH(row, rows) {
      const float *place = weights + row * count + index;
      if (ahead) __builtin_prefetch(place + ahead);
      qk_extend(extents + row, QK_LOAD(vfloat, place));
    }
  }
  if (index < count) {
    QK_EACH(row, rows) {
      qk_extend(extents + row, qk_load_part(weights + row * count + index, count - index));
    }
  }
  QK_EACH(row, rows) highest[row] = extents[row].highest, lowest[row] = extents[row].lowest;
  qk_largest_of_rows(rows, highest, high);
  qk_smallest_of_rows(rows, lowest, low);
}

static void qk_extents(
    const float *weights, size_t count, size_t group_size, float *high, float *low) {
  size_t start = 0, group = 0;
  for (; start + 4 * group_size <= count; start += 4 * group_size, group += 4) {
    // What was asked for while other weights were encoded reaches no farther.
    if (count - start > qk_ahead) {
      qk_extents_of_rows(4, qk_ahead, weights + start, group_size, high + group, low + group);
    } else {
      qk_extents_of_rows(4, 0, weights + start, group_size, high + group, low + group);
    }
  }
  for (; start < count; start += group_size, group++) {
    size_t length = count - start < group_size ? count - start : group_size;
    qk_extents_of_rows(1, 0, weights + start, length, high + group, low + group);
  }
}

QK_LOOP vbyte qk_bytes_of(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group, vfloat weights) {
  vint codes;
  qk_codes_of(grid, nearest, map, group, &weights, &codes, 1);
  return __builtin_convertvector(codes, vbyte);
}

QK_LOOP void qk_encode_group(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const float *weights, size_t count, uint8_t *codes) {
  size_t index = 0;
  for (; index + QK_AT_ONCE * QK_WIDTH <= count; index += QK_AT_ONCE * QK_WIDTH) {
    vfloat loaded[QK_AT_ONCE];
    vint wide[QK_AT_ONCE];
    QK_EACH(vector, QK_AT_ONCE) {
      __builtin_prefetch(weights + index + vector * QK_WIDTH + qk_ahead);
      loaded[vector] = QK_LOAD(vfloat, weights + index + vector * QK_WIDTH);
    }
    qk_codes_of(grid, nearest, map, group, loaded, wide, QK_AT_ONCE);
    QK_EACH(vector, QK_AT_ONCE) {
      vbyte bytes = __builtin_convertvector(wide[vector], vbyte);
      memcpy(codes + index + vector * QK_WIDTH, &bytes, sizeof bytes);
    }
  }
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vfloat loaded = QK_LOAD(vfloat, weights + index);
    vbyte bytes = qk_bytes_of(grid, nearest, map, group, loaded);
    memcpy(codes + index, &bytes, sizeof bytes);
  }
  if (index < count) {
    vfloat loaded = qk_load_part(weights + index, count - index);
    vbyte bytes = qk_bytes_of(grid, nearest, map, group, loaded);
    memcpy(codes + index, &bytes, count - index);
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
