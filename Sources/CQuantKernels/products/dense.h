// Products of rows that are not packed.

// The products of `count` neighbouring rows, which share what is read of the vector.
QK_INLINE void qk_rows_f16(
    int count, const uint16_t *weights, size_t columns, const float *vector, float *products) {
  vfloat sums[QK_ROWS][2] = {{{0}}};
  size_t column = 0;
  for (; column + 2 * QK_WIDTH <= columns; column += 2 * QK_WIDTH) {
#pragma clang loop unroll(full)
    for (int row = 0; row < count; row++) {
      const uint16_t *stored = weights + row * columns + column;
      // What reads ahead of the rows by itself stops at the end of every page.
      __builtin_prefetch(stored + 256);
#pragma clang loop unroll(full)
      for (int half = 0; half < 2; half++) {
        vfloat entries = QK_READ(vfloat, vector + column + half * QK_WIDTH);
        sums[row][half] =
            qk_fused(sums[row][half], qk_load_f16(stored + half * QK_WIDTH), entries);
      }
    }
  }
  for (; column < columns; column += QK_WIDTH) {
    size_t lanes = columns - column < QK_WIDTH ? columns - column : QK_WIDTH;
    vfloat entries = {0};
    memcpy(&entries, vector + column, lanes * sizeof *vector);
    for (int row = 0; row < count; row++) {
      uint16_t stored[QK_WIDTH] = {0};
      memcpy(stored, weights + row * columns + column, lanes * sizeof *stored);
      sums[row][0] = qk_fused(sums[row][0], qk_load_f16(stored), entries);
    }
  }
  for (int row = 0; row < count; row++) products[row] = qk_lane_sum(sums[row][0] + sums[row][1]);
}

static void qk_dense_f16(
    const uint16_t *weights, size_t rows, size_t columns, const float *vector, float *products) {
  size_t row = 0;
  for (; row + QK_ROWS <= rows; row += QK_ROWS) {
    qk_rows_f16(QK_ROWS, weights + row * columns, columns, vector, products + row);
  }
  for (; row < rows; row++) {
    qk_rows_f16(1, weights + row * columns, columns, vector, products + row);
  }
}

static float qk_dot(const float *left, const float *right, size_t count) {
  vfloat sum = {0};
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    size_t lanes = count - index < QK_WIDTH ? count - index : QK_WIDTH;
    vfloat lefts = {0}, rights = {0};
    memcpy(&lefts, left + index, lanes * sizeof *left);
    memcpy(&rights, right + index, lanes * sizeof *right);
    sum = qk_fused(sum, lefts, rights);
  }
  return qk_lane_sum(sum);
}
