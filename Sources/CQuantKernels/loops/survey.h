// Everything about stored weights that takes one look: extents of groups, power sums, signs, the
// squares of columns.

// So many terms of a lane are added in float32, and so many of these sums.
#define QK_BRIEF 32
#define QK_BRIEFS 32
_Static_assert(QK_BRIEF * QK_BRIEFS <= INT16_MAX, "more signs than 16 bits count");

// Of the few weights looked at last.
typedef struct {
  vfloat first, second, third, fourth, magnitude;
  // Weights whose sign bit is set, zeros among them, counted in 16 bits: those of bfloat16 in both
  // halves of a lane.
  vint negatives;
} qk_brief_sums;

typedef struct {
  vdouble first, second, third, fourth, magnitude;
  vint negatives;
  // What is not in the sums above yet.
  qk_brief_sums latest;
  int latest_count;
  vint zeros, negative_zeros;
  uint64_t count;
} qk_survey_lanes;

// The map from weights to deviations; plain where it changes nothing.
typedef struct {
  int is_plain;
  float scale, shift;
} qk_deviation;

// The same columns of neighbouring rows.
typedef struct {
  const char *first;
  // Bytes from one row to the next.
  size_t stride;
  int count;
} qk_some_rows;

QK_LOOP vfloat qk_deviation_of(qk_deviation map, vfloat weights) {
#pragma clang fp contract(fast)
  return map.is_plain ? weights : weights * map.scale - map.shift;
}

QK_LOOP vdouble qk_widened_sum(vdouble sum, vfloat brief) {
  return sum + (qk_low_half(brief) + qk_high_half(brief));
}

QK_LOOP void qk_add_latest(qk_survey_lanes *lanes) {
  const qk_brief_sums latest = lanes->latest;
  lanes->first = qk_widened_sum(lanes->first, latest.first);
  lanes->second = qk_widened_sum(lanes->second, latest.second);
  lanes->third = qk_widened_sum(lanes->third, latest.third);
  lanes->fourth = qk_widened_sum(lanes->fourth, latest.fourth);
  lanes->magnitude = qk_widened_sum(lanes->magnitude, latest.magnitude);
  lanes->negatives += (latest.negatives & 0xFFFF) + (latest.negatives >> 16);
  lanes->latest = (qk_brief_sums){0};
  lanes->latest_count = 0;
}

QK_LOOP void qk_add_brief(qk_survey_lanes *lanes, const qk_brief_sums *brief) {
  lanes->latest.first += brief->first;
  lanes->latest.second += brief->second;
  lanes->latest.third += brief->third;
  lanes->latest.fourth += brief->fourth;
  lanes->latest.magnitude += brief->magnitude;
  lanes->latest.negatives += brief->negatives;
  if (++lanes->latest_count == QK_BRIEFS) qk_add_latest(lanes);
}

// The sign bits of `width` vectors, in 16 bits of a lane or in both halves of it.
QK_LOOP vint qk_sign_bits(
    qk_element element, int width, const char *place, const vfloat *weights) {
  typedef uint16_t vhalves __attribute__((ext_vector_type(2 * QK_WIDTH)));
  typedef uint32_t vuint __attribute__((ext_vector_type(QK_WIDTH)));
  if (element == QK_ELEMENT_BF16 && width == 2) return (vint)(QK_LOAD(vhalves, place) >> 15);
  vint bits = (vint)((vuint)weights[0] >> 31);
  return width == 2 ? bits + (vint)((vuint)weights[1] >> 31) : bits;
}

// Zeros are counted only where there are any: a second look, but at what a core just saw.
QK_LOOP void qk_count_zeros(
    qk_element element, int width, qk_some_rows rows, size_t steps, qk_survey_lanes *lanes) {
  const size_t step_bytes = width * QK_WIDTH * qk_element_size(element);
  for (int row = 0; row < rows.count; row++) {
    for (size_t step = 0; step < steps; step++) {
      vfloat weights[2];
      qk_load_vectors(element, width, rows.first + row * rows.stride + step * step_bytes, weights);
      for (int vector = 0; vector < width; vector++) {
        lanes->zeros -= weights[vector] == 0;
        lanes->negative_zeros -= (vint)weights[vector] == INT32_MIN;
      }
    }
  }
}

typedef struct {
  vfloat largest[QK_ROW_BLOCK], smallest[QK_ROW_BLOCK];
} qk_extremes;

