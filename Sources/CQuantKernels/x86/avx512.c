// AVX-512 as every processor has it that has more than its foundation.

#define QK_FEATURES "avx512f,avx512bw,avx512dq,avx512vl,fma"
#define QK_NAME "avx512"
#define QK_TABLE qk_avx512
#include "avx512.h"
