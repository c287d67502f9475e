// The parameters of groups from their extents, a vector of groups at a time.

// The bits of 1.5 · 2^(23 + unit), which leaves no smaller bits than the unit of a value that it is
// added to. The unit is `mantissa_bits` below the value's exponent or below `least_exponent`.
QK_LOOP vint qk_magic(vfloat value, int32_t mantissa_bits, int32_t least_exponent) {
  vint least = (vint){0} + ((least_exponent + 127) << 23);
  vint exponent = (vint)value & 0x7F800000;
  exponent = exponent > least ? exponent : least;
  return (exponent + ((23 - mantissa_bits) << 23)) | 0x400000;
}

// To a whole number of units; halves so that this number and `magic` together are even.
QK_LOOP vfloat qk_rounded(vfloat value, vint magic) {
  return (value + (vfloat)magic) - (vfloat)magic;
}

QK_LOOP vfloat qk_stored(const qk_scaling *scaling, vfloat scale) {
  if (scaling->mantissa_bits == 23) return scale;
  return qk_rounded(scale, qk_magic(scale, scaling->mantissa_bits, scaling->least_exponent));
}

// The stored scale at which the grid's reach covers each extent, and 1 in `clamped` where the range
// of the format forced it.
QK_LOOP vfloat qk_scale_of(
    const qk_scaling *scaling, const qk_reach *reach, vfloat extent, vint *clamped) {
  vfloat stored;
  vint isClamped;
  if (scaling->is_shared_exponent) {
    vint bits = (vint)extent;
    vint isRoundedUp = (bits & 0x7FFFFF) > reach->mantissa_limit;
    vint exponent = (bits >> 23) - 127 - reach->exponent - isRoundedUp;
    vint kept = exponent > 127 ? (vint){0} + 127 : exponent < -127 ? (vint){0} - 127 : exponent;
    // 2^−127 is subnormal.
    stored = (vfloat)(kept == -127 ? (vint){0} + 0x400000 : kept + 127 << 23);
    isClamped = kept != exponent;
  } else {
    stored = extent / reach->divisor;
    if (scaling->second_divisor != 1) stored /= scaling->second_divisor;
    stored = qk_stored(scaling, stored);
    isClamped = (stored == 0) | (stored > scaling->largest);
    stored = qk_smaller(qk_splat(scaling->largest), stored);
    stored = stored == 0 ? qk_splat(scaling->least) : stored;
  }
  vint isUsed = extent > 0;
  *clamped -= isClamped & isUsed;
  return qk_select(isUsed, stored, qk_splat(scaling->unused));
}

typedef struct {
  vfloat positive_scale, negative_scale, zero_point, offset;
} qk_parameters;

QK_LOOP qk_parameters qk_parameters_of(
    const qk_scaling *scaling, vfloat high, vfloat low, vint *clamped) {
  qk_parameters result = {0};
  switch (scaling->kind) {
  case QK_SCALING_SYMMETRIC:
    result.positive_scale =
        qk_scale_of(scaling, &scaling->positive, qk_larger(high, -low), clamped);
    result.negative_scale = result.positive_scale;
    break;
  case QK_SCALING_TWO_SCALE:
    result.positive_scale = qk_scale_of(scaling, &scaling->positive, high, clamped);
    result.negative_scale = qk_scale_of(scaling, &scaling->negative, -low, clamped);
    break;
  case QK_SCALING_ZERO_POINT: {
    vfloat scale = qk_scale_of(scaling, &scaling->positive, high - low, clamped);
    vfloat magic = qk_splat(0x1.8p23f);
    vfloat steps = qk_smaller(qk_splat(1024), -low / (scale * scaling->second_divisor));
    steps = qk_smaller(qk_splat(scaling->largest_code), (steps + magic) - magic);
    result.positive_scale = result.negative_scale = scale;
    result.zero_point = qk_select(high - low > 0, steps, (vfloat){0});
    break;
  }
  case QK_SCALING_OFFSET: {
    vfloat scale = qk_scale_of(scaling, &scaling->positive, high - low, clamped);
    vfloat difference = high - scale * scaling->maximum;
    vfloat magnitude = qk_stored(scaling, qk_magnitude(difference));
    vint isUsed = high - low > 0;
    *clamped -= (magnitude > scaling->largest) & isUsed;
    magnitude = qk_smaller(qk_splat(scaling->largest), magnitude);
    result.positive_scale = result.negative_scale = scale;
    result.offset = qk_select(isUsed, difference < 0 ? -magnitude : magnitude, (vfloat){0});
    break;
  }
  }
  return result;
}

