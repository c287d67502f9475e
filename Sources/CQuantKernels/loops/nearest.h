// How far a weight is from what each of QK_WIDTH candidates restores it to, nearly.
//
// A lane is a candidate here and a weight is the same in all of them, so that what depends on the
// grid alone stays in registers for all weights and candidates.
//
// Quotients are products with reciprocals, within 3 · 2^-24 of themselves, and the definition has
// roundings of its own in quotients and thresholds, as large. Where a value other than the
// definition's is taken, both are nearly as far: an error is then off by twice the distance from the
// threshold, 12 · 2^-24 of the weight less its offset. With the products that are not rounded on
// their own it is within 2^-20 of the largest weight and offset together, and 2^-23 of itself.

// How the nearest value is found.
typedef enum {
  // Steps from a zero point.
  QK_RULE_WHOLE,
  // In cells that have one value or two.
  QK_RULE_ONE,
  QK_RULE_TWO,
  QK_RULE_ROUND,
  // By comparison with every threshold, of at most 15.
  QK_RULE_COMPARE,
  QK_RULE_NONE,
} qk_rule;

QK_LOOP qk_rule qk_rule_of(const qk_grid *grid) {
  if (grid->map == QK_MAP_ZERO_POINT) return QK_RULE_WHOLE;
#ifdef QK_HAS_TABLE32
  if (grid->nearby == QK_NEARBY_ONE) return QK_RULE_ONE;
  if (grid->nearby == QK_NEARBY_TWO) return QK_RULE_TWO;
#endif
  if (grid->is_rounding) return QK_RULE_ROUND;
  return grid->count <= 16 ? QK_RULE_COMPARE : QK_RULE_NONE;
}

// The grid as the weights of one sign meet it, or all of them.
typedef struct {
  // Of QK_RULE_COMPARE: thresholds, and how many values are below the first.
  const float *thresholds;
  int threshold_count, rank;
  qk_table16 values;
#ifdef QK_HAS_TABLE32
  qk_table32 lower, upper;
#endif
  float per_unit, origin;
  // −1 where the quotients of negative weights are magnitudes.
  float sign;
} qk_side;

QK_LOOP qk_side qk_side_of(const qk_grid *grid, qk_rule rule, qk_map map, int is_negative) {
  qk_side side = {.per_unit = 1, .sign = 1};
  if (rule == QK_RULE_COMPARE) {
    int first = 0, end = grid->count - 1;
    if (map == QK_MAP_SCALED && is_negative) end = grid->negative_count;
    if (map == QK_MAP_SCALED && !is_negative) first = grid->negative_count;
    side.thresholds = grid->thresholds + first;
    side.threshold_count = end - first;
    side.rank = first;
    side.values = qk_table16_load(grid->values);
  }
#ifdef QK_HAS_TABLE32
  if (rule == QK_RULE_ONE || rule == QK_RULE_TWO) {
    const float *values = grid->nearby_values + 64 * is_negative;
    side.lower = QK_LOAD(qk_table32, values);
    side.upper = QK_LOAD(qk_table32, values + 32);
    side.origin = grid->nearby_origin;
    side.per_unit = grid->nearby_per_unit[is_negative];
    if (map == QK_MAP_SCALED && is_negative) side.sign = -1;
  }
#endif
  return side;
}

// Candidates in the form that weights are looked at with.
typedef struct {
  vfloat slope, scale, offset;
  // The ends of the codes under QK_RULE_WHOLE, from the zero point.
  vfloat lowest, highest;
} qk_judges;

QK_LOOP qk_judges qk_judges_of(
    const qk_grid *grid, const qk_side *side, const qk_candidates *candidates, size_t first) {
  vfloat zero_point = QK_LOAD(vfloat, candidates->zero_point + first);
  qk_judges judges;
  judges.scale = QK_LOAD(vfloat, candidates->scale + first) * (grid->tensor_scale * side->sign);
  judges.slope = side->per_unit / judges.scale;
  judges.offset = QK_LOAD(vfloat, candidates->offset + first);
  judges.lowest = -zero_point;
  judges.highest = grid->largest_code - zero_point;
  return judges;
}

QK_LOOP vfloat qk_compared(const qk_side *side, vfloat quotient) {
  vint rank = (vint){0} + side->rank;
  for (int index = 0; index < side->threshold_count; index++) {
    rank -= quotient > side->thresholds[index];
  }
  return qk_table16_look(side->values, rank);
}

// ŵ − w under every candidate, nearly, and of either sign.
QK_LOOP vfloat qk_quick_error(
    const qk_grid *grid, qk_rule rule, qk_map map, const qk_side *side, const qk_judges *judges,
    float weight) {
#pragma clang fp contract(fast)
  vfloat target = qk_splat(weight), value;
  if (map == QK_MAP_OFFSET) target -= judges->offset;
#ifdef QK_HAS_TABLE32
  if (rule == QK_RULE_ONE || rule == QK_RULE_TWO) {
    vint cell = qk_cell_of(target, judges->slope, side->origin, map == QK_MAP_OFFSET);
    vfloat error = qk_table32_look(side->lower, cell) * judges->scale - target;
    if (rule == QK_RULE_ONE) return error;
    vfloat other = qk_table32_look(side->upper, cell) * judges->scale - target;
    return qk_lesser_magnitude(error, other);
  }
#endif
  vfloat quotient = target * judges->slope;
  if (rule == QK_RULE_WHOLE) {
    const vfloat magic = qk_splat(0x1.8p23f);
    quotient = qk_larger(judges->lowest, qk_smaller(judges->highest, quotient));
    value = (quotient + magic) - magic;
  } else {
    value = rule == QK_RULE_ROUND ? qk_round(grid, quotient) : qk_compared(side, quotient);
  }
  return value * judges->scale - target;
}
