#ifndef QUANT_KERNELS_H
#define QUANT_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// The inner loops that need more than the compiler's baseline instruction set.
//
// Nothing here allocates, keeps state or fails. Pointers are not null, need no alignment and do not
// overlap. Weights are finite unless a function says otherwise. Results:
//
// - Codes and restored weights are those of the plain definition bit for bit: one float32 division
//   for the quotient, one float32 product (and one sum, with an offset) for the restored weight.
// - Sums of errors are float32 over few weights a lane and float64 beyond that: within 1e-6 of a
//   sum of squares. All other sums, and those that choose a scale, are float64. Their
//   order depends on the instruction set and on nothing else.
// - Counts are exact, maxima of errors to one float32 rounding.

// How the nearest value of a grid is found. Each rule is exact; the caller picks the first that
// holds for its grid.
typedef enum {
  // Round to `mantissa_bits` bits above the exponent `least_exponent`: integers and minifloats.
  QK_NEAREST_ROUND,
  // At most 16 values: thresholds in registers.
  QK_NEAREST_SEARCH16,
  // The same where no weight lies beyond the cells (`qk_scaling.farthest`).
  QK_NEAREST_CELLS,
  // Any grid: binary search, thresholds in memory.
  QK_NEAREST_SEARCH,
} qk_nearest;

// How many values of a grid are the nearest ones of some quotient in a cell.
typedef enum {
  QK_NEARBY_UNKNOWN,
  QK_NEARBY_ONE,
  QK_NEARBY_TWO,
} qk_nearby;

// How a weight is brought onto the grid.
typedef enum {
  // Its sign picks one of two scales.
  QK_MAP_SCALED,
  // The offset is subtracted first.
  QK_MAP_OFFSET,
  // Steps of the scale are counted from a zero point; the grid itself is not used.
  QK_MAP_ZERO_POINT,
} qk_map;

// Which of two neighbours takes what lies halfway between them (QK_NEAREST_ROUND only).
typedef enum {
  // The even multiple of their distance.
  QK_TIES_EVEN,
  // Of two powers of two the one with the odd exponent, of 0 and the least power 0: the even code
  // of a format without a mantissa. `mantissa_bits` is 0 and `least_exponent` even.
  QK_TIES_ODD_EXPONENT,
  // The lower one.
  QK_TIES_LOWER,
} qk_ties;

// How the code of a rounded value follows from it (QK_NEAREST_ROUND only).
typedef enum {
  // value + code_bias.
  QK_CODE_INTEGER,
  // The exponent, 1 for `least_exponent` and 0 below it, and `mantissa_bits` bits of the mantissa,
  // and code_sign where it is negative.
  QK_CODE_MINIFLOAT,
} qk_code;

