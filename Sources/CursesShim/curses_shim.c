#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#define NCURSES_WIDECHAR 1
#include "curses_shim.h"

#include <ncurses.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#include "direct_colors.h"
#include "terminal_description.h"
#include "terminal_restore.h"

static SCREEN *screen;
static WINDOW *input;  // a pad: reading from it never refreshes the screen
static bool uses_colors;
static bool mouse_is_wanted;

// ---- Start and stop

static void record_restoration(void) {
  terminal_restore_forget();
  terminal_restore_record(terminal_capability("sgr0"));
  if (uses_colors) terminal_restore_record(terminal_capability("op"));
  terminal_restore_record(terminal_capability("rmkx"));
  terminal_restore_record(terminal_capability("cnorm"));
  // A terminal without an alternate screen is left below what was drawn.
  const char *leave = terminal_capability("rmcup");
  terminal_restore_record(leave != NULL ? leave : "\r\n");
  const char *mouse = terminal_capability("XM");
  terminal_restore_record_mouse(mouse != NULL ? tiparm(mouse, 0) : "\033[?1000l");
}

static void set_modes(void) {
  raw();
  noecho();
  nonl();
  set_escdelay(25);
  curs_set(0);
}

// Unlike initscr(), newterm() returns instead of ending the process.
static SCREEN *new_screen(const char *terminal, bool is_made_direct) {
  char *made = is_made_direct ? direct_description(terminal) : NULL;
  if (made == NULL) return newterm(terminal, stdout, stdin);
  const char *present = getenv("TERMINFO");
  char *kept = present == NULL ? NULL : strdup(present);
  setenv("TERMINFO", made, 1);
  SCREEN *started = newterm(terminal, stdout, stdin);
  if (kept == NULL) unsetenv("TERMINFO");
  else setenv("TERMINFO", kept, 1);
  free(kept);
  free(made);
  return started;
}

enum curses_shim_status curses_shim_start(const char *terminal, enum curses_shim_colors colors) {
  if (curses_shim_colors_of(terminal) < 0) return CURSES_SHIM_UNKNOWN_TERMINAL;
  if (!terminal_has_cursor_motion(terminal)) return CURSES_SHIM_NO_CURSOR_MOTION;
  if (!terminal_restore_install()) return CURSES_SHIM_NO_SIGNALS;
  use_env(FALSE);
  use_tioctl(TRUE);
  screen = new_screen(terminal, colors == CURSES_SHIM_MADE_DIRECT);
  if (screen == NULL) {
    terminal_restore_remove();
    return CURSES_SHIM_UNKNOWN_TERMINAL;
  }
  set_term(screen);
  uses_colors = colors != CURSES_SHIM_NO_COLORS && has_colors() && start_color() == OK &&
                use_default_colors() == OK;
  record_restoration();
  terminal_restore_set_active(true);
  set_modes();
  input = newpad(1, 1);
  keypad(input, TRUE);
  nodelay(input, TRUE);
  mouseinterval(0);
  leaveok(stdscr, TRUE);
  static bool stops_at_exit;
  if (!stops_at_exit) stops_at_exit = atexit(curses_shim_stop) == 0;
  curses_shim_update_size();
  return CURSES_SHIM_OK;
}

int32_t curses_shim_colors(void) { return uses_colors ? tigetnum("colors") : 0; }

void curses_shim_stop(void) {
  if (screen == NULL) return;
  curses_shim_set_mouse(false);
  endwin();
  terminal_restore_set_active(false);
  delwin(input);
  delscreen(screen);
  input = NULL;
  screen = NULL;
  terminal_restore_remove();
}

void curses_shim_end_by(int32_t signal_number) {
  curses_shim_stop();
  terminal_restore_die(signal_number);
}

// ncurses joins a press and a release that are read together into one click.
static const mmask_t clicks = BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED;

static void apply_mouse(bool on) {
  terminal_restore_set_mouse(on);
  mmask_t wanted = BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED | clicks;
  mousemask(on ? wanted : 0, NULL);
}

void curses_shim_set_mouse(bool on) {
  if (screen == NULL) return;
  mouse_is_wanted = on;
  apply_mouse(on);
}

static void enter_again(void) {
  terminal_restore_set_active(true);
  reset_prog_mode();
  set_modes();
  curses_shim_update_size();
  apply_mouse(mouse_is_wanted);
}

void curses_shim_suspend(void) {
  if (screen == NULL) return;
  apply_mouse(false);
  endwin();
  terminal_restore_set_active(false);
  terminal_restore_stop_job();
  enter_again();
}

void curses_shim_resume(void) {
  if (screen != NULL) enter_again();
}

// ---- Size

int32_t curses_shim_columns(void) { return screen == NULL ? 0 : getmaxx(stdscr); }
int32_t curses_shim_rows(void) { return screen == NULL ? 0 : getmaxy(stdscr); }

void curses_shim_update_size(void) {
  if (screen == NULL) return;
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    resizeterm(size.ws_row, size.ws_col);
  }
  curses_shim_invalidate();
}

// ---- Input

