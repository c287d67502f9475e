// Products of packed rows.

// Asks for what the next rows have where these rows are: each line is asked for once, early enough,
// and rows that follow lie where no row before them leads to.
QK_INLINE void qk_fetch_next(const uint8_t *codes, size_t row, size_t count, size_t row_bytes) {
  __builtin_prefetch(codes + (row + count) * row_bytes, 0, 2);
}

// The same for the scales of the next `count` rows from `first` on, a part of them for each block.
QK_INLINE void qk_fetch_next_scales(
    const qk_packed_rows *rows, size_t first, size_t count, size_t block) {
  const size_t size = rows->scale_format == QK_SCALE_F32 ? 4 : 2;
  const size_t slots = (first * rows->blocks_per_row + count * block) * rows->slots_per_block;
  __builtin_prefetch((const char *)rows->positive_scales + slots * size);
  __builtin_prefetch((const char *)rows->negative_scales + slots * size);
}

// MARK: Float32 activations

// Every code as the weight that it restores to. One of the two sides is always 0.
QK_INLINE void qk_restore_codes(
    const qk_value_table *values, float up, float down, vfloat *restored) {
  for (int part = 0; part < qk_parts; part++) {
    vfloat positive = QK_READ(vfloat, values->positive + part * QK_WIDTH);
    vfloat negative = QK_READ(vfloat, values->negative + part * QK_WIDTH);
    restored[part] = qk_fused(positive * up, negative, (vfloat)(down));
  }
}

// Adds the products of one row of a block to two vectors of sums.
QK_INLINE void qk_block_f32(
    int bits, int slots, const qk_value_table *values, const uint8_t *codes, const float *up,
    const float *down, const float *column, vfloat *sums) {
  vuint lanes[qk_parts];
  for (int part = 0; part < qk_parts; part++) lanes[part] = qk_lanes_of(bits, codes, part);
  for (int slot = 0; slot < slots; slot++) {
    vfloat restored[qk_parts];
    qk_restore_codes(values, up[slot], down[slot], restored);
#pragma clang loop unroll(full)
    for (int k = 0; k < 8 / slots; k++) {
      for (int part = 0; part < qk_parts; part++, column += QK_WIDTH) {
        vfloat weights = qk_look_values(restored, lanes[part]);
        vfloat *sum = &sums[(qk_parts * k + part) % 2];
        *sum = qk_fused(*sum, weights, QK_READ(vfloat, column));
        lanes[part] >>= bits;
      }
    }
  }
}

QK_INLINE void qk_rows_f32(
    int bits, int slots, size_t count, const qk_packed_rows *rows, const qk_value_table *values,
    size_t first, const float *vector, const float *scales, float *products) {
  const size_t blocks = rows->blocks_per_row, row_bytes = blocks * 16 * bits;
  const uint8_t *codes = rows->codes + first * row_bytes;
  const float *negative_scales = scales + count * blocks * slots;
  vfloat sums[QK_ROWS][2] = {{{0}}};
  for (size_t block = 0; block < blocks; block++, codes += 16 * bits, vector += QK_BLOCK) {
    qk_fetch_next_scales(rows, first + count, count, block);
#pragma clang loop unroll(full)
    for (size_t row = 0; row < count; row++) {
      const size_t slot = (row * blocks + block) * slots;
      qk_fetch_next(codes, row, count, row_bytes);
      qk_block_f32(
          bits, slots, values, codes + row * row_bytes, scales + slot, negative_scales + slot,
          vector, sums[row]);
    }
  }
  for (size_t row = 0; row < count; row++) products[row] = qk_lane_sum(sums[row][0] + sums[row][1]);
}

// MARK: Int8 activations

