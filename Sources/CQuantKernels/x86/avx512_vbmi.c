// AVX-512 with permutations of bytes.

#define QK_FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,fma"
#define QK_HAS_BYTE_PERMUTE
#define QK_NAME "avx512vbmi"
#define QK_TABLE qk_avx512_vbmi
#include "avx512.h"