// Runs of `run` lanes of `left` and `right` in turn, out of the first or the second half of each.
QK_LOOP vfloat qk_interleaved(vfloat left, vfloat right, int run, int half) {
  vfloat woven;
#pragma clang loop unroll(full)
  for (int lane = 0; lane < QK_WIDTH; lane++) {
    const int from = half * QK_WIDTH / 2 + lane / (2 * run) * run + lane % run;
    woven[lane] = lane / run % 2 ? right[from] : left[from];
  }
  return woven;
}

// One after the other what lies side by side; `groups` has room for QK_WIDTH.
QK_LOOP void qk_store_groups(const qk_parameters *found, qk_group *groups) {
  QK_EACH(half, 2) {
    vfloat scales = qk_interleaved(found->positive_scale, found->negative_scale, 1, half);
    vfloat others = qk_interleaved(found->zero_point, found->offset, 1, half);
    QK_EACH(quarter, 2) {
      vfloat woven = qk_interleaved(scales, others, 2, quarter);
      memcpy(groups + (2 * half + quarter) * QK_WIDTH / 4, &woven, sizeof woven);
    }
  }
}

// Whether every extent is 0 or within 2^±100, where nothing above overflows.
QK_LOOP int qk_are_moderate(vfloat high, vfloat low) {
  vint isModerate = (high == 0) | ((high > 0x1p-100f) & (high < 0x1p100f));
  isModerate &= (low == 0) | ((low < -0x1p-100f) & (low > -0x1p100f));
  return __builtin_reduce_and(isModerate) != 0;
}

// Whether every quotient of the groups is within the cells.
QK_LOOP vint qk_are_within_cells(
    const qk_scaling *scaling, const qk_parameters *found, vfloat high, vfloat low) {
  vfloat shift = -found->offset;
  if (scaling->kind == QK_SCALING_ZERO_POINT) {
    vfloat scale = found->positive_scale * scaling->second_divisor;
    shift = (found->zero_point - scaling->largest_code / 2) * scale;
  }
  return (high + shift <= found->positive_scale * scaling->farthest)
         & (-(low + shift) <= found->negative_scale * scaling->farthest);
}

static qk_scaled qk_scales(
    const qk_scaling *scaling, const float *high, const float *low, size_t count, qk_group *groups,
    uint64_t *clamped_count) {
  vint clamped = {0}, areWithin = (vint){0} - 1;
  for (size_t index = 0; index < count; index += QK_WIDTH) {
    size_t left = count - index < QK_WIDTH ? count - index : QK_WIDTH;
    vfloat highest = qk_load_part(high + index, left), lowest = qk_load_part(low + index, left);
    if (!qk_are_moderate(highest, lowest)) return QK_SCALED_NONE;
    qk_parameters found = qk_parameters_of(scaling, highest, lowest, &clamped);
    areWithin &= qk_are_within_cells(scaling, &found, highest, lowest);
    if (left == QK_WIDTH) {
      qk_store_groups(&found, groups + index);
    } else {
      qk_group last[QK_WIDTH];
      qk_store_groups(&found, last);
      memcpy(groups + index, last, left * sizeof *last);
    }
  }
  *clamped_count += qk_count(clamped);
  return __builtin_reduce_and(areWithin) != 0 ? QK_SCALED_WITHIN_CELLS : QK_SCALED;
}
