// Asking the memory early for what is looked at later.
//
// A core keeps few requests of its own in flight, fewer than a distant memory needs to be busy. The
// machinery that reads ahead of it keeps many, but follows the accesses to each page on its own and
// stops at its end. So the next block of pages is asked for one line of every page in turn: there
// are as many followers at work as pages, and the block is in the second cache when its turn comes.
//
// Where to ask follows from the place that is looked at alone, so that loops over many short pieces
// go on where the last one stopped. Reaching beyond the end is harmless.

// How many weights ahead the first cache asks the second: as many as a caller measures and encodes
// at a time.
enum { qk_stretch = 2048 };

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

// Asks the second cache for what is looked at soon.
QK_LOOP void qk_ask_near(const void *place, size_t size, size_t weight_size) {
  const char *near = (const char *)place + qk_stretch * weight_size;
#pragma clang loop unroll(full)
  for (size_t offset = 0; offset < size; offset += 64) __builtin_prefetch(near + offset);
}

// The same where the memory is asked at an even pace: 2 KiB ahead.
QK_LOOP void qk_ask_soon(const void *place, size_t size) {
  const char *soon = (const char *)place + 2048;
#pragma clang loop unroll(full)
  for (size_t offset = 0; offset < size; offset += 64) __builtin_prefetch(soon + offset);
}

// Asks for what lies ahead of `count` weights that are looked at now, of `weight_size` bytes each.
QK_LOOP void qk_ask(const void *place, size_t count, size_t weight_size) {
  qk_ask_next_block(place, count * weight_size);
  qk_ask_near(place, count * weight_size, weight_size);
}

// The same in two parts where weights are looked at twice, so that the memory works all the while:
// measuring them takes about a quarter of the time, encoding them the rest.
QK_LOOP int qk_asks_while_measuring(const void *place) { return ((uintptr_t)place & 0x600) == 0; }

QK_LOOP void qk_ask_measuring(const void *place, size_t count, size_t weight_size) {
  if (qk_asks_while_measuring(place)) qk_ask_next_block(place, count * weight_size);
}
QK_LOOP void qk_ask_encoding(const void *place, size_t count, size_t weight_size) {
  const size_t size = count * weight_size;
  if (!qk_asks_while_measuring(place)) qk_ask_next_block(place, size);
  qk_ask_near(place, size, weight_size);
}

// Asks where several rows are gone through side by side: as many pages are followed anyway, and
// all that is missing is the start of the next one.
QK_LOOP void qk_ask_in_row(const void *place) { __builtin_prefetch((const char *)place + 512); }
