// Codes to weights.

typedef float vquad __attribute__((ext_vector_type(4)));

// Around the caches, where the target is aligned for it: whoever reads so many weights next finds
// none of them there anyway.
QK_LOOP void qk_store(vfloat weights, float *target, int streams) {
  if (!streams || ((uintptr_t)target & 15) != 0) {
    memcpy(target, &weights, sizeof weights);
    return;
  }
#pragma clang loop unroll(full)
  for (int quad = 0; quad < QK_WIDTH / 4; quad++) {
    vquad part;
    memcpy(&part, (const char *)&weights + quad * sizeof part, sizeof part);
    __builtin_nontemporal_store(part, (vquad *)(target + 4 * quad));
  }
}

typedef struct {
  vfloat positive_scale, negative_scale, offset, zero_point;
  qk_table16 restored;
} qk_decoder;

QK_LOOP vfloat qk_value_restored(qk_map map, const qk_decoder *decoder, vfloat value) {
  if (map == QK_MAP_ZERO_POINT) return (value - decoder->zero_point) * decoder->positive_scale;
  vfloat scaled =
      value * qk_select(value < 0, decoder->negative_scale, decoder->positive_scale);
  return map == QK_MAP_OFFSET ? scaled + decoder->offset : scaled;
}

QK_LOOP qk_decoder qk_make_decoder(const qk_grid *grid, qk_map map, const qk_group *group) {
  qk_decoder decoder;
  decoder.positive_scale = qk_splat(group->positive_scale * grid->tensor_scale);
  decoder.negative_scale = qk_splat(group->negative_scale * grid->tensor_scale);
  decoder.offset = qk_splat(group->offset);
  decoder.zero_point = qk_splat(group->zero_point);
#pragma clang loop unroll(full)
  for (int part = 0; part < 16 / QK_WIDTH; part++) {
    vfloat values = QK_LOAD(vfloat, grid->values_by_code + part * QK_WIDTH);
    decoder.restored.parts[part] = qk_value_restored(map, &decoder, values);
  }
  return decoder;
}

QK_LOOP vfloat qk_decode(
    const qk_grid *grid, qk_map map, int is_small, const qk_decoder *decoder, vint codes) {
  if (is_small) return qk_table16_look(decoder->restored, codes);
  vfloat values = map == QK_MAP_ZERO_POINT ? __builtin_convertvector(codes, vfloat)
                                           : qk_look(grid->values_by_code, codes);
  return qk_value_restored(map, decoder, values);
}

QK_LOOP void qk_restore_loop(
    const qk_grid *grid, qk_map map, int is_small, const qk_group *groups, const uint8_t *codes,
    size_t count, size_t group_size, float *weights, int streams) {
  for (size_t start = 0; start < count; start += group_size, groups++) {
    size_t end = count - start < group_size ? count : start + group_size;
    qk_decoder decoder = qk_make_decoder(grid, map, groups);
    size_t index = start;
    for (; index + QK_WIDTH <= end; index += QK_WIDTH) {
      vint loaded = __builtin_convertvector(QK_LOAD(vbyte, codes + index), vint);
      qk_store(qk_decode(grid, map, is_small, &decoder, loaded), weights + index, streams);
    }
    if (index < end) {
      vbyte part = {0};
      memcpy(&part, codes + index, end - index);
      vint loaded = __builtin_convertvector(part, vint);
      vfloat restored = qk_decode(grid, map, is_small, &decoder, loaded);
      memcpy(weights + index, &restored, (end - index) * sizeof *weights);
    }
  }
}

static void qk_restore_codes(
    const qk_grid *grid, const qk_group *groups, const uint8_t *codes, size_t count,
    size_t group_size, float *weights, int streams) {
#define QK_RESTORE(map, is_small) \
  qk_restore_loop(grid, map, is_small, groups, codes, count, group_size, weights, streams)
  switch (grid->map) {
  case QK_MAP_SCALED:
    if (grid->bits <= 4) QK_RESTORE(QK_MAP_SCALED, 1); else QK_RESTORE(QK_MAP_SCALED, 0);
    break;
  case QK_MAP_OFFSET:
    if (grid->bits <= 4) QK_RESTORE(QK_MAP_OFFSET, 1); else QK_RESTORE(QK_MAP_OFFSET, 0);
    break;
  case QK_MAP_ZERO_POINT: QK_RESTORE(QK_MAP_ZERO_POINT, 0); break;
  }
#undef QK_RESTORE
}