typedef struct {
  qk_nearest nearest;
  qk_map map;
  qk_ties ties;
  qk_code code;
  int32_t mantissa_bits;
  int32_t least_exponent;
  int32_t code_bias;
  int32_t code_sign;
  // The ends of the grid.
  float minimum;
  float maximum;
  // The largest code under QK_MAP_ZERO_POINT.
  float largest_code;
  // Values of the grid, 2 to 256, and how many of them are negative.
  int32_t count;
  int32_t negative_count;
  // Multiplies every scale.
  float tensor_scale;
  // `count` − 1 ascending thresholds, then +∞ up to 2^`bits` entries, at least 16. The rank of a
  // quotient is the number of thresholds strictly below it. Under QK_MAP_ZERO_POINT those of the 31
  // whole numbers −14…16: k is reached above k − ½, and at it where k is even.
  const float *_Null_unspecified thresholds;
  // QK_NEAREST_SEARCH16 and QK_NEAREST_CELLS only: half of what lies between every threshold and
  // the next float32, then 0.
  const float *_Null_unspecified half_steps;
  // The same two only, where to begin: a quotient times `cells_per_unit`, brought to the
  // nearest whole number k within ±31, is of rank cell_ranks[k mod 64] or of one of the next
  // `steps`, even where the product is off by 2^−7. Under QK_MAP_ZERO_POINT it is the code, less
  // half of the largest one, that is multiplied; twice that code is a whole number of cells.
  const int8_t *_Null_unspecified cell_ranks;
  float cells_per_unit;
  int32_t steps;
  // Value and code of every rank, each array of at least 16 entries.
  const float *_Null_unspecified values;
  const int32_t *_Null_unspecified codes;
  // Whether rounding finds the nearest value, whatever `nearest` is.
  int32_t is_rounding;
  // The values that may be nearest in cells of equal width: a quotient times `nearby_per_unit[0]`
  // plus `nearby_origin`, rounded down and brought to within 0…31, names one of the first 32
  // `nearby_values`, and with QK_NEARBY_TWO another one 32 further. Under QK_MAP_SCALED this is of
  // positive weights; the magnitudes for the others follow in the same form.
  qk_nearby nearby;
  float nearby_per_unit[2];
  float nearby_origin;
  const float *_Null_unspecified nearby_values;
  // Bits of a code, and the value of every code, at least 16 entries.
  int32_t bits;
  const float *_Null_unspecified values_by_code;
} qk_grid;

// The parameters of one group as they are stored. A scale of 0 makes every quotient 0.
typedef struct {
  float positive_scale;
  float negative_scale;
  float zero_point;
  float offset;
} qk_group;

// How the parameters of a group follow from its extents.
typedef enum {
  QK_SCALING_SYMMETRIC,
  QK_SCALING_TWO_SCALE,
  QK_SCALING_ZERO_POINT,
  QK_SCALING_OFFSET,
} qk_scaling_kind;

// What became of the extents of some groups.
typedef enum {
  // One is not 0 and not within 2^±100: there is nothing to be used.
  QK_SCALED_NONE,
  QK_SCALED,
  // Every quotient is within the cells, too.
  QK_SCALED_WITHIN_CELLS,
} qk_scaled;

// How far the grid reaches, for one side or for both.
typedef struct {
  float divisor;
  // Of shared exponents: the exponent of the reach, and the largest mantissa field that is not
  // rounded up.
  int32_t exponent;
  int32_t mantissa_limit;
} qk_reach;

typedef struct {
  qk_scaling_kind kind;
  int32_t is_shared_exponent;
  qk_reach positive;
  qk_reach negative;
  // A second division: affine scales are divided by the tensor scale after their own.
  float second_divisor;
  // The storage format; 23 mantissa bits are float32.
  int32_t mantissa_bits;
  int32_t least_exponent;
  float largest;
  float least;
  // What stands where no weight needs a scale.
  float unused;
  // The grid's maximum, and its largest code.
  float maximum;
  float largest_code;
  // How far quotients may lie from 0, or from half of the largest code, to be within the cells of a
  // grid, times the tensor scale.
  float farthest;
} qk_scaling;

// The extents of a group times each of these factors are in question. With two scales each side
// chooses by its own weights, and the scales that one shared scale would have are in question too,
// after its own.
typedef struct {
  qk_scaling own;
  // QK_SCALING_TWO_SCALE only.
  qk_scaling shared;
  // In the order of preference; the last one is repeated up to 64 entries.
  const float *_Null_unspecified factors;
  size_t factor_count;
} qk_clipping;

typedef struct {
  // Σw².
  double squared_weight;
  uint64_t zero_count;
} qk_weight_sums;

typedef struct {
  // Σ(ŵ − w)².
  double squared_error;
  // Σŵ².
  double squared_restored;
  // Σ(ŵ − w).
  double error_sum;
  // max |ŵ − w|.
  double maximum_absolute_error;
  // Weights that are zero or became zero.
  uint64_t zero_count;
} qk_error_sums;

