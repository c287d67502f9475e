// Restores the terminal when the process dies, and turns polite signals into bytes of a pipe.
#pragma once
#include <stdbool.h>

/// Appends a sequence that undoes something start did; strips terminfo's padding. NULL is ignored.
void terminal_restore_record(const char *sequence);
void terminal_restore_forget(void);
/// What to write, besides, as long as the mouse is on.
void terminal_restore_record_mouse(const char *sequence);
void terminal_restore_set_mouse(bool on);
/// Whether the terminal is in full-screen mode now, so that dying must restore it.
void terminal_restore_set_active(bool active);

/// Saves the terminal's modes, opens the pipe and installs the handlers.
bool terminal_restore_install(void);
/// Puts the handlers and modes back that were there before.
void terminal_restore_remove(void);
int terminal_restore_signal_pipe(void);
/// Stops the job that this process belongs to, as Ctrl-Z does; returns when it is continued.
void terminal_restore_stop_job(void);
/// Ends the process by the default action of a signal.
void terminal_restore_die(int number);
