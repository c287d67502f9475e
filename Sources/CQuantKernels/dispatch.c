// Which implementations the machine can run.

#include "include/quant_kernels.h"

extern const qk_kernels qk_baseline;
#if defined(__x86_64__)
extern const qk_kernels qk_avx2;
extern const qk_kernels qk_avx512;
extern const qk_kernels qk_avx512_vbmi;
#endif

enum { qk_most = 4 };

int qk_asks_in_line;

#if defined(__x86_64__)
// Measured on Zen 4 on one side and on Emerald Rapids on the other.
__attribute__((constructor)) static void qk_know_processor(void) {
  __builtin_cpu_init();
  qk_asks_in_line = __builtin_cpu_is("amd") != 0;
}
#endif

size_t qk_available(const qk_kernels *_Nullable *_Nonnull kernels, size_t capacity) {
  const qk_kernels *found[qk_most];
  size_t count = 0;
  found[count++] = &qk_baseline;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    found[count++] = &qk_avx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
      found[count++] = &qk_avx512;
      if (__builtin_cpu_supports("avx512vbmi")) found[count++] = &qk_avx512_vbmi;
    }
  }
#endif
  if (count > capacity) count = capacity;
  for (size_t index = 0; index < count; index++) kernels[index] = found[index];
  return count;
}

const qk_kernels *qk_best(void) {
  const qk_kernels *kernels[qk_most];
  return kernels[qk_available(kernels, qk_most) - 1];
}
