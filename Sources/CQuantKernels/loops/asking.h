// Asking the memory early for what is looked at later.
//
// A core keeps few requests of its own in flight, fewer than a distant memory needs to be busy. The
// machinery that reads ahead of it keeps many, but on most processors follows the accesses to each
// page on its own and stops at its end. So the next block of pages is asked for one line of every
// page in turn: there are as many followers at work as pages, and the block is in the second cache
// when its turn comes. Where that machinery goes on from page to page, two pages ahead in line are
// enough, and more pages at a time disturb it.
//
// Where to ask follows from the place that is looked at alone, so that loops over many short pieces
// go on where the last one stopped. Reaching beyond the end is harmless.

// Whether this processor is of the second kind (see dispatch.c).
extern int qk_asks_in_line;

// How many weights ahead the first cache asks the second: as many as a caller measures and encodes
// at a time.
enum { qk_stretch = 4096 };

// How many bytes ahead in line.
enum { qk_line_ahead = 8192 };

// Asks for the lines of `size` bytes that lie `ahead` bytes behind `place`.
#define QK_ASK_BEHIND(place, size, ahead, level) \
  _Pragma("clang loop unroll(full)") for (size_t offset = 0; offset < (size); offset += 64) { \
    __builtin_prefetch((const char *)(place) + (ahead) + offset, 0, level); \
  }

// Asks for the block behind the one that `place` is in, as much of it as is looked at from `place`
// on: `size` bytes, a power of two up to 512.
QK_LOOP void qk_ask_next_block(const void *place, size_t size) {
  enum { line = 64, page = 4096, pages = 8, block = pages * page };
  const size_t lines = size < line ? 1 : size / line, turns = pages / lines;
  const uintptr_t address = (uintptr_t)place, offset = address % block;
  const uintptr_t step = offset / (lines * line);
  const uintptr_t next =
      address - offset + block + step % turns * lines * page + step / turns * line;
#pragma clang loop unroll(full)
  for (size_t count = 0; count < lines; count++) {
    __builtin_prefetch((const char *)next + count * page, 0, 2);
  }
}

// Asks for what lies `ahead` bytes further in line, or for the next block.
QK_LOOP void qk_ask_far(const void *place, size_t size, size_t ahead) {
  if (qk_asks_in_line) {
    QK_ASK_BEHIND(place, size, ahead, 2)
  } else {
    qk_ask_next_block(place, size);
  }
}

// Asks the second cache for what is looked at soon.
QK_LOOP void qk_ask_near(const void *place, size_t size, size_t ahead) {
  if (!qk_asks_in_line) QK_ASK_BEHIND(place, size, ahead, 3)
}

// Asks for what lies ahead of `size` bytes that are looked at once.
QK_LOOP void qk_ask(const void *place, size_t size, size_t weight_size) {
  qk_ask_far(place, size, qk_line_ahead);
  qk_ask_near(place, size, qk_stretch * weight_size);
}

// The same at an even pace, beside weights that are encoded.
QK_LOOP void qk_ask_evenly(const void *place, size_t size) {
  qk_ask_far(place, size, qk_line_ahead);
  qk_ask_near(place, size, 2048);
}

// The same in two parts where weights are looked at twice, so that the memory works all the while:
// measuring them takes about a quarter of the time, encoding them the rest.
QK_LOOP int qk_asks_while_measuring(const void *place) { return ((uintptr_t)place & 0x600) == 0; }

QK_LOOP void qk_ask_measuring(const void *place, size_t size, size_t weight_size) {
  if (qk_asks_while_measuring(place)) qk_ask_far(place, size, qk_stretch * weight_size);
}
QK_LOOP void qk_ask_encoding(const void *place, size_t size, size_t weight_size) {
  if (!qk_asks_while_measuring(place)) qk_ask_far(place, size, qk_stretch * weight_size);
  qk_ask_near(place, size, qk_stretch * weight_size);
}

// How far ahead to ask where `rows` rows, `stride` bytes apart, are gone through side by side. Of
// long rows as many pages are followed anyway, and all that is missing is the start of the next
// one. Short ones lie in the same pages, where nothing follows them: the rows behind are asked for.
QK_LOOP size_t qk_row_ahead(size_t rows, size_t stride) {
  enum { short_row = 8192 };
  return stride <= short_row ? rows * stride : 512;
}
