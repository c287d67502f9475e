// Every product once, for vectors of any width. A file that includes this says first:
//
//   QK_WIDTH          32-bit lanes of a vector
//   QK_NAME           the name of the implementation, a string
//   QK_TABLE          the name of its qk_products
//   vbytes            4 · QK_WIDTH bytes
//   qk_look_values    sixteen float32 values looked up by the low four bits of every lane
//   qk_even_codes     the codes 0, 2, 4 and 6 of every lane, a byte each, in the bits that
//   qk_odd_codes      and the codes 1, 3, 5 and 7, in the bits that
//   qk_look_bytes     looks at, of every byte, to find one of sixteen bytes
//   qk_add_dots       to every lane the sum of its four products of an unsigned and a signed byte
//   qk_load_f16       QK_WIDTH binary16 numbers, widened

#include "codes.h"
#include "dense.h"
#include "packed.h"

const qk_products QK_TABLE = {
  .name = QK_NAME,
  .packed_f32 = qk_packed_f32,
  .packed_i8 = qk_packed_i8,
  .dense_f16 = qk_dense_f16,
  .dot = qk_dot,
};
