// The vector types of QK_WIDTH lanes.

#include "../include/product_kernels.h"

typedef float vfloat __attribute__((ext_vector_type(QK_WIDTH)));
typedef int32_t vint __attribute__((ext_vector_type(QK_WIDTH)));
typedef uint32_t vuint __attribute__((ext_vector_type(QK_WIDTH)));
typedef uint16_t vshort __attribute__((ext_vector_type(QK_WIDTH)));
typedef uint8_t vbyte __attribute__((ext_vector_type(QK_WIDTH)));
typedef uint8_t vbytes __attribute__((ext_vector_type(4 * QK_WIDTH)));