// Adds the products of one row of a block to a vector of sums.
QK_INLINE void qk_block_i8(
    int bits, int slots, const qk_step_table *steps, const uint8_t *codes, const float *up,
    const float *down, const int8_t *bytes, vfloat *sums) {
  vbytes even[qk_parts], odd[qk_parts];
  for (int part = 0; part < qk_parts; part++) {
    vuint lanes = qk_lanes_of(bits, codes, part);
    even[part] = qk_even_codes(bits, lanes);
    odd[part] = qk_odd_codes(bits, lanes);
  }
  for (int slot = 0; slot < slots; slot++, bytes += QK_BLOCK) {
    vint positive = {0}, negative = {0};
    for (int part = 0; part < qk_parts; part++) {
      vbytes evens = QK_READ(vbytes, bytes + part * 4 * QK_WIDTH);
      vbytes odds = QK_READ(vbytes, bytes + part * 4 * QK_WIDTH + QK_BLOCK / 2);
      positive = qk_add_dots(positive, qk_look_bytes(steps->positive, even[part]), evens);
      positive = qk_add_dots(positive, qk_look_bytes(steps->positive, odd[part]), odds);
      negative = qk_add_dots(negative, qk_look_bytes(steps->negative, even[part]), evens);
      negative = qk_add_dots(negative, qk_look_bytes(steps->negative, odd[part]), odds);
    }
    *sums = qk_fused(*sums, __builtin_convertvector(positive, vfloat), (vfloat)(up[slot]));
    *sums = qk_fused(*sums, __builtin_convertvector(negative, vfloat), (vfloat)(-down[slot]));
  }
}

QK_INLINE void qk_rows_i8(
    int bits, int slots, size_t count, const qk_packed_rows *rows, const qk_step_table *steps,
    size_t first, const int8_t *vector, const float *scales, float *products) {
  const size_t blocks = rows->blocks_per_row, row_bytes = blocks * 16 * bits;
  const uint8_t *codes = rows->codes + first * row_bytes;
  const float *negative_scales = scales + count * blocks * slots;
  vfloat sums[QK_ROWS] = {{0}};
  for (size_t block = 0; block < blocks; block++, codes += 16 * bits, vector += slots * QK_BLOCK) {
    qk_fetch_next_scales(rows, first + count, count, block);
#pragma clang loop unroll(full)
    for (size_t row = 0; row < count; row++) {
      const size_t slot = (row * blocks + block) * slots;
      qk_fetch_next(codes, row, count, row_bytes);
      qk_block_i8(
          bits, slots, steps, codes + row * row_bytes, scales + slot, negative_scales + slot,
          vector, &sums[row]);
    }
  }
  for (size_t row = 0; row < count; row++) products[row] = qk_lane_sum(sums[row]);
}

// MARK: All rows

// Calls `loop` with the bits and the slots of a block as constants in each branch.
#define QK_FOR_SLOTS(loop, bits, count, rows, ...) \
  switch ((rows)->slots_per_block) { \
  case 1: loop(bits, 1, count, rows, __VA_ARGS__); break; \
  case 2: loop(bits, 2, count, rows, __VA_ARGS__); break; \
  case 4: loop(bits, 4, count, rows, __VA_ARGS__); break; \
  default: loop(bits, 8, count, rows, __VA_ARGS__); break; \
  }
#define QK_FOR_BITS(loop, count, rows, ...) \
  switch ((rows)->bits) { \
  case 2: QK_FOR_SLOTS(loop, 2, count, rows, __VA_ARGS__) break; \
  case 3: QK_FOR_SLOTS(loop, 3, count, rows, __VA_ARGS__) break; \
  default: QK_FOR_SLOTS(loop, 4, count, rows, __VA_ARGS__) break; \
  }

static void qk_packed_f32(
    const qk_packed_rows *rows, const qk_value_table *values, size_t first, size_t count,
    const float *vector, float *workspace, float *products) {
  const size_t end = first + count;
  for (; first + QK_ROWS <= end; first += QK_ROWS, products += QK_ROWS) {
    qk_widen_rows(rows, first, QK_ROWS, 0, workspace);
    QK_FOR_BITS(qk_rows_f32, QK_ROWS, rows, values, first, vector, workspace, products)
  }
  for (; first < end; first++, products++) {
    qk_widen_rows(rows, first, 1, 0, workspace);
    QK_FOR_BITS(qk_rows_f32, 1, rows, values, first, vector, workspace, products)
  }
}

static void qk_packed_i8(
    const qk_packed_rows *rows, const qk_step_table *steps, size_t first, size_t count,
    const int8_t *vector, const float *vector_scales, float *workspace, float *products) {
  const size_t end = first + count;
  for (; first + QK_ROWS <= end; first += QK_ROWS, products += QK_ROWS) {
    qk_widen_rows(rows, first, QK_ROWS, vector_scales, workspace);
    QK_FOR_BITS(qk_rows_i8, QK_ROWS, rows, steps, first, vector, workspace, products)
  }
  for (; first < end; first++, products++) {
    qk_widen_rows(rows, first, 1, vector_scales, workspace);
    QK_FOR_BITS(qk_rows_i8, 1, rows, steps, first, vector, workspace, products)
  }
}
