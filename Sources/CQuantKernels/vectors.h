// The vector types of QK_WIDTH lanes, and the tables of the other files.

#include "include/quant_kernels.h"

typedef float vfloat __attribute__((ext_vector_type(QK_WIDTH)));
typedef int32_t vint __attribute__((ext_vector_type(QK_WIDTH)));
typedef float vhalf __attribute__((ext_vector_type(QK_WIDTH / 2)));
typedef double vdouble __attribute__((ext_vector_type(QK_WIDTH / 2)));
typedef int32_t vhalfint __attribute__((ext_vector_type(QK_WIDTH / 2)));
typedef int64_t vlong __attribute__((ext_vector_type(QK_WIDTH / 2)));
typedef uint16_t vshort __attribute__((ext_vector_type(QK_WIDTH)));
typedef uint8_t vbyte __attribute__((ext_vector_type(QK_WIDTH)));

// Sixteen and thirty-two numbers of 32 bits in registers.
typedef struct { vfloat parts[16 / QK_WIDTH]; } qk_table16;
typedef struct { vfloat parts[32 / QK_WIDTH]; } qk_table32;
