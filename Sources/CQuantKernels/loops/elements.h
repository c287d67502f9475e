// Weights as they are stored, brought into registers.

QK_LOOP size_t qk_element_size(qk_element element) {
  switch (element) {
  case QK_ELEMENT_F32: return 4;
  case QK_ELEMENT_F16:
  case QK_ELEMENT_BF16: return 2;
  case QK_ELEMENT_E4M3:
  case QK_ELEMENT_E5M2: return 1;
  }
}

QK_LOOP vfloat qk_load_stored(qk_element element, const char *source) {
  switch (element) {
  case QK_ELEMENT_F32: return QK_LOAD(vfloat, source);
  case QK_ELEMENT_F16: return qk_load_f16(source);
  case QK_ELEMENT_BF16: return qk_from_bf16(__builtin_convertvector(QK_LOAD(vshort, source), vint));
  case QK_ELEMENT_E4M3: return qk_from_e4m3(__builtin_convertvector(QK_LOAD(vbyte, source), vint));
  case QK_ELEMENT_E5M2: return qk_from_e5m2(__builtin_convertvector(QK_LOAD(vbyte, source), vint));
  }
}

// The first `count` weights; the other lanes are 0.
QK_LOOP vfloat qk_load_stored_part(qk_element element, const char *source, size_t count) {
  char padded[4 * QK_WIDTH] = {0};
  memcpy(padded, source, count * qk_element_size(element));
  return qk_load_stored(element, padded);
}

QK_LOOP float qk_load_one(qk_element element, const char *source) {
  return qk_load_stored_part(element, source, 1)[0];
}

// Some vectors of weights in their order.
QK_LOOP void qk_load_in_order(
    qk_element element, int count, const char *source, vfloat *vectors) {
  const size_t size = QK_WIDTH * qk_element_size(element);
  QK_EACH(vector, count) vectors[vector] = qk_load_stored(element, source + vector * size);
}

// One vector or an even number of them. Two of bfloat16 are the weights in even and those in odd
// places, so that one operation widens each.
QK_LOOP void qk_load_vectors(
    qk_element element, int count, const char *source, vfloat *vectors) {
  if (element != QK_ELEMENT_BF16 || count == 1) {
    qk_load_in_order(element, count, source, vectors);
    return;
  }
  QK_EACH(pair, count / 2) {
    vint both = QK_LOAD(vint, source + pair * sizeof(vint));
    vectors[2 * pair] = qk_from_bf16(both);
    vectors[2 * pair + 1] = (vfloat)(both & (int32_t)0xFFFF0000);
  }
}

// Adds sums over such vectors to those of their columns.
QK_LOOP void qk_add_to_columns(
    qk_element element, int count, const vfloat *vectors, float *columns) {
#pragma clang loop unroll(full)
  for (int vector = 0; vector < count; vector++) {
    vfloat sums = vectors[vector];
    if (element == QK_ELEMENT_BF16 && count == 2) {
#pragma clang loop unroll(full)
      for (int lane = 0; lane < QK_WIDTH; lane++) {
        sums[lane] = vectors[lane % 2][(vector * QK_WIDTH + lane) / 2];
      }
    }
    sums += QK_LOAD(vfloat, columns + vector * QK_WIDTH);
    memcpy(columns + vector * QK_WIDTH, &sums, sizeof sums);
  }
}

// Calls `loop` with the element as a constant.
#define QK_FOR_ELEMENT(loop, element, ...) \
  switch (element) { \
  case QK_ELEMENT_F32: return loop(QK_ELEMENT_F32, __VA_ARGS__); \
  case QK_ELEMENT_F16: return loop(QK_ELEMENT_F16, __VA_ARGS__); \
  case QK_ELEMENT_BF16: return loop(QK_ELEMENT_BF16, __VA_ARGS__); \
  case QK_ELEMENT_E4M3: return loop(QK_ELEMENT_E4M3, __VA_ARGS__); \
  case QK_ELEMENT_E5M2: return loop(QK_ELEMENT_E5M2, __VA_ARGS__); \
  }