// `steps` times `width` vectors of every row, no more than QK_BRIEF in all.
QK_LOOP void qk_survey_steps(
    qk_element element, int width, qk_some_rows rows, size_t steps, qk_deviation map,
    qk_extremes *extremes, float *squares, qk_survey_lanes *lanes) {
  const size_t step_bytes = width * QK_WIDTH * qk_element_size(element);
  float unused[2 * QK_WIDTH] = {0}, *target = squares ? squares : unused;
  const size_t advance = squares ? width * QK_WIDTH : 0;
  const size_t ahead = qk_row_ahead(rows.count, rows.stride);
  qk_extremes found = *extremes;
  qk_brief_sums brief = {0};
  vint least = (vint){0} - 1;
  for (size_t step = 0; step < steps; step++) {
    // Of the deviations and of the weights, which are the same where the map is plain.
    vfloat second[2] = {0}, columns[2] = {0};
#pragma clang loop unroll(full)
    for (int row = 0; row < rows.count; row++) {
      vfloat weights[2];
      const char *place = rows.first + row * rows.stride + step * step_bytes;
      QK_ASK_BEHIND(place, step_bytes, ahead, 3)
      qk_load_vectors(element, width, place, weights);
      brief.negatives += qk_sign_bits(element, width, place, weights);
#pragma clang loop unroll(full)
      for (int vector = 0; vector < width; vector++) {
        vfloat loaded = weights[vector], magnitude = qk_magnitude(loaded);
        vfloat deviation = qk_deviation_of(map, loaded), square = deviation * deviation;
        found.largest[row] = qk_larger(loaded, found.largest[row]);
        found.smallest[row] = qk_smaller(loaded, found.smallest[row]);
        brief.first += deviation;
        second[vector] += square;
        brief.third = qk_add_float_product(brief.third, square, deviation);
        brief.fourth = qk_add_float_product(brief.fourth, square, square);
        brief.magnitude += magnitude;
        if (!map.is_plain) columns[vector] = qk_add_float_product(columns[vector], loaded, loaded);
        least = qk_lesser(least, (vint)magnitude);
      }
    }
#pragma clang loop unroll(full)
    for (int vector = 0; vector < width; vector++) brief.second += second[vector];
    qk_add_to_columns(element, width, map.is_plain ? second : columns, target + step * advance);
  }
  *extremes = found;
  lanes->count += rows.count * steps * width * QK_WIDTH;
  qk_add_brief(lanes, &brief);
  if (__builtin_reduce_or(least == 0) != 0) qk_count_zeros(element, width, rows, steps, lanes);
}

// Of the few weights that fill no vector all sums are float64.
QK_LOOP void qk_survey_one(
    float weight, qk_deviation map, float *high, float *low, float *square, qk_survey_sums *sums) {
  double deviation = (double)weight * map.scale - map.shift, squared = deviation * deviation;
  *high = weight > *high ? weight : *high;
  *low = weight < *low ? weight : *low;
  if (square) *square += weight * weight;
  sums->first += deviation;
  sums->second += squared;
  sums->third += squared * deviation;
  sums->fourth += squared * squared;
  sums->magnitude += fabsf(weight);
  sums->negative_count += weight < 0;
  sums->positive_count += weight > 0;
}

// A group of every row, whose extremes lie `groups` apart.
QK_LOOP void qk_survey_group(
    qk_element element, qk_some_rows rows, size_t count, qk_deviation map, size_t groups,
    float *high, float *low, float *squares, qk_survey_lanes *lanes, qk_survey_sums *sums) {
  const size_t size = qk_element_size(element);
  qk_extremes extremes;
#pragma clang loop unroll(full)
  for (int row = 0; row < QK_ROW_BLOCK; row++) {
    extremes.largest[row] = qk_splat(-INFINITY);
    extremes.smallest[row] = qk_splat(INFINITY);
  }
  size_t index = 0;
  while (count - index >= QK_WIDTH) {
    const size_t vectors = (count - index) / QK_WIDTH, most = QK_BRIEF / 2 / rows.count;
    const size_t pairs = vectors / 2 < most ? vectors / 2 : most;
    float *columns = squares ? squares + index : NULL;
    qk_some_rows rest = {rows.first + index * size, rows.stride, rows.count};
    if (pairs > 0) {
      qk_survey_steps(element, 2, rest, pairs, map, &extremes, columns, lanes);
    } else {
      qk_survey_steps(element, 1, rest, 1, map, &extremes, columns, lanes);
    }
    index += (pairs > 0 ? 2 * pairs : 1) * QK_WIDTH;
  }
  float largest[QK_ROW_BLOCK], smallest[QK_ROW_BLOCK];
  qk_largest_of_rows(rows.count, extremes.largest, largest);
  qk_smallest_of_rows(rows.count, extremes.smallest, smallest);
  for (int row = 0; row < rows.count; row++) {
    for (size_t rest = index; rest < count; rest++) {
      float weight = qk_load_one(element, rows.first + row * rows.stride + rest * size);
      float *square = squares ? squares + rest : NULL;
      qk_survey_one(weight, map, &largest[row], &smallest[row], square, sums);
    }
    high[row * groups] = largest[row];
    low[row * groups] = smallest[row];
  }
}