static uint32_t key_of(wint_t code) {
  switch (code) {
    case KEY_UP: return CURSES_SHIM_KEY_UP;
    case KEY_DOWN: return CURSES_SHIM_KEY_DOWN;
    case KEY_LEFT: return CURSES_SHIM_KEY_LEFT;
    case KEY_RIGHT: return CURSES_SHIM_KEY_RIGHT;
    case KEY_HOME: case KEY_A1: case KEY_FIND: return CURSES_SHIM_KEY_HOME;
    case KEY_END: case KEY_C1: case KEY_SELECT: return CURSES_SHIM_KEY_END;
    case KEY_PPAGE: case KEY_A3: return CURSES_SHIM_KEY_PAGE_UP;
    case KEY_NPAGE: case KEY_C3: return CURSES_SHIM_KEY_PAGE_DOWN;
    case KEY_ENTER: return CURSES_SHIM_KEY_ENTER;
    case KEY_BTAB: return CURSES_SHIM_KEY_BACK_TAB;
    case KEY_BACKSPACE: return CURSES_SHIM_KEY_BACKSPACE;
    case KEY_DC: return CURSES_SHIM_KEY_DELETE;
    default: break;
  }
  if (code >= KEY_F(0) && code <= KEY_F(63)) return CURSES_SHIM_KEY_FUNCTION_0 + code - KEY_F(0);
  return CURSES_SHIM_KEY_UNKNOWN;
}

static struct curses_shim_input mouse_input(void) {
  struct curses_shim_input result = {CURSES_SHIM_INPUT_MOUSE, CURSES_SHIM_MOUSE_OTHER, 0, 0};
  MEVENT event;
  if (getmouse(&event) != OK) return result;
  result.x = event.x;
  result.y = event.y;
  if (event.bstate & clicks) result.code = CURSES_SHIM_MOUSE_CLICK;
  else if (event.bstate & BUTTON1_PRESSED) result.code = CURSES_SHIM_MOUSE_PRESS;
  else if (event.bstate & BUTTON1_RELEASED) result.code = CURSES_SHIM_MOUSE_RELEASE;
  else if (event.bstate & BUTTON4_PRESSED) result.code = CURSES_SHIM_MOUSE_SCROLL_UP;
  else if (event.bstate & BUTTON5_PRESSED) result.code = CURSES_SHIM_MOUSE_SCROLL_DOWN;
  return result;
}

struct curses_shim_input curses_shim_poll(void) {
  struct curses_shim_input result = {CURSES_SHIM_INPUT_NONE, 0, 0, 0};
  wint_t value = 0;
  if (screen == NULL) return result;
  switch (wget_wch(input, &value)) {
    case OK:
      result.kind = CURSES_SHIM_INPUT_CHARACTER;
      result.code = value;
      break;
    case KEY_CODE_YES:
      if (value == KEY_MOUSE) return mouse_input();
      result.kind = CURSES_SHIM_INPUT_KEY;
      result.code = key_of(value);
      break;
    default: break;
  }
  return result;
}

bool curses_shim_input_ended(void) {
  struct pollfd descriptor = {.fd = STDIN_FILENO, .events = POLLIN};
  if (poll(&descriptor, 1, 0) <= 0) return false;
  if (descriptor.revents & (POLLHUP | POLLERR | POLLNVAL)) return true;
  int available = 0;
  return ioctl(STDIN_FILENO, FIONREAD, &available) != 0 || available == 0;
}

int32_t curses_shim_signal_pipe(void) { return terminal_restore_signal_pipe(); }

// ---- Output

void curses_shim_clear_row(int32_t y) {
  if (screen == NULL) return;
  wattr_set(stdscr, A_NORMAL, 0, NULL);
  wmove(stdscr, y, 0);
  wclrtoeol(stdscr);
}

static void set_style(uint32_t attributes, int32_t foreground, int32_t background) {
  attr_t value = A_NORMAL;
  if (attributes & CURSES_SHIM_BOLD) value |= A_BOLD;
  if (attributes & CURSES_SHIM_DIM) value |= A_DIM;
  if (attributes & CURSES_SHIM_REVERSE) value |= A_REVERSE;
  if (attributes & CURSES_SHIM_UNDERLINE) value |= A_UNDERLINE;
  int pair = 0;
  if (uses_colors && (foreground >= 0 || background >= 0)) {
    pair = alloc_pair(foreground, background);
    if (pair < 0) pair = 0;
  }
  wattr_set(stdscr, value, 0, &pair);
}

void curses_shim_put(
    int32_t x, int32_t y, const char *text, uint32_t attributes, int32_t foreground,
    int32_t background) {
  if (screen == NULL || wmove(stdscr, y, x) == ERR) return;
  set_style(attributes, foreground, background);
  wchar_t piece[128];
  mbstate_t state;
  memset(&state, 0, sizeof state);
  int length = 0;
  size_t left = strlen(text);
  while (left > 0) {
    wchar_t character = L'?';
    size_t used = mbrtowc(&character, text, left, &state);
    if (used == 0 || used > left) {  // not in this encoding
      memset(&state, 0, sizeof state);
      character = L'?';
      used = 1;
    } else if (wcwidth(character) < 0) {
      character = L'?';
    }
    text += used;
    left -= used;
    piece[length++] = character;
    // A piece may be added once no combining mark can follow its last character.
    bool is_full = length >= 100 && left > 0 && (unsigned char)*text < 0x80;
    if (is_full || length == 128 || left == 0) {
      waddnwstr(stdscr, piece, length);
      length = 0;
    }
  }
}

void curses_shim_invalidate(void) {
  if (screen != NULL) clearok(curscr, TRUE);
}

void curses_shim_flush(void) {
  if (screen == NULL) return;
  wnoutrefresh(stdscr);
  doupdate();
}

void curses_shim_write(const char *bytes, int32_t count) {
  if (screen == NULL) return;
  while (count > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, (size_t)count);
    if (written <= 0) return;
    bytes += written;
    count -= (int32_t)written;
  }
}
