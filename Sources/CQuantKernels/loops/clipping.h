// The scales of groups by least squared error.
//
// Sums in float32 over all candidates at once rule out nearly all of them; those that are left are
// told apart in float64.

QK_LOOP void qk_exact_loop(
    const qk_grid *grid, qk_nearest nearest, qk_map map, const qk_group *candidate,
    const float *weights, size_t count, double *squared_error) {
  qk_spread group = qk_spread_one(grid, nearest, map, candidate);
  vdouble low = {0}, high = {0};
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    size_t left = count - index < QK_WIDTH ? count - index : QK_WIDTH;
    vfloat loaded = qk_load_part(weights + index, left);
    vfloat restored = qk_restore_part(grid, nearest, map, &group, loaded, left);
    vdouble low_error = qk_low_half(restored) - qk_low_half(loaded);
    vdouble high_error = qk_high_half(restored) - qk_high_half(loaded);
    low = qk_add_product(low, low_error, low_error);
    high = qk_add_product(high, high_error, high_error);
  }
  *squared_error = qk_sum(low + high);
}

// Σ(ŵ − w)² of one group in float64.
static __attribute__((noinline)) double qk_exact_squared_error(
    const qk_grid *grid, const qk_group *candidate, const float *weights, size_t count) {
  double squared_error = 0;
  QK_SPECIALIZE(qk_exact_loop, grid, candidate, weights, count, &squared_error);
  return squared_error;
}

static void qk_squared_errors(
    const qk_grid *grid, const qk_group *candidates, size_t candidate_count, const float *weights,
    size_t count, double *squared_errors) {
  for (size_t candidate = 0; candidate < candidate_count; candidate++) {
    squared_errors[candidate] = qk_exact_squared_error(grid, candidates + candidate, weights, count);
  }
}

QK_LOOP int qk_are_alike(const qk_group *left, const qk_group *right) {
  return left->positive_scale == right->positive_scale && left->zero_point == right->zero_point
         && left->offset == right->offset;
}

// The best of the candidates so far.
typedef struct {
  size_t index;
  qk_group group;
  // Negative until it is needed.
  double error;
} qk_winner;

// Lets a candidate challenge the best of those before it.
static __attribute__((noinline)) void qk_challenge(
    const qk_grid *grid, const qk_candidates *candidates, const qk_judged *judged, size_t index,
    qk_winner *winner) {
  qk_group group = qk_candidate(candidates, index);
  double error = -1;
  if (winner->index < candidates->count) {
    if (qk_are_alike(&group, &winner->group)) return;
    if (winner->error < 0) {
      winner->error = qk_exact_squared_error(grid, &winner->group, judged->all, judged->count);
    }
    error = qk_exact_squared_error(grid, &group, judged->all, judged->count);
    if (!(error < winner->error)) return;
  }
  *winner = (qk_winner){index, group, error};
}

// The candidate with the least error, of equals the first.
static size_t qk_least(
    const qk_grid *grid, const qk_candidates *candidates, const qk_judged *judged) {
  vfloat sums[qk_most_candidates / QK_WIDTH] = {{0}};
  float limit = qk_quick_squares(grid, candidates, judged, sums);
  // As bits, because which candidates are left is not to be predicted.
  uint64_t left[qk_most_candidates / 64] = {0};
  for (size_t first = 0; first < candidates->count; first += QK_WIDTH) {
    uint64_t bits = qk_bits(~(sums[first / QK_WIDTH] > limit));
    left[first / 64] |= bits << first % 64;
  }
  qk_winner winner = {.index = candidates->count, .error = -1};
  for (size_t first = 0; first < candidates->count; first += 64) {
    for (uint64_t bits = left[first / 64]; bits != 0; bits &= bits - 1) {
      size_t index = first + (size_t)__builtin_ctzll(bits);
      if (index < candidates->count) qk_challenge(grid, candidates, judged, index, &winner);
    }
  }
  return winner.index;
}

// The parameters of both sides.
static qk_group qk_clip_both(
    const qk_grid *grid, const qk_clipping *clipping, const qk_judged *judged,
    uint64_t *clamped_count) {
  qk_candidates candidates;
  candidates.count = 0;
  qk_add_candidates(&clipping->own, clipping, judged->high, judged->low, &candidates);
  size_t best = qk_least(grid, &candidates, judged);
  *clamped_count += (uint64_t)candidates.clamped[best];
  return qk_candidate(&candidates, best);
}

QK_LOOP int qk_are_alike_reaches(const qk_reach *left, const qk_reach *right) {
  return left->divisor == right->divisor && left->exponent == right->exponent
         && left->mantissa_limit == right->mantissa_limit;
}

// The scale of one side.
static float qk_clip_side(
    const qk_grid *grid, const qk_clipping *clipping, const qk_judged *both, int is_negative,
    uint64_t *clamped_count) {
  qk_judged judged = qk_judged_of_sign(both, is_negative);
  float extent = qk_reach_of(&judged), magnitude = qk_reach_of(both);
  qk_scaling own = clipping->own;
  if (!(extent > 0)) return own.unused;
  own.kind = QK_SCALING_SYMMETRIC;
  if (is_negative) own.positive = own.negative;
  qk_candidates candidates;
  candidates.count = 0;
  qk_add_candidates(&own, clipping, extent, 0, &candidates);
  // A side that reaches as far as the other has the shared scales already.
  if (extent < magnitude || !qk_are_alike_reaches(&own.positive, &clipping->shared.positive)) {
    qk_add_candidates(&clipping->shared, clipping, magnitude, 0, &candidates);
  }
  size_t best = qk_least(grid, &candidates, &judged);
  *clamped_count += (uint64_t)candidates.clamped[best];
  return candidates.scale[best];
}

static size_t qk_clip(
    const qk_grid *grid, const qk_clipping *clipping, const float *high, const float *low,
    const float *weights, size_t count, size_t group_size, float *room, qk_group *groups,
    uint64_t *clamped_count) {
  size_t position = 0;
  for (size_t start = 0; start < count; start += group_size, position++) {
    size_t length = count - start < group_size ? count - start : group_size;
    if (!qk_are_moderate(qk_splat(high[position]), qk_splat(low[position]))) break;
    qk_judged judged = qk_judged_by(
        grid->map, weights + start, length, high[position], low[position], room);
    if (clipping->own.kind == QK_SCALING_TWO_SCALE) {
      groups[position] = (qk_group){
        .positive_scale = qk_clip_side(grid, clipping, &judged, 0, clamped_count),
        .negative_scale = qk_clip_side(grid, clipping, &judged, 1, clamped_count)};
    } else {
      groups[position] = qk_clip_both(grid, clipping, &judged, clamped_count);
    }
  }
  return position;
}
