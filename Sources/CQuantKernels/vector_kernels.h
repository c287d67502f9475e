// Every loop once, for vectors of any width. A file that includes this says first:
//
//   QK_WIDTH          float32 lanes of a vector
//   QK_NAME           the name of the implementation, a string
//   QK_TABLE          the name of its qk_kernels
//   qk_table16        sixteen float32 values in registers,
//   qk_table16_load   read from memory,
//   qk_table16_look   and looked up by a vector of indices 0…15
//
// Vectors are the compiler's own, so the loops are plain C; only looking up is an instruction of
// its own on every machine.

#include "loops/lanes.h"
#include "loops/groups.h"
#include "loops/rows.h"
#include "loops/clipping.h"
#include "loops/statistics.h"
#include "loops/widening.h"
#include "loops/survey.h"

const qk_kernels QK_TABLE = {
  .name = QK_NAME,
  .extents = qk_extents,
  .errors = qk_errors,
  .encode = qk_encode,
  .squared_errors = qk_squared_errors,
  .signs = qk_signs,
  .central = qk_central,
  .all_finite = qk_all_finite,
  .widen_f16 = qk_widen_f16,
  .widen_bf16 = qk_widen_bf16,
  .widen_e4m3 = qk_widen_e4m3,
  .widen_e5m2 = qk_widen_e5m2,
  .survey = qk_survey,
  .outliers = qk_outliers,
};
