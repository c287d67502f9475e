#ifndef PRODUCT_KERNELS_H
#define PRODUCT_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Products of a matrix of packed weights with a vector, which is never unpacked to memory.
//
// Nothing here allocates, keeps state or fails. Pointers need no alignment and do not overlap.
//
// A row is a sequence of blocks of QK_BLOCK columns, the last of them padded with any code. A block
// is sixteen lanes; code k = 0…7 of lane j belongs to column 16 · k + j and takes the bits
// b · k … b · k + b − 1 of its lane. No code is ever shuffled: sixteen neighbouring columns are one
// shift away, and the codes of even and of odd k are bytes under one mask. Lanes are stored as
// sixteen words of 16 bits (2-bit codes), of 16 bits followed by sixteen of 8 bits (3-bit codes) or
// of 32 bits (4-bit codes).
//
// Rows are multiplied QK_ROWS at a time: they share what is read of the vector, and so many streams
// keep the memory busy where one stops at the end of every page.

enum {
  QK_BLOCK = 128,
  QK_ROWS = 8,
};

// How the scales of the slots are stored.
typedef enum {
  QK_SCALE_F16,
  QK_SCALE_BF16,
  QK_SCALE_F32,
} qk_scale_format;

// A block is 1, 2, 4 or 8 slots of neighbouring columns, each with scales of its own.
typedef struct {
  // 2, 3 or 4.
  int32_t bits;
  int32_t slots_per_block;
  size_t blocks_per_row;
  const uint8_t *codes;
  qk_scale_format scale_format;
  // [rows, slots of a row]; finite. With one scale both are the same.
  const void *positive_scales;
  const void *negative_scales;
} qk_packed_rows;

// What the sixteen values of a lane's lowest four bits stand for, apart by sign: the other side is
// 0. Codes of fewer than four bits repeat, so that the bits of the next code do not matter.
typedef struct {
  float positive[16];
  float negative[16];
} qk_value_table;

// The same in whole steps: a value is (positive − negative) steps, each at most 127.
typedef struct {
  uint8_t positive[16];
  uint8_t negative[16];
} qk_step_table;

// One implementation of every product.
typedef struct {
  const char *name;

  // products[r] = Σ value · scale · vector over the columns of row first + r, for `count` rows.
  //
  // `vector` has blocks_per_row · QK_BLOCK entries, zero beyond the last column. `workspace` has room
  // for 2 · QK_ROWS entries for each slot of a row. Every product and sum is float32, in an order that
  // depends on the instruction set.
  void (*packed_f32)(
      const qk_packed_rows *rows, const qk_value_table *values, size_t first, size_t count,
      const float *vector, float *workspace, float *products);

  // products[r] = Σ over slots of vector_scale · (scale⁺ · P − scale⁻ · N), where P and N are the
  // sums of steps · vector of both sides, exact integers.
  //
  // `vector` has blocks_per_row · slots_per_block · QK_BLOCK bytes, each −127…127. For every slot of
  // a block it holds the whole block with zeros outside that slot: byte 4 · j + c is column
  // 16 · 2c + j, byte 64 + 4 · j + c column 16 · (2c + 1) + j. `vector_scales` has one entry for each
  // slot of a row.
  void (*packed_i8)(
      const qk_packed_rows *rows, const qk_step_table *steps, size_t first, size_t count,
      const int8_t *vector, const float *vector_scales, float *workspace, float *products);

  // products[r] = Σ weight · vector over the columns of every row of IEEE 754 binary16 weights.
  void (*dense_f16)(
      const uint16_t *weights, size_t rows, size_t columns, const float *vector, float *products);

  // Σ left · right in float32.
  float (*dot)(const float *left, const float *right, size_t count);
} qk_products;

// The implementations that this machine can run, slowest first.
//
// Returns the number of them, at least 1 and at most `capacity`, and stores their addresses, which
// stay valid for ever.
size_t qk_products_available(const qk_products *_Nullable *_Nonnull products, size_t capacity);

#pragma clang assume_nonnull end

#endif
