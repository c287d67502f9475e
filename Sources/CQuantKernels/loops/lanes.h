// Vectors of QK_WIDTH lanes: loading, choosing, reducing.

#include <math.h>
#include <string.h>

// What the compiler may assume nothing about from here on.
#define QK_HIDE(vector) __asm__("" : "+" QK_REGISTER (vector))

// Vectors that go through a chain of steps side by side.
#define QK_EACH(vector, vectors) \
  _Pragma("clang loop unroll(full)") for (int vector = 0; vector < (vectors); vector++)

// Every vector is there before any of them goes on.
#if QK_AT_ONCE == 4
#define QK_ABREAST(array, vectors) \
  if ((vectors) == 4) __asm__( \
      "" : "+" QK_REGISTER((array)[0]), "+" QK_REGISTER((array)[1]), \
      "+" QK_REGISTER((array)[2]), "+" QK_REGISTER((array)[3]))
#else
#define QK_ABREAST(array, vectors) \
  if ((vectors) == 2) __asm__("" : "+" QK_REGISTER((array)[0]), "+" QK_REGISTER((array)[1]))
#endif

// So many rows are worked on side by side, as registers allow.
#define QK_ROW_BLOCK (QK_WIDTH == 16 ? 4 : 2)

#define QK_LOOP static inline __attribute__((always_inline))
#define QK_LOAD(type, source) \
  ({ type loaded; memcpy(&loaded, (source), sizeof loaded); loaded; })

QK_LOOP vfloat qk_splat(float value) { return (vfloat)(value); }
QK_LOOP vfloat qk_select(vint mask, vfloat yes, vfloat no) {
  return (vfloat)((mask & (vint)yes) | (~mask & (vint)no));
}
QK_LOOP vfloat qk_larger(vfloat candidate, vfloat kept) {
  return candidate > kept ? candidate : kept;
}
QK_LOOP vfloat qk_smaller(vfloat candidate, vfloat kept) {
  return candidate < kept ? candidate : kept;
}

QK_LOOP vfloat qk_magnitude(vfloat vector) { return (vfloat)((vint)vector & 0x7FFFFFFF); }

#ifndef QK_HAS_LARGER_MAGNITUDE
// The larger of the magnitude of `candidate` and of `kept`, which is not negative.
QK_LOOP vfloat qk_larger_magnitude(vfloat candidate, vfloat kept) {
  return qk_larger(qk_magnitude(candidate), kept);
}
#endif

#ifndef QK_HAS_LOOK
// Entries of a table in memory.
QK_LOOP vfloat qk_look(const float *entries, vint index) {
  vfloat found;
  for (int lane = 0; lane < QK_WIDTH; lane++) found[lane] = entries[index[lane]];
  return found;
}
#endif

// Bit k tells whether lane k of a comparison is true.
QK_LOOP uint64_t qk_bits(vint comparison) {
  typedef _Bool vbool __attribute__((ext_vector_type(QK_WIDTH)));
  vbool lanes = __builtin_convertvector(comparison, vbool);
  uint64_t bits = 0;
  memcpy(&bits, &lanes, sizeof lanes);
  return bits;
}

QK_LOOP vint qk_lanes(void) {
  vint lanes;
  for (int lane = 0; lane < QK_WIDTH; lane++) lanes[lane] = lane;
  return lanes;
}

// The first `count` weights; the other lanes are 0.
QK_LOOP vfloat qk_load_part(const float *weights, size_t count) {
  vfloat loaded = {0};
  memcpy(&loaded, weights, count * sizeof *weights);
  return loaded;
}

QK_LOOP vdouble qk_low_half(vfloat vector) {
  vhalf half;
  memcpy(&half, &vector, sizeof half);
  return __builtin_convertvector(half, vdouble);
}
QK_LOOP vdouble qk_high_half(vfloat vector) {
  vhalf half;
  memcpy(&half, (const char *)&vector + sizeof half, sizeof half);
  return __builtin_convertvector(half, vdouble);
}

QK_LOOP vdouble qk_both_halves(vfloat vector) {
  return qk_low_half(vector) + qk_high_half(vector);
}

// The largest and the smallest lane, by halves: the compiler's own reduction minds NaN.
QK_LOOP vfloat qk_rotated(vfloat vector, int by) {
  vfloat rotated;
  for (int lane = 0; lane < QK_WIDTH; lane++) rotated[lane] = vector[(lane + by) % QK_WIDTH];
  return rotated;
}
QK_LOOP float qk_largest(vfloat vector) {
#pragma clang loop unroll(full)
  for (int half = QK_WIDTH / 2; half > 0; half /= 2) {
    vector = qk_larger(qk_rotated(vector, half), vector);
  }
  return vector[0];
}
QK_LOOP float qk_smallest(vfloat vector) {
#pragma clang loop unroll(full)
  for (int half = QK_WIDTH / 2; half > 0; half /= 2) {
    vector = qk_smaller(qk_rotated(vector, half), vector);
  }
  return vector[0];
}

// A vector of 16-bit or 8-bit numbers into the lanes of a wider one is left to
// __builtin_convertvector; halves are put together here.
QK_LOOP vfloat qk_joined(vhalf low, vhalf high) {
  vfloat joined;
  memcpy(&joined, &low, sizeof low);
  memcpy((char *)&joined + sizeof low, &high, sizeof high);
  return joined;
}

QK_LOOP double qk_sum(vdouble vector) {
#pragma clang loop unroll(full)
  for (int half = QK_WIDTH / 4; half > 0; half /= 2) {
    vdouble rotated;
    for (int lane = 0; lane < QK_WIDTH / 2; lane++) {
      rotated[lane] = vector[(lane + half) % (QK_WIDTH / 2)];
    }
    vector += rotated;
  }
  return vector[0];
}
QK_LOOP uint64_t qk_count(vint vector) {
  uint64_t sum = 0;
  for (int lane = 0; lane < QK_WIDTH; lane++) sum += (uint32_t)vector[lane];
  return sum;
}

// sum + left · right; fused where the machine can, which only sums are allowed to be.
QK_LOOP vdouble qk_add_product(vdouble sum, vdouble left, vdouble right) {
#pragma clang fp contract(fast)
  return sum + left * right;
}
// The same wherever it stands and however it is compiled, for two loops that promise one sum.
QK_LOOP vfloat qk_add_float_product(vfloat sum, vfloat left, vfloat right) {
#pragma clang fp contract(on)
  return sum + left * right;
}
