// The codes of the groups of a row.

// The codes of one vector of weights of one group, or of QK_AT_ONCE.
QK_LOOP void qk_encode_vectors(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_spread *group,
    const vfloat *weights, int vectors, uint8_t *codes) {
  vint wide[QK_AT_ONCE];
  if (qk_has_ladder(nearest)) {
    qk_ranks_of(group, nearest, map, weights, wide, vectors);
  } else {
    QK_EACH(vector, vectors) {
      wide[vector] = qk_code_of_one(grid, nearest, map, group, weights[vector]);
    }
  }
  // Of a zero point the rank is the code.
  const int areRanks = qk_has_ladder(nearest) && map != QK_MAP_ZERO_POINT;
#ifdef QK_HAS_BYTES
  if (vectors == QK_AT_ONCE) {
    qk_bytes bytes = qk_bytes_of(wide);
    if (areRanks) bytes = qk_bytes_look(grid->codes, bytes);
    memcpy(codes, &bytes, sizeof bytes);
    return;
  }
#endif
  qk_table16 table = qk_table16_load(grid->codes);
  QK_EACH(vector, vectors) {
    if (areRanks) wide[vector] = (vint)qk_table16_look(table, wide[vector]);
    vbyte bytes = __builtin_convertvector(wide[vector], vbyte);
    memcpy(codes + vector * QK_WIDTH, &bytes, sizeof bytes);
  }
}

QK_LOOP void qk_encode_group(
    const qk_grid *grid, qk_nearest nearest, qk_map map, qk_element element, qk_ahead_kind kind,
    const qk_spread *group, const char *weights, size_t start, size_t end, uint8_t *codes,
    qk_measuring *measuring) {
  const size_t step = QK_AT_ONCE * QK_WIDTH, size = qk_element_size(element);
  size_t index = start;
  for (; index + step <= end; index += step) {
    vfloat loaded[QK_AT_ONCE];
    const char *place = weights + index * size;
    if (kind == QK_AHEAD_NONE) qk_ask_encoding(place, step * size, size);
    qk_measure_ahead(kind, element, index, measuring);
    qk_load_in_order(element, QK_AT_ONCE, place, loaded);
    qk_encode_vectors(grid, nearest, map, group, loaded, QK_AT_ONCE, codes + index);
    qk_end_measured_steps(kind, element, index + step, measuring);
  }
  if (kind != QK_AHEAD_NONE) return;
  for (; index + QK_WIDTH <= end; index += QK_WIDTH) {
    vfloat loaded = qk_load_stored(element, weights + index * size);
    qk_encode_vectors(grid, nearest, map, group, &loaded, 1, codes + index);
  }
  if (index < end) {
    vfloat loaded = qk_load_stored_part(element, weights + index * size, end - index);
    uint8_t part[QK_WIDTH];
    qk_encode_vectors(grid, nearest, map, group, &loaded, 1, part);
    memcpy(codes + index, part, end - index);
  }
}

QK_LOOP void qk_encode_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, qk_element element, qk_ahead_kind kind,
    const qk_group *groups, const char *weights, size_t count, size_t group_size, qk_ahead *ahead,
    uint8_t *codes) {
  qk_prepared prepared;
  qk_measuring measuring = qk_start_measuring(ahead);
  qk_waiting waiting = qk_start_waiting(ahead);
  for (size_t start = 0, position = 0; start < count; start += group_size, position++) {
    size_t end = count - start < group_size ? count : start + group_size;
    qk_prepare_next(grid, nearest, map, groups, position, count, group_size, &prepared);
    qk_spread group = qk_spread_group(grid, nearest, map, &prepared, position % qk_prepared_count);
    qk_encode_group(
        grid, nearest, map, element, kind, &group, weights, start, end, codes, &measuring);
    qk_end_measured_group(kind, &measuring, &waiting);
  }
  qk_end_measuring(kind, element, count, &measuring, &waiting, ahead);
}

static void qk_encode(
    const qk_grid *grid, const qk_group *groups, qk_element element, const void *weights,
    size_t count, size_t group_size, qk_ahead *ahead, uint8_t *codes) {
  if (qk_goes_along(ahead, grid, count, group_size)) {
    QK_ENCODE_ALONG(
        qk_encode_loop, grid, element, QK_AHEAD_ALL, groups, weights, count, group_size, ahead,
        codes);
  } else {
    QK_ENCODE_WITH(
        qk_encode_loop, grid, element, groups, weights, count, group_size, NULL, codes);
    qk_measure_afterwards(QK_AHEAD_ALL, element, count, group_size, ahead);
  }
}
