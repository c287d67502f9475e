// What weights lost, from themselves and what they were restored to.

typedef struct {
  vdouble squared_error, squared_weight, squared_restored, product, error, largest;
} qk_difference_lanes;

QK_LOOP void qk_add_differences(qk_difference_lanes *lanes, vdouble weights, vdouble restored) {
  const vdouble error = restored - weights, magnitude = __builtin_elementwise_abs(error);
  lanes->squared_error = qk_add_product(lanes->squared_error, error, error);
  lanes->squared_weight = qk_add_product(lanes->squared_weight, weights, weights);
  lanes->squared_restored = qk_add_product(lanes->squared_restored, restored, restored);
  lanes->product = qk_add_product(lanes->product, weights, restored);
  lanes->error += error;
  lanes->largest = magnitude > lanes->largest ? magnitude : lanes->largest;
}

static void qk_differences(
    const float *weights, const float *restored, size_t count, qk_difference_sums *sums) {
  qk_difference_lanes low = {0}, high = {0};
  vint zeroed = {0};
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    // The lanes beyond the end are zeros, which add nothing.
    const size_t left = count - index;
    const int is_whole = left >= QK_WIDTH;
    const vfloat w =
        is_whole ? QK_LOAD(vfloat, weights + index) : qk_load_part(weights + index, left);
    const vfloat r =
        is_whole ? QK_LOAD(vfloat, restored + index) : qk_load_part(restored + index, left);
    qk_add_differences(&low, qk_low_half(w), qk_low_half(r));
    qk_add_differences(&high, qk_high_half(w), qk_high_half(r));
    zeroed -= (w != 0) & (r == 0);
  }
  sums->squared_error = qk_sum(low.squared_error + high.squared_error);
  sums->squared_weight = qk_sum(low.squared_weight + high.squared_weight);
  sums->squared_restored = qk_sum(low.squared_restored + high.squared_restored);
  sums->product = qk_sum(low.product + high.product);
  sums->error_sum = qk_sum(low.error + high.error);
  sums->largest_error = 0;
  for (int lane = 0; lane < QK_WIDTH / 2; lane++) {
    sums->largest_error = fmax(sums->largest_error, fmax(low.largest[lane], high.largest[lane]));
  }
  sums->zeroed_count = qk_count(zeroed);
}
