// Everything about stored weights that takes one look: extents of groups, power sums, signs, the
// squares of columns.

typedef int64_t vlong __attribute__((ext_vector_type(QK_WIDTH / 2)));

QK_LOOP size_t qk_element_size(qk_element element) {
  switch (element) {
  case QK_ELEMENT_F32: return 4;
  case QK_ELEMENT_F16:
  case QK_ELEMENT_BF16: return 2;
  case QK_ELEMENT_E4M3:
  case QK_ELEMENT_E5M2: return 1;
  }
}

QK_LOOP vfloat qk_load_stored(qk_element element, const char *source) {
  switch (element) {
  case QK_ELEMENT_F32: return QK_LOAD(vfloat, source);
  case QK_ELEMENT_F16: return qk_from_f16(__builtin_convertvector(QK_LOAD(vshort, source), vint));
  case QK_ELEMENT_BF16: return qk_from_bf16(__builtin_convertvector(QK_LOAD(vshort, source), vint));
  case QK_ELEMENT_E4M3: return qk_from_e4m3(__builtin_convertvector(QK_LOAD(vbyte, source), vint));
  case QK_ELEMENT_E5M2: return qk_from_e5m2(__builtin_convertvector(QK_LOAD(vbyte, source), vint));
  }
}

QK_LOOP float qk_load_one(qk_element element, const char *source) {
  char padded[4 * QK_WIDTH] = {0};
  memcpy(padded, source, qk_element_size(element));
  return qk_load_stored(element, padded)[0];
}

// The sums of a few vectors in float32, and what they add up to in float64.
typedef struct {
  vfloat first, second, third, fourth, magnitude;
} qk_brief_sums;

typedef struct {
  vdouble first, second, third, fourth, magnitude;
} qk_long_sums;

typedef struct {
  qk_brief_sums brief;
  qk_long_sums sums;
  // Vectors in `brief`.
  size_t pending;
  vint negatives, positives;
} qk_survey_lanes;

// So many vectors are added in float32.
#define QK_BRIEF 16

QK_LOOP vfloat qk_scaled_deviation(vfloat weights, float scale, float shift) {
#pragma clang fp contract(fast)
  return weights * scale - shift;
}
QK_LOOP vfloat qk_add_float_product(vfloat sum, vfloat left, vfloat right) {
#pragma clang fp contract(fast)
  return sum + left * right;
}

QK_LOOP void qk_add_survey(qk_survey_lanes *lanes, vfloat weights, float scale, float shift) {
  vfloat deviation = qk_scaled_deviation(weights, scale, shift), square = deviation * deviation;
  lanes->brief.first += deviation;
  lanes->brief.second += square;
  lanes->brief.third = qk_add_float_product(lanes->brief.third, square, deviation);
  lanes->brief.fourth = qk_add_float_product(lanes->brief.fourth, square, square);
  lanes->brief.magnitude += (vfloat)((vint)weights & 0x7FFFFFFF);
  lanes->negatives -= weights < 0;
  lanes->positives -= weights > 0;
}

QK_LOOP vdouble qk_widened_sum(vdouble sum, vfloat brief) {
  return sum + (qk_low_half(brief) + qk_high_half(brief));
}

QK_LOOP void qk_flush_survey(qk_survey_lanes *lanes) {
  lanes->sums.first = qk_widened_sum(lanes->sums.first, lanes->brief.first);
  lanes->sums.second = qk_widened_sum(lanes->sums.second, lanes->brief.second);
  lanes->sums.third = qk_widened_sum(lanes->sums.third, lanes->brief.third);
  lanes->sums.fourth = qk_widened_sum(lanes->sums.fourth, lanes->brief.fourth);
  lanes->sums.magnitude = qk_widened_sum(lanes->sums.magnitude, lanes->brief.magnitude);
  lanes->brief = (qk_brief_sums){0};
  lanes->pending = 0;
}

QK_LOOP void qk_add_survey_of(float weight, float scale, float shift, qk_survey_sums *sums) {
  double deviation = (double)weight * scale - shift, square = deviation * deviation;
  sums->first += deviation;
  sums->second += square;
  sums->third += square * deviation;
  sums->fourth += square * square;
  sums->magnitude += fabsf(weight);
  sums->negative_count += weight < 0;
  sums->positive_count += weight > 0;
}

QK_LOOP void qk_reduce_survey(qk_survey_lanes *lanes, qk_survey_sums *sums) {
  qk_flush_survey(lanes);
  sums->first += qk_sum(lanes->sums.first);
  sums->second += qk_sum(lanes->sums.second);
  sums->third += qk_sum(lanes->sums.third);
  sums->fourth += qk_sum(lanes->sums.fourth);
  sums->magnitude += qk_sum(lanes->sums.magnitude);
  sums->negative_count += qk_count(lanes->negatives);
  sums->positive_count += qk_count(lanes->positives);
}

