#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "terminal_description.h"

#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <term.h>
#include <unistd.h>

#include "curses_shim.h"

static bool environment_asks_for_utf8(void) {
  static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (int i = 0; i < 3; i++) {
    const char *value = getenv(variables[i]);
    if (value == NULL || *value == 0) continue;
    const char *encoding = strchr(value, '.');
    return encoding != NULL && (strncasecmp(encoding + 1, "utf-8", 5) == 0 ||
                                strncasecmp(encoding + 1, "utf8", 4) == 0);
  }
  return false;
}

bool curses_shim_use_environment_locale(void) {
  if (setlocale(LC_CTYPE, "") == NULL && environment_asks_for_utf8()) {
    setlocale(LC_CTYPE, "C.UTF-8");
  }
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int32_t curses_shim_colors_of(const char *terminal) {
  int status = 0;
  TERMINAL *present = cur_term;
  if (setupterm(terminal, STDOUT_FILENO, &status) != OK) return -1;
  int32_t colors = tigetnum("colors");
  TERMINAL *inspected = set_curterm(present);
  if (inspected != present) del_curterm(inspected);
  return colors < 0 ? 0 : colors;
}

const char *terminal_capability(const char *name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 ? NULL : value;
}

bool terminal_has_cursor_motion(const char *terminal) {
  int status = 0;
  TERMINAL *present = cur_term;
  if (setupterm(terminal, STDOUT_FILENO, &status) != OK) return false;
  bool found = terminal_capability("cup") != NULL;
  TERMINAL *inspected = set_curterm(present);
  if (inspected != present) del_curterm(inspected);
  return found;
}
