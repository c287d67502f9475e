// The asymmetries of groups from their extremes.
//
// Signs are not to be predicted, so nothing branches.

// How far some groups reach to both sides.
typedef struct {
  vfloat high, low;
} qk_sides;

// The longer side, and by how much it is longer.
typedef struct {
  vdouble longer, difference;
} qk_lengths;

// Of `count` groups, at most QK_WIDTH; the others reach nowhere.
QK_LOOP qk_sides qk_sides_of(const float *maxima, const float *minima, size_t count) {
  if (count >= QK_WIDTH) {
    return (qk_sides){
      qk_larger(QK_LOAD(vfloat, maxima), (vfloat){0}),
      qk_larger(-QK_LOAD(vfloat, minima), (vfloat){0})};
  }
  return (qk_sides){
    qk_larger(qk_load_part(maxima, count), (vfloat){0}),
    qk_larger(-qk_load_part(minima, count), (vfloat){0})};
}

QK_LOOP qk_lengths qk_lengths_of(vdouble high, vdouble low) {
  return (qk_lengths){high > low ? high : low, __builtin_elementwise_abs(high - low)};
}

// The bins of half of a vector of groups; one behind all others where a group reaches nowhere.
QK_LOOP vhalfint qk_asymmetry_bins_of(qk_lengths lengths) {
  const vdouble none = (vdouble){0} + (QK_ASYMMETRY_BINS + 1);
  vdouble place = lengths.difference / lengths.longer * QK_ASYMMETRY_BINS;
  return __builtin_convertvector(lengths.longer > 0 ? place : none, vhalfint);
}

static size_t qk_asymmetries(
    const float *maxima, const float *minima, size_t count, uint32_t *bins) {
  vint one_signed = {0};
  for (size_t group = 0; group < count; group += QK_WIDTH) {
    const qk_sides sides = qk_sides_of(maxima + group, minima + group, count - group);
    vhalfint places[2] = {
      qk_asymmetry_bins_of(qk_lengths_of(qk_low_half(sides.high), qk_low_half(sides.low))),
      qk_asymmetry_bins_of(qk_lengths_of(qk_high_half(sides.high), qk_high_half(sides.low)))};
    int32_t bin[QK_WIDTH];
    memcpy(bin, places, sizeof bin);
    for (int lane = 0; lane < QK_WIDTH; lane++) bins[bin[lane]]++;
    one_signed -= (sides.high > 0) ^ (sides.low > 0);
  }
  return qk_count(one_signed);
}

// Bit k tells whether the asymmetry of group k is in the range or a hair's breadth beside it.
QK_LOOP uint32_t qk_near_asymmetries(qk_lengths lengths, double least, double most) {
  vlong isNear = (lengths.longer > 0) & (lengths.difference >= least * lengths.longer)
                 & (lengths.difference <= most * lengths.longer);
  uint32_t bits = 0;
  if (__builtin_reduce_or(isNear) == 0) return 0;
  for (int lane = 0; lane < QK_WIDTH / 2; lane++) bits |= (uint32_t)(isNear[lane] & 1) << lane;
  return bits;
}

static size_t qk_asymmetries_in(
    const float *maxima, const float *minima, size_t count, int32_t first_bin, int32_t last_bin,
    double *asymmetries) {
  // Dividing is left for those that a product lets through.
  const double least = first_bin * (1 - 0x1p-40) / QK_ASYMMETRY_BINS;
  const double most = (last_bin + 1) * (1 + 0x1p-40) / QK_ASYMMETRY_BINS;
  size_t found = 0;
  for (size_t group = 0; group < count; group += QK_WIDTH) {
    const qk_sides sides = qk_sides_of(maxima + group, minima + group, count - group);
    const qk_lengths low = qk_lengths_of(qk_low_half(sides.high), qk_low_half(sides.low));
    const qk_lengths high = qk_lengths_of(qk_high_half(sides.high), qk_high_half(sides.low));
    uint32_t near = qk_near_asymmetries(low, least, most)
                    | qk_near_asymmetries(high, least, most) << QK_WIDTH / 2;
    for (; near != 0; near &= near - 1) {
      const int lane = __builtin_ctz(near), place = lane % (QK_WIDTH / 2);
      const qk_lengths *lengths = lane < QK_WIDTH / 2 ? &low : &high;
      const double asymmetry = lengths->difference[place] / lengths->longer[place];
      const int32_t bin = (int32_t)(asymmetry * QK_ASYMMETRY_BINS);
      if (bin >= first_bin && bin <= last_bin) asymmetries[found++] = asymmetry;
    }
  }
  return found;
}
