// The extents of the groups of a row.

// The largest and the smallest lanes of a group.
typedef struct {
  vfloat highest, lowest;
} qk_extent_lanes;

QK_LOOP void qk_extend(qk_extent_lanes *extents, vfloat weights) {
  extents->highest = qk_larger(weights, extents->highest);
  extents->lowest = qk_smaller(weights, extents->lowest);
}

QK_LOOP void qk_fold_extents(int rows, const qk_extent_lanes *extents, float *high, float *low) {
  vfloat highest[QK_ROW_BLOCK], lowest[QK_ROW_BLOCK];
  QK_EACH(row, rows) highest[row] = extents[row].highest, lowest[row] = extents[row].lowest;
  qk_largest_of_rows(rows, highest, high);
  qk_smallest_of_rows(rows, lowest, low);
}

// Adds `width` vectors of each of some rows, which lie `stride` bytes apart.
QK_LOOP void qk_extend_rows(
    qk_element element, int width, int rows, const char *source, size_t stride, int is_alone,
    qk_extent_lanes *extents) {
  const size_t size = qk_element_size(element);
  QK_EACH(row, rows) {
    vfloat weights[2];
    const char *place = source + row * stride;
    if (is_alone) {
      qk_ask(place, width * QK_WIDTH * size, size);
    } else {
      qk_ask_measuring(place, width * QK_WIDTH * size, size);
    }
    qk_load_vectors(element, width, place, weights);
    QK_EACH(vector, width) qk_extend(extents + row, weights[vector]);
  }
}

// The extents of `rows` groups of `count` weights, side by side: each waits for its own last step
// alone.
QK_LOOP void qk_extents_of_rows(
    qk_element element, int rows, int is_alone, const char *source, size_t count,
    float *high, float *low) {
  const size_t size = qk_element_size(element), stride = count * size;
  qk_extent_lanes extents[QK_ROW_BLOCK] = {{{0}, {0}}};
  size_t index = 0;
  for (; index + 2 * QK_WIDTH <= count; index += 2 * QK_WIDTH) {
    qk_extend_rows(element, 2, rows, source + index * size, stride, is_alone, extents);
  }
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    qk_extend_rows(element, 1, rows, source + index * size, stride, is_alone, extents);
  }
  if (index < count) {
    QK_EACH(row, rows) {
      const char *rest = source + row * stride + index * size;
      qk_extend(extents + row, qk_load_stored_part(element, rest, count - index));
    }
  }
  qk_fold_extents(rows, extents, high, low);
}

QK_LOOP void qk_extents_of(
    qk_element element, const char *source, size_t count, size_t group_size, float *high,
    float *low) {
  const size_t rows = QK_ROW_BLOCK, size = qk_element_size(element);
  size_t start = 0, group = 0;
  for (; start + rows * group_size <= count; start += rows * group_size, group += rows) {
    const char *first = source + start * size;
    // So few weights are encoded next.
    if (count - start > qk_stretch) {
      qk_extents_of_rows(element, rows, 1, first, group_size, high + group, low + group);
    } else {
      qk_extents_of_rows(element, rows, 0, first, group_size, high + group, low + group);
    }
  }
  for (; start < count; start += group_size, group++) {
    size_t length = count - start < group_size ? count - start : group_size;
    qk_extents_of_rows(
        element, 1, length > qk_stretch, source + start * size, length, high + group, low + group);
  }
}

static void qk_extents(
    qk_element element, const void *source, size_t count, size_t group_size, float *high,
    float *low) {
  QK_FOR_ELEMENT(qk_extents_of, element, source, count, group_size, high, low)
}