QK_LOOP void qk_survey_group(
    qk_element element, const char *source, size_t count, float scale, float shift, float *high,
    float *low, qk_survey_lanes *lanes, qk_survey_sums *sums) {
  const size_t size = qk_element_size(element);
  vfloat largest = qk_splat(-INFINITY), smallest = qk_splat(INFINITY);
  size_t index = 0;
  while (index + QK_WIDTH <= count) {
    size_t vectors = (count - index) / QK_WIDTH, room = QK_BRIEF - lanes->pending;
    vectors = vectors < room ? vectors : room;
    for (size_t end = index + vectors * QK_WIDTH; index < end; index += QK_WIDTH) {
      vfloat weights = qk_load_stored(element, source + index * size);
      largest = qk_larger(weights, largest);
      smallest = qk_smaller(weights, smallest);
      qk_add_survey(lanes, weights, scale, shift);
    }
    lanes->pending += vectors;
    if (lanes->pending == QK_BRIEF) qk_flush_survey(lanes);
  }
  *high = qk_largest(largest);
  *low = qk_smallest(smallest);
  for (; index < count; index++) {
    float weight = qk_load_one(element, source + index * size);
    *high = weight > *high ? weight : *high;
    *low = weight < *low ? weight : *low;
    qk_add_survey_of(weight, scale, shift, sums);
  }
}

// The squares of one group of several rows: the sums are read and written once for all of them.
QK_LOOP void qk_square_group(
    qk_element element, const char *source, size_t rows, size_t stride, size_t count,
    float *squares) {
  const size_t size = qk_element_size(element);
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vfloat sum = QK_LOAD(vfloat, squares + index);
    for (size_t row = 0; row < rows; row++) {
      vfloat weights = qk_load_stored(element, source + row * stride + index * size);
      sum = qk_add_float_product(sum, weights, weights);
    }
    memcpy(squares + index, &sum, sizeof sum);
  }
  for (; index < count; index++) {
    for (size_t row = 0; row < rows; row++) {
      float weight = qk_load_one(element, source + row * stride + index * size);
      squares[index] += weight * weight;
    }
  }
}

// So many rows are worked on at a time.
#define QK_ROW_BLOCK 4

QK_LOOP void qk_survey_rows(
    qk_element element, const char *source, size_t rows, size_t columns, size_t group_size,
    float scale, float shift, float *high, float *low, float *squares, qk_survey_sums *sums) {
  const size_t size = qk_element_size(element), stride = columns * size;
  const size_t groups = (columns + group_size - 1) / group_size;
  qk_survey_lanes lanes = {0};
  for (size_t first = 0; first < rows; first += QK_ROW_BLOCK) {
    const size_t block = rows - first < QK_ROW_BLOCK ? rows - first : QK_ROW_BLOCK;
    for (size_t group = 0; group < groups; group++) {
      const size_t start = group * group_size;
      const size_t count = columns - start < group_size ? columns - start : group_size;
      const char *weights = source + first * stride + start * size;
      for (size_t row = 0; row < block; row++) {
        const size_t index = (first + row) * groups + group;
        qk_survey_group(
            element, weights + row * stride, count, scale, shift, high + index, low + index, &lanes,
            sums);
      }
      if (squares && block == QK_ROW_BLOCK) {
        qk_square_group(element, weights, QK_ROW_BLOCK, stride, count, squares + start);
      } else if (squares) {
        qk_square_group(element, weights, block, stride, count, squares + start);
      }
    }
  }
  qk_reduce_survey(&lanes, sums);
}

QK_LOOP size_t qk_outliers_of(
    qk_element element, const char *source, size_t count, double mean, double distance) {
  const size_t size = qk_element_size(element);
  vlong beyond = {0};
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vfloat weights = qk_load_stored(element, source + index * size);
    vdouble low = __builtin_elementwise_abs(qk_low_half(weights) - mean);
    vdouble high = __builtin_elementwise_abs(qk_high_half(weights) - mean);
    beyond -= (low > distance) & (low < INFINITY);
    beyond -= (high > distance) & (high < INFINITY);
  }
  size_t outliers = 0;
  for (int lane = 0; lane < QK_WIDTH / 2; lane++) outliers += (size_t)beyond[lane];
  for (; index < count; index++) {
    double deviation = fabs(qk_load_one(element, source + index * size) - mean);
    outliers += deviation > distance && deviation < INFINITY;
  }
  return outliers;
}

// Calls `loop` with the element as a constant.
#define QK_FOR_ELEMENT(loop, element, ...) \
  switch (element) { \
  case QK_ELEMENT_F32: return loop(QK_ELEMENT_F32, __VA_ARGS__); \
  case QK_ELEMENT_F16: return loop(QK_ELEMENT_F16, __VA_ARGS__); \
  case QK_ELEMENT_BF16: return loop(QK_ELEMENT_BF16, __VA_ARGS__); \
  case QK_ELEMENT_E4M3: return loop(QK_ELEMENT_E4M3, __VA_ARGS__); \
  case QK_ELEMENT_E5M2: return loop(QK_ELEMENT_E5M2, __VA_ARGS__); \
  }

static void qk_survey(
    qk_element element, const void *source, size_t rows, size_t columns, size_t group_size,
    float scale, float shift, float *high, float *low, float *squares, qk_survey_sums *sums) {
  memset(sums, 0, sizeof *sums);
  if (squares) {
    QK_FOR_ELEMENT(
        qk_survey_rows, element, source, rows, columns, group_size, scale, shift, high, low,
        squares, sums)
  }
  QK_FOR_ELEMENT(
      qk_survey_rows, element, source, rows, columns, group_size, scale, shift, high, low, NULL,
      sums)
}

static size_t qk_outliers(
    qk_element element, const void *source, size_t count, double mean, double distance) {
  QK_FOR_ELEMENT(qk_outliers_of, element, source, count, mean, distance)
}
