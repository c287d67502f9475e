// The only door to ncurses.
//
// One terminal at a time, used from one thread, except for what the header calls
// async-signal-safe. No function allocates on behalf of the caller; texts are UTF-8 and end in NUL.
// Colours are numbers of the terminal's palette, -1 is its default colour.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum curses_shim_attribute {
  CURSES_SHIM_BOLD = 1 << 0,
  CURSES_SHIM_DIM = 1 << 1,
  CURSES_SHIM_REVERSE = 1 << 2,
  CURSES_SHIM_UNDERLINE = 1 << 3,
};

enum curses_shim_input_kind {
  CURSES_SHIM_INPUT_NONE,
  CURSES_SHIM_INPUT_CHARACTER,  // code: a Unicode scalar
  CURSES_SHIM_INPUT_KEY,        // code: an enum curses_shim_key
  CURSES_SHIM_INPUT_MOUSE,      // code: an enum curses_shim_mouse, and x, y
};

enum curses_shim_key {
  CURSES_SHIM_KEY_UNKNOWN,
  CURSES_SHIM_KEY_UP,
  CURSES_SHIM_KEY_DOWN,
  CURSES_SHIM_KEY_LEFT,
  CURSES_SHIM_KEY_RIGHT,
  CURSES_SHIM_KEY_HOME,
  CURSES_SHIM_KEY_END,
  CURSES_SHIM_KEY_PAGE_UP,
  CURSES_SHIM_KEY_PAGE_DOWN,
  CURSES_SHIM_KEY_ENTER,
  CURSES_SHIM_KEY_BACK_TAB,
  CURSES_SHIM_KEY_BACKSPACE,
  CURSES_SHIM_KEY_DELETE,
  CURSES_SHIM_KEY_FUNCTION_0 = 0x100,  // plus the number of the function key
};

enum curses_shim_mouse {
  CURSES_SHIM_MOUSE_OTHER,
  CURSES_SHIM_MOUSE_PRESS,
  CURSES_SHIM_MOUSE_RELEASE,
  CURSES_SHIM_MOUSE_CLICK,  // a press and a release
  CURSES_SHIM_MOUSE_SCROLL_UP,
  CURSES_SHIM_MOUSE_SCROLL_DOWN,
};

struct curses_shim_input {
  enum curses_shim_input_kind kind;
  uint32_t code;
  int32_t x;
  int32_t y;
};

enum curses_shim_status {
  CURSES_SHIM_OK,
  CURSES_SHIM_UNKNOWN_TERMINAL,  // no description of this terminal type
  CURSES_SHIM_NO_CURSOR_MOTION,  // the description has no cursor addressing
  CURSES_SHIM_NO_SIGNALS,        // no pipe or no handlers for signals
};

enum curses_shim_colors {
  CURSES_SHIM_NO_COLORS,
  CURSES_SHIM_DESCRIBED_COLORS,  // as the description of the terminal says
  CURSES_SHIM_MADE_DIRECT,       // 0xRRGGBB, though the description has none such
};

/// Takes the character encoding of the environment, C.UTF-8 when it asks for a UTF-8 locale that is
/// not installed. Returns whether the encoding is UTF-8.
bool curses_shim_use_environment_locale(void);

/// The number of colours of a terminal that takes them as 0xRRGGBB.
enum { CURSES_SHIM_DIRECT_COLORS = 1 << 24 };

/// The number of colours in the description of a terminal type, -1 when there is no description.
int32_t curses_shim_colors_of(const char *terminal);

/// Enters full-screen mode: raw, no echo, non-blocking, cursor hidden, signals caught. Writes
/// nothing unless it succeeds. Call `curses_shim_use_environment_locale` first.
enum curses_shim_status curses_shim_start(const char *terminal, enum curses_shim_colors colors);
/// How many colours ncurses writes; 0 when not started.
int32_t curses_shim_colors(void);
/// Gives the terminal and the signals back; does nothing when not started. Also run at exit.
void curses_shim_stop(void);

/// Leaves full-screen mode, stops the job as Ctrl-Z does, and when it is continued enters
/// full-screen mode again. The next flush repaints everything.
void curses_shim_suspend(void);
/// Enters full-screen mode again after somebody else stopped and continued the process.
void curses_shim_resume(void);

/// Gives the terminal back and takes the default action of a signal, which ends the process.
void curses_shim_end_by(int32_t signal_number);

int32_t curses_shim_columns(void);
int32_t curses_shim_rows(void);
/// Takes the size from the terminal; the next flush repaints everything.
void curses_shim_update_size(void);

/// Reports buttons and wheel from now on, or no longer.
void curses_shim_set_mouse(bool on);

/// The next input; never blocks longer than the 25 ms that tell Escape from a function key.
struct curses_shim_input curses_shim_poll(void);
/// Whether the terminal is gone, so that no input will ever come.
bool curses_shim_input_ended(void);

/// The read end of a pipe that carries the number of each signal as one byte: SIGINT, SIGTERM,
/// SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH. Non-blocking; -1 when not started.
int32_t curses_shim_signal_pipe(void);

/// Blanks one row in the next frame.
void curses_shim_clear_row(int32_t y);
/// Puts text of one style; clipped at the right edge. What the locale cannot show becomes `?`.
void curses_shim_put(
    int32_t x, int32_t y, const char *text, uint32_t attributes, int32_t foreground,
    int32_t background);
/// Makes the next flush repaint every cell.
void curses_shim_invalidate(void);
/// Brings the terminal up to date with what was put.
void curses_shim_flush(void);
/// Writes bytes that ncurses does not know of, such as a clipboard sequence, after a flush.
void curses_shim_write(const char *bytes, int32_t count);
