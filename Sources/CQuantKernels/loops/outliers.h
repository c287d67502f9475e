// Weights far from the mean.

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

static size_t qk_outliers(
    qk_element element, const void *source, size_t count, double mean, double distance) {
  QK_FOR_ELEMENT(qk_outliers_of, element, source, count, mean, distance)
}
