// Sixteen-bit and eight-bit floats to float32.

// Fields of a narrower format, moved into place, leave the exponent short by the difference of the
// biases; one exact product makes up for it, subnormals included.
QK_LOOP vfloat qk_widened(vint magnitude, vint sign, float factor, int32_t infinity) {
  vint finite = (vint)((vfloat)magnitude * factor);
  vint quiet = magnitude > infinity ? (vint){0} + 0x00400000 : (vint){0};
  vint special = magnitude | 0x7F800000 | quiet;
  vint isFinite = magnitude < infinity;
  return (vfloat)(sign | (isFinite & finite) | (~isFinite & special));
}

QK_LOOP vfloat qk_from_f16(vint pattern) {
  return qk_widened((pattern & 0x7FFF) << 13, (pattern & 0x8000) << 16, 0x1p112f, 0x7C00 << 13);
}
#ifndef QK_HAS_F16
QK_LOOP vfloat qk_load_f16(const char *source) {
  return qk_from_f16(__builtin_convertvector(QK_LOAD(vshort, source), vint));
}
#endif
QK_LOOP vfloat qk_from_bf16(vint pattern) { return (vfloat)(pattern << 16); }
QK_LOOP vfloat qk_from_e5m2(vint pattern) { return qk_from_f16(pattern << 8); }
QK_LOOP vfloat qk_from_e4m3(vint pattern) {
  // Only the all-ones magnitude is NaN.
  vint magnitude = pattern & 0x7F;
  vint value = (vint)((vfloat)(magnitude << 20) * 0x1p120f);
  vint isNaN = magnitude == 0x7F;
  return (vfloat)(((pattern & 0x80) << 24) | (isNaN & 0x7FC00000) | (~isNaN & value));
}

#define QK_WIDEN(name, vstored, convert) \
  QK_LOOP void name##_vector(const char *source, float *weights) { \
    vfloat widened = convert(__builtin_convertvector(QK_LOAD(vstored, source), vint)); \
    memcpy(weights, &widened, sizeof widened); \
  } \
  static void name(const void *source, size_t count, float *weights) { \
    const char *bytes = source; \
    const size_t size = sizeof(vstored) / QK_WIDTH, line = 64 / size; \
    size_t index = 0; \
    for (; index + line <= count; index += line) { \
      qk_ask(bytes + index * size, 64, size); \
      QK_EACH(vector, (int)(line / QK_WIDTH)) { \
        const size_t place = index + vector * QK_WIDTH; \
        name##_vector(bytes + place * size, weights + place); \
      } \
    } \
    for (; index + QK_WIDTH <= count; index += QK_WIDTH) { \
      name##_vector(bytes + index * size, weights + index); \
    } \
    vstored stored = {0}; \
    memcpy(&stored, bytes + index * size, (count - index) * size); \
    vfloat widened = convert(__builtin_convertvector(stored, vint)); \
    memcpy(weights + index, &widened, (count - index) * sizeof *weights); \
  }

QK_WIDEN(qk_widen_f16, vshort, qk_from_f16)
QK_WIDEN(qk_widen_bf16, vshort, qk_from_bf16)
QK_WIDEN(qk_widen_e4m3, vbyte, qk_from_e4m3)
QK_WIDEN(qk_widen_e5m2, vbyte, qk_from_e5m2)

static void qk_widen(qk_element element, const void *source, size_t count, float *weights) {
  switch (element) {
  case QK_ELEMENT_F32: memcpy(weights, source, count * sizeof *weights); return;
  case QK_ELEMENT_F16: qk_widen_f16(source, count, weights); return;
  case QK_ELEMENT_BF16: qk_widen_bf16(source, count, weights); return;
  case QK_ELEMENT_E4M3: qk_widen_e4m3(source, count, weights); return;
  case QK_ELEMENT_E5M2: qk_widen_e5m2(source, count, weights); return;
  }
}
