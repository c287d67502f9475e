// The squared errors of all candidates at once, nearly, and which of them may be the least.

// How many vectors of candidates a weight is shown to at a time: 48 of 49 factors are whole such
// batches at every width.
enum { qk_batch = 3 };

// Σ(ŵ − w)² under every candidate of some vectors, nearly.
QK_LOOP void qk_quick_sums(
    const qk_grid *grid, qk_rule rule, qk_map map, const qk_candidates *candidates, size_t first,
    const qk_judged *judged, vfloat *sums, int vectors) {
#pragma clang fp contract(fast)
  vfloat added[qk_batch] = {{0}};
  for (int sign = 0; sign < 2; sign++) {
    if (judged->count_of_sign[sign] == 0) continue;
    qk_side side = qk_side_of(grid, rule, map, sign);
    qk_judges judges[qk_batch];
    QK_EACH(vector, vectors) {
      judges[vector] = qk_judges_of(grid, &side, candidates, first + vector * QK_WIDTH);
    }
    for (size_t index = 0; index < judged->count_of_sign[sign]; index++) {
      QK_EACH(vector, vectors) {
        vfloat error = qk_quick_error(
            grid, rule, map, &side, judges + vector, judged->of_sign[sign][index]);
        added[vector] = added[vector] + error * error;
      }
    }
  }
  QK_EACH(vector, vectors) sums[vector] = added[vector];
}

// The most that such a sum may be to come from the candidate with the least error, where `least` is
// the least of them.
//
// Errors are vectors with a place for each weight. These are off by vectors of less than 2^-20 of
// the reach in each place, and by 2^-23 of their length; squares and sums have a rounding for each
// weight.
QK_LOOP float qk_limit(float least, float reach, size_t count) {
  double root = __builtin_sqrt(least) + 0x1p-19 * reach * __builtin_sqrt((double)count);
  return (float)(root * root * (1 + 0x1p-23 * (double)(count + 16)) + 1e-35);
}

// What the outermost weights alone lose under each candidate, which restores nothing beyond the ends
// of the grid. No weight is lost beyond both.
QK_LOOP vfloat qk_least_squares(
    const qk_grid *grid, qk_map map, const qk_candidates *candidates, size_t first,
    const qk_judged *judged) {
  vfloat scale = QK_LOAD(vfloat, candidates->scale + first) * grid->tensor_scale;
  vfloat shift = QK_LOAD(vfloat, candidates->offset + first);
  vfloat highest = qk_splat(grid->maximum), lowest = qk_splat(grid->minimum);
  if (map == QK_MAP_ZERO_POINT) {
    lowest = -QK_LOAD(vfloat, candidates->zero_point + first);
    highest = lowest + grid->largest_code;
  }
  // Without weights on a side there need not be one at 0.
  float high = judged->high > 0 ? judged->high : -INFINITY;
  float low = judged->low < 0 ? judged->low : INFINITY;
  vfloat above = qk_larger(high - (highest * scale + shift), (vfloat){0});
  vfloat below = qk_larger((lowest * scale + shift) - low, (vfloat){0});
  // Its own roundings.
  return (above * above + below * below) * (1 - 1e-5f);
}

QK_LOOP float qk_largest_offset(const qk_candidates *candidates) {
  vfloat largest = {0};
  for (size_t first = 0; first < candidates->count; first += QK_WIDTH) {
    largest = qk_larger_magnitude(QK_LOAD(vfloat, candidates->offset + first), largest);
  }
  return qk_largest(largest);
}

// The sums of all candidates, less for those that are ruled out anyway, and the limit above which
// one is.
QK_LOOP void qk_quick_squares_loop(
    const qk_grid *grid, qk_rule rule, qk_map map, const qk_candidates *candidates,
    const qk_judged *judged, vfloat *sums, float *limit) {
  const size_t batch = qk_batch * QK_WIDTH;
  float reach = qk_reach_of(judged);
  if (map == QK_MAP_OFFSET) reach += qk_largest_offset(candidates);
  vfloat least = qk_splat(INFINITY);
  size_t first = 0;
  for (; first + batch <= candidates->count; first += batch) {
    vfloat *found = sums + first / QK_WIDTH;
    qk_quick_sums(grid, rule, map, candidates, first, judged, found, qk_batch);
    QK_EACH(vector, qk_batch) least = qk_smaller(found[vector], least);
  }
  *limit = qk_limit(qk_smallest(least), reach, judged->count);
  // The few that are left over are those that clip most.
  for (; first < candidates->count; first += QK_WIDTH) {
    vfloat *found = sums + first / QK_WIDTH;
    *found = qk_least_squares(grid, map, candidates, first, judged);
    if (!__builtin_reduce_or(*found <= *limit)) continue;
    qk_quick_sums(grid, rule, map, candidates, first, judged, found, 1);
    least = qk_smaller(*found, least);
  }
  *limit = qk_limit(qk_smallest(least), reach, judged->count);
}

// Whether reciprocals, quotients and squares keep their precision in float32.
QK_LOOP int qk_are_quick(
    const qk_grid *grid, const qk_candidates *candidates, const qk_judged *judged) {
  float reach = qk_reach_of(judged);
  vint isModerate = (vint){0} - (reach > 1e-15f && reach < 1e15f);
  for (size_t first = 0; first < candidates->count; first += QK_WIDTH) {
    vfloat scale = QK_LOAD(vfloat, candidates->scale + first) * grid->tensor_scale;
    isModerate &= (scale > 0x1p-64f) & (scale < 0x1p64f);
  }
  return __builtin_reduce_and(isModerate) != 0;
}

// The same, and nothing but an infinite limit where there is no quick way.
static float qk_quick_squares(
    const qk_grid *grid, const qk_candidates *candidates, const qk_judged *judged, vfloat *sums) {
  float limit = INFINITY;
  if (!qk_are_quick(grid, candidates, judged)) return limit;
#define QK_QUICK(rule, map) \
  qk_quick_squares_loop(grid, rule, map, candidates, judged, sums, &limit)
#define QK_OF_MAP(rule) \
  case rule: \
    if (grid->map == QK_MAP_SCALED) QK_QUICK(rule, QK_MAP_SCALED); \
    else QK_QUICK(rule, QK_MAP_OFFSET); \
    break
  switch (qk_rule_of(grid)) {
  case QK_RULE_WHOLE: QK_QUICK(QK_RULE_WHOLE, QK_MAP_ZERO_POINT); break;
#ifdef QK_HAS_TABLE32
  QK_OF_MAP(QK_RULE_ONE);
  QK_OF_MAP(QK_RULE_TWO);
#else
  case QK_RULE_ONE:
  case QK_RULE_TWO:
#endif
  QK_OF_MAP(QK_RULE_ROUND);
  QK_OF_MAP(QK_RULE_COMPARE);
  case QK_RULE_NONE: break;
  }
#undef QK_OF_MAP
#undef QK_QUICK
  return limit;
}
