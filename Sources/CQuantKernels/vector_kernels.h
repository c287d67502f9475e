// Every loop once, for vectors of any width. A file that includes this says first:
//
//   QK_WIDTH          float32 lanes of a vector
//   QK_NAME           the name of the implementation, a string
//   QK_TABLE          the name of its qk_kernels
//   qk_table16_look   which looks up a vector of indices 0…15 in a qk_table16
//   QK_REGISTER       the assembler's letter for a register that holds a vector
//   QK_HAS_LOOK, QK_HAS_FLOOR, QK_HAS_LARGER_MAGNITUDE, QK_HAS_F16
//                     where it has an instruction for these
//   QK_HAS_BYTES      where it brings vectors to bytes together: qk_bytes, qk_bytes_of and
//                     qk_bytes_look
//   QK_HAS_CELLS      where it looks up 64 numbers and rounds products as it is told: qk_cells,
//                     qk_cells_load, qk_cells_look, qk_reciprocals, qk_floor_of_product and
//                     qk_lesser_magnitude
//   QK_HAS_TABLE32    where it looks up 32 numbers at once, too: qk_table32_look and qk_cell_of
//                     (see nearest.h)
//   QK_HAS_SPLIT      where it puts chosen lanes together: qk_split
//
// Vectors are the compiler's own, so the loops are plain C; only looking up is an instruction of
// its own on every machine.

#include "loops/lanes.h"
#include "loops/scales.h"
#include "loops/search.h"
#ifdef QK_HAS_CELLS
#include "loops/cells.h"
#else
#include "loops/halving.h"
#endif
#include "loops/groups.h"
#include "loops/asking.h"
#include "loops/widening.h"
#include "loops/elements.h"
#include "loops/extremes.h"
#include "loops/extents.h"
#include "loops/weights.h"
#include "loops/ahead.h"
#include "loops/errors.h"
#include "loops/encode.h"
#include "loops/packing.h"
#include "loops/restore.h"
#include "loops/candidates.h"
#include "loops/nearest.h"
#include "loops/quick_squares.h"
#include "loops/clipping.h"
#include "loops/statistics.h"
#include "loops/differences.h"
#include "loops/survey.h"
#include "loops/outliers.h"
#include "loops/asymmetries.h"

const qk_kernels QK_TABLE = {
  .name = QK_NAME,
  .extents = qk_extents,
  .scales = qk_scales,
  .measure = qk_measure,
  .errors = qk_errors,
  .squared_error = qk_squared_error,
  .encode = qk_encode,
  .restore = qk_restore_codes,
  .pack = qk_pack,
  .unpack = qk_unpack,
  .squared_errors = qk_squared_errors,
  .clip = qk_clip,
  .signs = qk_signs,
  .central = qk_central,
  .differences = qk_differences,
  .all_finite = qk_all_finite,
  .widen = qk_widen,
  .survey = qk_survey,
  .outliers = qk_outliers,
  .asymmetries = qk_asymmetries,
  .asymmetries_in = qk_asymmetries_in,
};
