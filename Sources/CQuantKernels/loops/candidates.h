// What a clipping search chooses from, and the weights that it chooses by.

enum { qk_most_candidates = 128 };

// Candidates for one side of a group, or for both, in the order of preference.
typedef struct {
  float scale[qk_most_candidates];
  float zero_point[qk_most_candidates];
  float offset[qk_most_candidates];
  // How many parameters of a candidate the range of the storage format forced.
  int32_t clamped[qk_most_candidates];
  size_t count;
} qk_candidates;

// The weights that candidates are judged by.
typedef struct {
  const float *all;
  size_t count;
  // Those of each sign, where it picks what a weight is restored to; all are in the first otherwise.
  const float *of_sign[2];
  size_t count_of_sign[2];
  // Their extents.
  float high, low;
} qk_judged;

QK_LOOP qk_group qk_candidate(const qk_candidates *candidates, size_t index) {
  qk_group group = {
    .positive_scale = candidates->scale[index],
    .negative_scale = candidates->scale[index],
    .zero_point = candidates->zero_point[index],
    .offset = candidates->offset[index],
  };
  return group;
}

// Adds the parameters for the extents times every factor.
QK_LOOP void qk_add_candidates(
    const qk_scaling *scaling, const qk_clipping *clipping, float high, float low,
    qk_candidates *candidates) {
  for (size_t first = 0; first < clipping->factor_count; first += QK_WIDTH) {
    vfloat factors = QK_LOAD(vfloat, clipping->factors + first);
    vint clamped = {0};
    qk_parameters found = qk_parameters_of(scaling, factors * high, factors * low, &clamped);
    size_t place = candidates->count + first;
    memcpy(candidates->scale + place, &found.positive_scale, sizeof factors);
    memcpy(candidates->zero_point + place, &found.zero_point, sizeof factors);
    memcpy(candidates->offset + place, &found.offset, sizeof factors);
    memcpy(candidates->clamped + place, &clamped, sizeof clamped);
  }
  candidates->count += clipping->factor_count;
}

#ifndef QK_HAS_SPLIT
// The first `count` weights to those of their signs. Returns how many are not negative; both arrays
// have room for a vector more.
QK_LOOP size_t qk_split(vfloat weights, size_t count, float *positive, float *negative) {
  size_t positive_count = 0;
  for (size_t lane = 0; lane < count; lane++) {
    // Written always and kept sometimes: signs are not to be predicted.
    positive[positive_count] = negative[lane - positive_count] = weights[lane];
    positive_count += !(weights[lane] < 0);
  }
  return positive_count;
}
#endif

// The weights of a group; those of each sign in `room`, for 2 · count + 64 of them, where it picks
// the scale.
QK_LOOP qk_judged qk_judged_by(
    qk_map map, const float *weights, size_t count, float high, float low, float *room) {
  qk_judged judged = {
    .all = weights, .count = count, .of_sign = {weights}, .count_of_sign = {count},
    .high = high, .low = low};
  if (map != QK_MAP_SCALED) return judged;
  size_t positive = 0, negative = count + 32;
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    size_t left = count - index < QK_WIDTH ? count - index : QK_WIDTH;
    vfloat loaded = left == QK_WIDTH ? QK_LOAD(vfloat, weights + index)
                                     : qk_load_part(weights + index, left);
    size_t positive_count = qk_split(loaded, left, room + positive, room + negative);
    positive += positive_count;
    negative += left - positive_count;
  }
  judged.of_sign[0] = room;
  judged.of_sign[1] = room + count + 32;
  judged.count_of_sign[0] = positive;
  judged.count_of_sign[1] = count - positive;
  return judged;
}

// Those of one sign.
QK_LOOP qk_judged qk_judged_of_sign(const qk_judged *both, int is_negative) {
  qk_judged judged = *both;
  judged.all = both->of_sign[is_negative];
  judged.count = both->count_of_sign[is_negative];
  judged.count_of_sign[!is_negative] = 0;
  if (is_negative) judged.high = 0; else judged.low = 0;
  return judged;
}

QK_LOOP float qk_reach_of(const qk_judged *judged) {
  return judged->high > -judged->low ? judged->high : -judged->low;
}
