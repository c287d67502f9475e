// What a comparison needs of the weights themselves, whatever the scheme.

typedef struct {
  vdouble squared;
  vint zeros;
} qk_weight_lanes;

// `length` vectors, at most qk_run_length of them.
QK_LOOP void qk_add_weights(qk_weight_lanes *lanes, const float *weights, size_t length) {
  vfloat squared = {0};
  vint zeros = {0};
  for (size_t vector = 0; vector < length; vector++) {
#pragma clang fp contract(fast)
    vfloat loaded = QK_LOAD(vfloat, weights + vector * QK_WIDTH);
    squared = squared + loaded * loaded;
    zeros -= loaded == 0;
  }
  lanes->zeros += zeros;
  vint isLost = (squared < 1e-30f) & (zeros != (int32_t)length);
  if (__builtin_reduce_or(isLost | ~(squared < 1e30f)) == 0) {
    lanes->squared += qk_low_half(squared) + qk_high_half(squared);
    return;
  }
  for (size_t vector = 0; vector < length; vector++) {
    vfloat loaded = QK_LOAD(vfloat, weights + vector * QK_WIDTH);
    vdouble low = qk_low_half(loaded), high = qk_high_half(loaded);
    lanes->squared += low * low + high * high;
  }
}

static int qk_weights(const float *weights, size_t count, qk_weight_sums *sums) {
  qk_weight_lanes lanes = {0};
  const size_t run = qk_run_length * QK_WIDTH;
  size_t index = 0;
  for (; index + run <= count; index += run) qk_add_weights(&lanes, weights + index, qk_run_length);
  size_t vectors = (count - index) / QK_WIDTH;
  qk_add_weights(&lanes, weights + index, vectors);
  index += vectors * QK_WIDTH;
  double squared = qk_sum(lanes.squared);
  sums->zero_count += qk_count(lanes.zeros);
  for (; index < count; index++) {
    squared += (double)weights[index] * weights[index];
    sums->zero_count += weights[index] == 0;
  }
  sums->squared_weight += squared;
  // Squares of float32 numbers do not overflow float64.
  return squared < INFINITY;
}
