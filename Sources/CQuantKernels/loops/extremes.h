// The largest and the smallest lanes of several vectors.

// The lesser of two numbers without sign.
QK_LOOP vint qk_lesser(vint left, vint right) {
  typedef uint32_t vuint __attribute__((ext_vector_type(QK_WIDTH)));
  return (vint)__builtin_elementwise_min((vuint)left, (vuint)right);
}

// Half of the lanes of each: every second run of `run` lanes, from the first or the second on.
QK_LOOP vfloat qk_half_of_each(vfloat left, vfloat right, int run, int first) {
  vfloat halves;
#pragma clang loop unroll(full)
  for (int lane = 0; lane < QK_WIDTH; lane++) {
    const int from = lane - lane / run % 2 * run + first * run;
    halves[lane] = lane / run % 2 ? right[from] : left[from];
  }
  return halves;
}

// Four vectors are folded into one, whose first four lanes then belong to one of them each.
#define QK_OF_ROWS(name, better, best) \
  QK_LOOP void name(int rows, const vfloat *vectors, float *found) { \
    if (rows != 4) { \
      _Pragma("clang loop unroll(full)") \
      for (int row = 0; row < rows; row++) found[row] = best(vectors[row]); \
      return; \
    } \
    vfloat pairs[2]; \
    _Pragma("clang loop unroll(full)") \
    for (int pair = 0; pair < 2; pair++) { \
      vfloat left = vectors[2 * pair], right = vectors[2 * pair + 1]; \
      pairs[pair] = better( \
          qk_half_of_each(left, right, 1, 0), qk_half_of_each(left, right, 1, 1)); \
    } \
    vfloat folded = better( \
        qk_half_of_each(pairs[0], pairs[1], 2, 0), qk_half_of_each(pairs[0], pairs[1], 2, 1)); \
    _Pragma("clang loop unroll(full)") \
    for (int half = QK_WIDTH / 2; half > 2; half /= 2) { \
      folded = better(qk_rotated(folded, half), folded); \
    } \
    memcpy(found, &folded, 4 * sizeof *found); \
  }

QK_OF_ROWS(qk_largest_of_rows, qk_larger, qk_largest)
QK_OF_ROWS(qk_smallest_of_rows, qk_smaller, qk_smallest)
