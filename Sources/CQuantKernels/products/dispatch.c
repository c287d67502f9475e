// Which products the machine can run.

#include "../include/product_kernels.h"

extern const qk_products qk_products_baseline;
#if defined(__x86_64__)
extern const qk_products qk_products_avx2;
extern const qk_products qk_products_avx512;
#endif

size_t qk_products_available(const qk_products *_Nullable *_Nonnull products, size_t capacity) {
  const qk_products *found[3];
  size_t count = 0;
  found[count++] = &qk_products_baseline;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
      && __builtin_cpu_supports("f16c")) {
    found[count++] = &qk_products_avx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vnni")) {
      found[count++] = &qk_products_avx512;
    }
  }
#endif
  if (count > capacity) count = capacity;
  for (size_t index = 0; index < count; index++) products[index] = found[index];
  return count;
}