typedef struct {
  uint64_t positive_count;
  uint64_t negative_count;
  uint64_t zero_count;
  double positive_sum;
  // Σ|w| of the negative weights.
  double negative_sum;
  // +∞ and −∞ without weights.
  float lowest;
  float highest;
} qk_sign_sums;

typedef struct {
  double second;
  double third;
  double fourth;
} qk_central_sums;

typedef struct {
  // Σ(ŵ − w)², Σw², Σŵ², Σw·ŵ, Σ(ŵ − w), max |ŵ − w|.
  double squared_error;
  double squared_weight;
  double squared_restored;
  double product;
  double error_sum;
  double largest_error;
  // Weights that were not zero and became zero.
  uint64_t zeroed_count;
} qk_difference_sums;

// How weights are stored: IEEE 754 binary32 and binary16, bfloat16 and the OCP eight-bit formats.
typedef enum {
  QK_ELEMENT_F32,
  QK_ELEMENT_F16,
  QK_ELEMENT_BF16,
  QK_ELEMENT_E4M3,
  QK_ELEMENT_E5M2,
} qk_element;

// What one look at stored weights tells.
typedef struct {
  // Σd of the deviations d = w · scale − shift, and of their powers.
  double first;
  double second;
  double third;
  double fourth;
  // Σ|w|.
  double magnitude;
  uint64_t negative_count;
  uint64_t positive_count;
  // +∞ and −∞ without weights.
  float lowest;
  float highest;
} qk_survey_sums;

// Weights that are measured while others are encoded: as many, in as large groups and stored alike.
typedef struct {
  const void *weights;
  float *high;
  float *low;
  // What `measure` adds to and returns; `squared_error` finds extents alone.
  qk_weight_sums *_Null_unspecified sums;
  int32_t are_finite;
} qk_ahead;

#define QK_ASYMMETRY_BINS 1024

