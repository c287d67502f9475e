#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "direct_colors.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "curses_shim.h"
#include "terminal_description.h"

// The compiled form of a description: term(5), "extended number format" and "extended storage
// format". Numbers are little-endian.
enum { MAGIC = 01036, ABSENT = 0xFFFF, PAIRS = 0x7FFF, CAPACITY = 1 << 15 };

// The numbers below eight stay palette colours, as in the direct descriptions of ncurses.
#define COMPONENTS "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d"
static const char foreground[] = "\033[%?%p1%{8}%<%t3%p1%d%e38;2;" COMPONENTS "%;m";
static const char background[] = "\033[%?%p1%{8}%<%t4%p1%d%e48;2;" COMPONENTS "%;m";

struct bytes {
  size_t count;  // more than the capacity where not all of them fitted
  unsigned char at[CAPACITY];
};

struct description {
  struct bytes all;
  struct bytes texts;  // the table of strings that follows their places in it
};

static void put(struct bytes *bytes, const void *data, size_t count) {
  if (bytes->count + count <= CAPACITY) memcpy(bytes->at + bytes->count, data, count);
  bytes->count += count;
}

static void put_number(struct bytes *bytes, long number, int size) {
  for (int i = 0; i < size; i++) put(bytes, &(unsigned char){number >> (8 * i) & 0xFF}, 1);
}

static void put_even(struct bytes *bytes) {
  if (bytes->count % 2 != 0) put_number(bytes, 0, 1);
}

static void put_text(struct description *made, const char *text) {
  put_number(&made->all, text == NULL ? ABSENT : (long)made->texts.count, 2);
  if (text != NULL) put(&made->texts, text, strlen(text) + 1);
}

static int count_of(NCURSES_CONST char *const *names) {
  int count = 0;
  while (names[count] != NULL) count++;
  return count;
}

static long number_of(NCURSES_CONST char *name) {
  if (strcmp(name, "colors") == 0) return CURSES_SHIM_DIRECT_COLORS;
  if (strcmp(name, "pairs") == 0) return PAIRS;
  int number = tigetnum(name);
  return number < 0 ? -1 : number;
}

static const char *text_of(NCURSES_CONST char *name) {
  if (strcmp(name, "setaf") == 0) return foreground;
  return strcmp(name, "setab") == 0 ? background : terminal_capability(name);
}

static void put_standard(struct description *made, const char *terminal) {
  int flags = count_of(boolnames), numbers = count_of(numnames), texts = count_of(strnames);
  for (int i = 0; i < texts; i++) {
    const char *text = text_of(strnames[i]);
    if (text != NULL) made->texts.count += strlen(text) + 1;
  }
  size_t name = strlen(terminal) + 1;
  long header[] = {MAGIC, (long)name, flags, numbers, texts, (long)made->texts.count};
  made->texts.count = 0;
  for (int i = 0; i < 6; i++) put_number(&made->all, header[i], 2);
  put(&made->all, terminal, name);
  for (int i = 0; i < flags; i++) put_number(&made->all, tigetflag(boolnames[i]) > 0, 1);
  put_even(&made->all);
  for (int i = 0; i < numbers; i++) put_number(&made->all, number_of(numnames[i]), 4);
  for (int i = 0; i < texts; i++) put_text(made, text_of(strnames[i]));
  put(&made->all, made->texts.at, made->texts.count);
  put_even(&made->all);
}

// What has no standard name: RGB, that colours are direct, and XM, which turns the mouse on. The
// places of the names count from the end of the values.
static void put_extensions(struct description *made) {
  const char *mouse = terminal_capability("XM");
  size_t value = mouse == NULL ? 0 : strlen(mouse) + 1;
  const char names[] = "RGB\0XM";
  size_t size = mouse == NULL ? strlen(names) + 1 : sizeof names;
  long header[] = {1, 0, mouse != NULL, mouse == NULL ? 1 : 3, (long)(value + size)};
  for (int i = 0; i < 5; i++) put_number(&made->all, header[i], 2);
  put_number(&made->all, 1, 2);
  if (mouse != NULL) put_number(&made->all, 0, 2);
  put_number(&made->all, 0, 2);
  if (mouse != NULL) put_number(&made->all, (long)strlen(names) + 1, 2);
  if (mouse != NULL) put(&made->all, mouse, value);
  put(&made->all, names, size);
}

static char *in_hexadecimal(const struct bytes *bytes) {
  static const char digits[] = "0123456789ABCDEF", prefix[] = "hex:";
  if (bytes->count > CAPACITY) return NULL;
  char *text = calloc(1, sizeof prefix + 2 * bytes->count);
  if (text == NULL) return NULL;
  char *end = stpcpy(text, prefix);
  for (size_t i = 0; i < bytes->count; i++) {
    *end++ = digits[bytes->at[i] >> 4];
    *end++ = digits[bytes->at[i] & 15];
  }
  return text;
}

char *direct_description(const char *terminal) {
  struct description *made = calloc(1, sizeof *made);
  TERMINAL *present = cur_term;
  int status = 0;
  char *text = NULL;
  if (made != NULL && setupterm(terminal, STDOUT_FILENO, &status) == OK) {
    put_standard(made, terminal);
    put_extensions(made);
    text = in_hexadecimal(&made->all);
    TERMINAL *described = set_curterm(present);
    if (described != present) del_curterm(described);
  }
  free(made);
  return text;
}
