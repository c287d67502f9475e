// Codes of 2 to 8 bits to a dense little-endian bit stream and back: eight codes are the bytes of a
// 64-bit number, whose pairs, quads and halves move together in three steps.

typedef uint64_t vwide __attribute__((ext_vector_type(QK_WIDTH / 2)));
typedef uint32_t vwords __attribute__((ext_vector_type(QK_WIDTH / 2)));

// Codes in a vwide.
enum { qk_block = 8 * QK_WIDTH / 2 };

#define QK_CLOSE(type, name) \
  QK_LOOP type name(type codes, int bits) { \
    type low = codes & 0x00FF00FF00FF00FF, high = codes & 0xFF00FF00FF00FF00; \
    codes = low | high >> (8 - bits); \
    low = codes & 0x0000FFFF0000FFFF, high = codes & 0xFFFF0000FFFF0000; \
    codes = low | high >> 2 * (8 - bits); \
    low = codes & 0x00000000FFFFFFFF, high = codes & 0xFFFFFFFF00000000; \
    return low | high >> 4 * (8 - bits); \
  }
QK_CLOSE(vwide, qk_close)
QK_CLOSE(uint64_t, qk_close_one)

#define QK_OPEN(type, name) \
  QK_LOOP type name(type stream, int bits) { \
    uint64_t half = ~0ull >> (64 - 4 * bits), quarter = half >> 2 * bits; \
    uint64_t one = quarter >> bits; \
    stream = (stream & half) | (stream >> 4 * bits & half) << 32; \
    type high = stream >> 2 * bits & quarter * 0x100000001; \
    stream = (stream & quarter * 0x100000001) | high << 16; \
    high = stream >> bits & one * 0x0001000100010001; \
    return (stream & one * 0x0001000100010001) | high << 8; \
  }
QK_OPEN(vwide, qk_open)
QK_OPEN(uint64_t, qk_open_one)

typedef uint16_t vpair __attribute__((ext_vector_type(2 * QK_WIDTH)));
typedef uint8_t vpacked __attribute__((ext_vector_type(2 * QK_WIDTH)));

// Codes of 4 bits, two to a byte; returns how many were packed.
QK_LOOP size_t qk_pack_pairs(const uint8_t *codes, size_t count, uint8_t *packed) {
  size_t index = 0;
  for (; index + 4 * QK_WIDTH <= count; index += 4 * QK_WIDTH) {
    vpair pairs = QK_LOAD(vpair, codes + index);
    vpacked bytes = __builtin_convertvector(pairs | pairs >> 4, vpacked);
    memcpy(packed + index / 2, &bytes, sizeof bytes);
  }
  return index;
}

static void qk_pack(const uint8_t *codes, size_t count, int bits, uint8_t *packed) {
  if (bits == 8) {
    memcpy(packed, codes, count);
    return;
  }
  size_t index = bits == 4 ? qk_pack_pairs(codes, count, packed) : 0;
  size_t size = (count * bits + 7) / 8;
  // The last eight bytes that a block writes may reach beyond its own.
  for (; index + qk_block <= count && (index + qk_block) / 8 * bits + 8 <= size;
       index += qk_block) {
    vwide closed = qk_close(QK_LOAD(vwide, codes + index), bits);
    // Not lane by lane yet.
    QK_HIDE(closed);
    uint8_t *target = packed + index / 8 * bits;
    for (int lane = 0; lane < QK_WIDTH / 2; lane++) {
      uint64_t word = closed[lane];
      memcpy(target + lane * bits, &word, sizeof word);
    }
  }
  for (; index < count; index += 8) {
    size_t left = count - index < 8 ? count - index : 8;
    uint64_t word = 0;
    memcpy(&word, codes + index, left);
    word = qk_close_one(word, bits);
    memcpy(packed + index / 8 * bits, &word, (left * bits + 7) / 8);
  }
}

static void qk_unpack(const uint8_t *packed, size_t count, int bits, uint8_t *codes) {
  size_t index = 0;
  size_t size = (count * bits + 7) / 8;
  for (; index + qk_block <= count && (index + qk_block) / 8 * bits + 8 <= size;
       index += qk_block) {
    const uint8_t *source = packed + index / 8 * bits;
    vwide stream;
    if (bits == 4) {
      stream = __builtin_convertvector(QK_LOAD(vwords, source), vwide);
    } else {
      for (int lane = 0; lane < QK_WIDTH / 2; lane++) {
        stream[lane] = QK_LOAD(uint64_t, source + lane * bits);
      }
    }
    vwide opened = qk_open(stream, bits);
    memcpy(codes + index, &opened, sizeof opened);
  }
  for (; index < count; index += 8) {
    size_t left = count - index < 8 ? count - index : 8;
    uint64_t word = 0;
    memcpy(&word, packed + index / 8 * bits, (left * bits + 7) / 8);
    word = qk_open_one(word, bits);
    memcpy(codes + index, &word, left);
  }
}