// One implementation of every loop.
typedef struct {
  const char *name;

  // high[g] = max(0, weights), low[g] = min(0, weights) of every group of `group_size` weights, the
  // last of which may be shorter. NaN is passed over.
  void (*extents)(
      qk_element element, const void *source, size_t count, size_t group_size, float *high,
      float *low);

  // The parameters of every group from its extents, and how many of them the range of the storage
  // format forced.
  qk_scaled (*scales)(
      const qk_scaling *scaling, const float *high, const float *low, size_t count,
      qk_group *groups, uint64_t *clamped_count);

  // Extents as above, and adds the weights' sums. Returns whether all are finite; the sums mean
  // nothing otherwise.
  int (*measure)(
      qk_element element, const void *weights, size_t count, size_t group_size, float *high,
      float *low, qk_weight_sums *sums);

  // Encodes and restores every group and adds the errors to `sums`. These three take float32 and
  // bfloat16, and measure what comes next on the way where it is said.
  void (*errors)(
      const qk_grid *grid, const qk_group *groups, qk_element element, const void *weights,
      size_t count, size_t group_size, qk_ahead *_Nullable ahead, qk_error_sums *sums);

  // Σ(ŵ − w)² alone.
  double (*squared_error)(
      const qk_grid *grid, const qk_group *groups, qk_element element, const void *weights,
      size_t count, size_t group_size, qk_ahead *_Nullable ahead);

  // The code of every weight.
  void (*encode)(
      const qk_grid *grid, const qk_group *groups, qk_element element, const void *weights,
      size_t count, size_t group_size, qk_ahead *_Nullable ahead, uint8_t *codes);

  // The weight of every code; past the caches where `streams` is set, for arrays that exceed them.
  // After the last of them comes qk_settle_streams.
  void (*restore)(
      const qk_grid *grid, const qk_group *groups, const uint8_t *codes, size_t count,
      size_t group_size, float *weights, int streams);

  // Codes of `bits` bits, 2 to 8, to a dense little-endian bit stream of (count · bits + 7) / 8
  // bytes, the last of which is filled up with zeros, and back.
  void (*pack)(const uint8_t *codes, size_t count, int bits, uint8_t *packed);
  void (*unpack)(const uint8_t *packed, size_t count, int bits, uint8_t *codes);

  // squared_errors[k] = Σ(ŵ − w)² of one group under candidates[k], in float64.
  void (*squared_errors)(
      const qk_grid *grid, const qk_group *candidates, size_t candidate_count,
      const float *weights, size_t count, double *squared_errors);

  // The parameters of every group, of those in question the ones with the least Σ(ŵ − w)² in
  // float64 and of equals the first, and how many of them the range of the storage format forced.
  // `room` is for 2 · group_size + 64 weights. Returns how many groups that are: fewer than all
  // where the extents of the next one are not as `scales` needs them.
  size_t (*clip)(
      const qk_grid *grid, const qk_clipping *clipping, const float *high, const float *low,
      const float *weights, size_t count, size_t group_size, float *room, qk_group *groups,
      uint64_t *clamped_count);

  // Counts, sums and extremes by sign. With NaN or infinities only `lowest`, `highest` and the
  // counts mean something: NaN is in none of them, an infinity is an extreme.
  void (*signs)(const float *weights, size_t count, qk_sign_sums *sums);

  // Σ(w − mean)², ³, ⁴.
  void (*central)(const float *weights, size_t count, double mean, qk_central_sums *sums);

  // The errors of weights ŵ that were restored from w, added in float64.
  void (*differences)(
      const float *weights, const float *restored, size_t count, qk_difference_sums *sums);

  // Whether no weight is NaN or infinite.
  int (*all_finite)(const float *weights, size_t count);

  // Weights as they are stored to float32, NaN and infinities included.
  void (*widen)(qk_element element, const void *source, size_t count, float *weights);

  // The sums over `rows` rows, the largest and the smallest weight of every group, and Σw² of every
  // column added to `squares`, which has an entry for each column or is NULL.
  //
  // Few terms at a time are added in float32, like the squares of a column, the rest in float64: a
  // sum of powers is off by 2^-19 of itself at worst, where deviations are neither so large that
  // their fourth power overflows nor all so small that it vanishes. Without scale and shift, 1 and
  // 0, there is less to do. A NaN or an infinity among the
  // weights makes `magnitude` one, too; nothing else means anything then.
  void (*survey)(
      qk_element element, const void *source, size_t rows, size_t columns, size_t group_size,
      float scale, float shift, float *high, float *low, float *_Nullable squares,
      qk_survey_sums *sums);

  // The number of finite weights w with |w − mean| > distance.
  size_t (*outliers)(
      qk_element element, const void *source, size_t count, double mean, double distance);

  // The asymmetry of a group is |high − low| / max(high, low), where high = max(0, maxima[g]) and
  // low = −min(0, minima[g]); a group where both are 0 has none. It lies in bin
  // ⌊asymmetry · QK_ASYMMETRY_BINS⌋, up to that of 1: a product with a power of two is exact.
  //
  // Adds to bins[0] … bins[QK_ASYMMETRY_BINS], and to an entry behind these that means nothing.
  // Returns in how many groups one of high and low is 0, but not both.
  size_t (*asymmetries)(
      const float *maxima, const float *minima, size_t count, uint32_t *bins);

  // The asymmetries in bins first_bin … last_bin, in the order of the groups; at most `count`.
  // Returns how many there are.
  size_t (*asymmetries_in)(
      const float *maxima, const float *minima, size_t count, int32_t first_bin, int32_t last_bin,
      double *asymmetries);
} qk_kernels;

// The implementations that this machine can run, slowest first.
//
// Returns the number of them, at least 1 and at most `capacity`, and stores their addresses, which
// stay valid for ever.
size_t qk_available(const qk_kernels *_Nullable *_Nonnull kernels, size_t capacity);

// The fastest of them.
const qk_kernels *qk_best(void);

#pragma clang assume_nonnull end

#endif
