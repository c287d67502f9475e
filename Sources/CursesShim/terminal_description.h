// What terminfo and the environment say about a terminal, before and without drawing on it.
#pragma once
#include <stdbool.h>

/// A string capability of the terminal in use, by its terminfo name; NULL when it has none.
const char *terminal_capability(const char *name);
/// Whether the description of a terminal type can place the cursor.
bool terminal_has_cursor_motion(const char *terminal);