// The largest and the smallest of the extremes of `groups` groups.
QK_LOOP void qk_overall_extremes(
    const float *high, const float *low, size_t groups, qk_survey_sums *sums) {
  vfloat largest = qk_splat(-INFINITY), smallest = qk_splat(INFINITY);
  size_t group = 0;
  for (; group + QK_WIDTH <= groups; group += QK_WIDTH) {
    largest = qk_larger(QK_LOAD(vfloat, high + group), largest);
    smallest = qk_smaller(QK_LOAD(vfloat, low + group), smallest);
  }
  sums->highest = qk_largest(largest);
  sums->lowest = qk_smallest(smallest);
  for (; group < groups; group++) {
    sums->highest = high[group] > sums->highest ? high[group] : sums->highest;
    sums->lowest = low[group] < sums->lowest ? low[group] : sums->lowest;
  }
}

QK_LOOP void qk_reduce_survey(qk_survey_lanes *lanes, qk_survey_sums *sums) {
  qk_add_latest(lanes);
  sums->first += qk_sum(lanes->first);
  sums->second += qk_sum(lanes->second);
  sums->third += qk_sum(lanes->third);
  sums->fourth += qk_sum(lanes->fourth);
  sums->magnitude += qk_sum(lanes->magnitude);
  const uint64_t negatives = qk_count(lanes->negatives) - qk_count(lanes->negative_zeros);
  sums->negative_count += negatives;
  sums->positive_count += lanes->count - negatives - qk_count(lanes->zeros);
}

QK_LOOP void qk_survey_rows(
    qk_element element, int is_plain, const char *source, size_t rows, size_t columns,
    size_t group_size, float scale, float shift, float *high, float *low, float *squares,
    qk_survey_sums *sums) {
  const qk_deviation map = {is_plain, scale, shift};
  const size_t size = qk_element_size(element), stride = columns * size;
  const size_t groups = (columns + group_size - 1) / group_size;
  qk_survey_lanes lanes = {0};
  size_t block = 0;
  for (size_t row = 0; row < rows; row += block) {
    block = rows - row < QK_ROW_BLOCK ? 1 : QK_ROW_BLOCK;
    for (size_t group = 0; group < groups; group++) {
      const size_t start = group * group_size, index = row * groups + group;
      const size_t count = columns - start < group_size ? columns - start : group_size;
      const char *first = source + row * stride + start * size;
      float *sums_of_columns = squares ? squares + start : NULL;
      if (block == QK_ROW_BLOCK) {
        qk_survey_group(
            element, (qk_some_rows){first, stride, QK_ROW_BLOCK}, count, map, groups, high + index,
            low + index, sums_of_columns, &lanes, sums);
      } else {
        qk_survey_group(
            element, (qk_some_rows){first, stride, 1}, count, map, groups, high + index,
            low + index, sums_of_columns, &lanes, sums);
      }
    }
  }
  qk_reduce_survey(&lanes, sums);
  qk_overall_extremes(high, low, rows * groups, sums);
}

static void qk_survey(
    qk_element element, const void *source, size_t rows, size_t columns, size_t group_size,
    float scale, float shift, float *high, float *low, float *squares, qk_survey_sums *sums) {
  memset(sums, 0, sizeof *sums);
  if (scale == 1 && shift == 0) {
    QK_FOR_ELEMENT(
        qk_survey_rows, element, 1, source, rows, columns, group_size, scale, shift, high, low,
        squares, sums)
  }
  QK_FOR_ELEMENT(
      qk_survey_rows, element, 0, source, rows, columns, group_size, scale, shift, high, low,
      squares, sums)
}
