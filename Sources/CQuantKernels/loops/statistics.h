// Counts and sums by sign, central moments, finiteness.

typedef struct {
  vdouble positive_sum, negative_sum;
  vfloat lowest, highest;
  vint positives, negatives, zeros;
} qk_sign_lanes;

QK_LOOP void qk_add_signs(qk_sign_lanes *lanes, vfloat weights) {
  vfloat positive = qk_larger(weights, (vfloat){0}), negative = qk_smaller(weights, (vfloat){0});
  lanes->positive_sum += qk_low_half(positive);
  lanes->positive_sum += qk_high_half(positive);
  lanes->negative_sum -= qk_low_half(negative);
  lanes->negative_sum -= qk_high_half(negative);
  lanes->lowest = qk_smaller(weights, lanes->lowest);
  lanes->highest = qk_larger(weights, lanes->highest);
  lanes->positives -= weights > 0;
  lanes->negatives -= weights < 0;
  lanes->zeros -= weights == 0;
}

static void qk_signs(const float *weights, size_t count, qk_sign_sums *sums) {
  qk_sign_lanes lanes = {0};
  lanes.lowest = qk_splat(INFINITY);
  lanes.highest = qk_splat(-INFINITY);
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    qk_add_signs(&lanes, QK_LOAD(vfloat, weights + index));
  }
  size_t left = count - index;
  if (left > 0) {
    // The lanes beyond the end repeat the last weight's place as NaN, which nothing counts.
    vfloat loaded = qk_load_part(weights + index, left);
    qk_add_signs(&lanes, qk_select(qk_lanes() < (int32_t)left, loaded, qk_splat(NAN)));
  }
  sums->positive_count = qk_count(lanes.positives);
  sums->negative_count = qk_count(lanes.negatives);
  sums->zero_count = qk_count(lanes.zeros);
  sums->positive_sum = qk_sum(lanes.positive_sum);
  sums->negative_sum = qk_sum(lanes.negative_sum);
  sums->lowest = qk_smallest(lanes.lowest);
  sums->highest = qk_largest(lanes.highest);
}

typedef struct {
  vdouble second, third, fourth;
} qk_central_lanes;

QK_LOOP void qk_add_deviations(qk_central_lanes *lanes, vdouble deviation) {
  vdouble square = deviation * deviation;
  lanes->second += square;
  lanes->third = qk_add_product(lanes->third, square, deviation);
  lanes->fourth = qk_add_product(lanes->fourth, square, square);
}

static void qk_central(const float *weights, size_t count, double mean, qk_central_sums *sums) {
  qk_central_lanes low = {0}, high = {0};
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vfloat loaded = QK_LOAD(vfloat, weights + index);
    qk_add_deviations(&low, qk_low_half(loaded) - mean);
    qk_add_deviations(&high, qk_high_half(loaded) - mean);
  }
  sums->second = qk_sum(low.second + high.second);
  sums->third = qk_sum(low.third + high.third);
  sums->fourth = qk_sum(low.fourth + high.fourth);
  for (; index < count; index++) {
    double deviation = weights[index] - mean, square = deviation * deviation;
    sums->second += square;
    sums->third += square * deviation;
    sums->fourth += square * square;
  }
}

static int qk_all_finite(const float *weights, size_t count) {
  vint largest = {0};
  size_t index = 0;
  for (; index + QK_WIDTH <= count; index += QK_WIDTH) {
    vint magnitude = QK_LOAD(vint, weights + index) & 0x7FFFFFFF;
    largest = magnitude > largest ? magnitude : largest;
  }
  vint magnitude = (vint)qk_load_part(weights + index, count - index) & 0x7FFFFFFF;
  largest = magnitude > largest ? magnitude : largest;
  return __builtin_reduce_max(largest) < 0x7F800000;
}
