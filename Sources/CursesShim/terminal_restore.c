#define _GNU_SOURCE
#include "terminal_restore.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

struct sequence {
  char bytes[256];
  volatile int length;
};

static struct sequence undo_screen;
static struct sequence undo_mouse;
static struct termios saved_modes;
static volatile sig_atomic_t is_active;
static volatile sig_atomic_t mouse_is_on;
static int pipe_ends[2] = {-1, -1};
static int nowhere = -1;

static const int polite_signals[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT,
                                     SIGTSTP, SIGCONT, SIGWINCH};
static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
static struct sigaction previous_polite[COUNT(polite_signals)];
static struct sigaction previous_crash[COUNT(crash_signals)];
static volatile sig_atomic_t end_requests;
static char alternate_stack[64 * 1024];

// ---- What is written when the process dies. Everything here is async-signal-safe.

static void write_all(int descriptor, const char *bytes, int count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, (size_t)count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (int)written;
  }
}

// The process is about to die, but its other threads still run: what they draw goes nowhere, so
// that nothing follows the restoration.
static void restore_terminal(void) {
  if (!is_active) return;
  is_active = 0;
  int terminal = dup(STDOUT_FILENO);
  if (terminal < 0) {
    terminal = STDOUT_FILENO;
  } else {
    dup2(nowhere, STDOUT_FILENO);
  }
  if (mouse_is_on) write_all(terminal, undo_mouse.bytes, undo_mouse.length);
  write_all(terminal, undo_screen.bytes, undo_screen.length);
  tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
}

// One text, so that one write says it.
#define CRASHED(cause) "afpq-tui: crashed: " cause "; the terminal has been restored\n"

static const char *crash_message(int signal_number) {
  switch (signal_number) {
    case SIGSEGV: return CRASHED("invalid memory access (SIGSEGV)");
    case SIGBUS: return CRASHED("memory that is no longer backed by its file (SIGBUS)");
    case SIGILL: return CRASHED("a failed check of the program itself (SIGILL)");
    case SIGTRAP: return CRASHED("a failed check of the program itself (SIGTRAP)");
    case SIGFPE: return CRASHED("an impossible integer operation (SIGFPE)");
    default: return CRASHED("a failed check of a library (SIGABRT)");
  }
}

// Takes the default action of a signal. The threads that serve Dispatch's queues block all
// signals, hence the mask.
static void raise_by_default(int number) {
  struct sigaction by_default;
  memset(&by_default, 0, sizeof by_default);
  by_default.sa_handler = SIG_DFL;
  sigaction(number, &by_default, NULL);
  sigset_t only, before;
  sigemptyset(&only);
  sigaddset(&only, number);
  raise(number);
  pthread_sigmask(SIG_UNBLOCK, &only, &before);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool is_function(const struct sigaction *action) {
  return action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;
}

static void call(const struct sigaction *action, int number, siginfo_t *info, void *context) {
  if (action->sa_flags & SA_SIGINFO) {
    action->sa_sigaction(number, info, context);
  } else {
    action->sa_handler(number);
  }
}

static void on_crash(int number, siginfo_t *info, void *context);

static bool is_ours(int number) {
  struct sigaction now;
  return sigaction(number, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) &&
         now.sa_sigaction == on_crash;
}

static void on_crash(int number, siginfo_t *info, void *context) {
  int error = errno;
  const struct sigaction *previous = NULL;
  for (int i = 0; i < COUNT(crash_signals); i++) {
    if (crash_signals[i] == number && is_function(&previous_crash[i])) {
      previous = &previous_crash[i];
    }
  }
  // A handler for SIGBUS that was there before may repair a mapping whose file was truncated: it
  // comes first, and the process goes on unless it gave up, which it shows by removing us.
  if (number == SIGBUS && previous != NULL) {
    call(previous, number, info, context);
    if (is_ours(number)) {
      errno = error;
      return;
    }
    previous = NULL;
  }
  bool was_active = is_active;
  restore_terminal();
  if (was_active) {
    const char *message = crash_message(number);
    write_all(STDERR_FILENO, message, (int)strlen(message));
  }
  if (previous != NULL) {
    call(previous, number, info, context);
    if (!is_ours(number)) return;
  }
  raise_by_default(number);
}

// What ends a program that does not expect it: a used-up limit, a sandbox, a stray kill.
static bool ends_the_unprepared(int number) {
  switch (number) {
    case SIGUSR1: case SIGUSR2: case SIGALRM: case SIGVTALRM: case SIGPROF: case SIGXCPU:
    case SIGIO: case SIGPWR: case SIGSYS: case SIGSTKFLT:
      return true;
    default:
      return number >= SIGRTMIN && number <= SIGRTMAX;
  }
}

static void on_unexpected_signal(int number) {
  restore_terminal();
  raise_by_default(number);
}

static void on_polite_signal(int number) {
  int error = errno;
  bool asks_to_end = number == SIGINT || number == SIGTERM || number == SIGQUIT || number == SIGHUP;
  // Whoever asks for the third time finds a program that does not answer.
  if (asks_to_end && ++end_requests >= 3) {
    restore_terminal();
    raise_by_default(number);
  }
  uint8_t byte = (uint8_t)number;
  ssize_t written = write(pipe_ends[1], &byte, 1);
  (void)written;  // A full pipe already says that there is something to do.
  errno = error;
}

// ---- Bookkeeping on the calling thread.

static void append(struct sequence *sequence, const char *text) {
  if (text == NULL) return;
  int length = sequence->length;
  while (*text != 0 && length < COUNT(sequence->bytes)) {
    const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
    if (end != NULL) {
      text = end + 1;
      continue;
    }
    sequence->bytes[length++] = *text++;
  }
  sequence->length = length;
}

void terminal_restore_forget(void) {
  undo_screen.length = 0;
  undo_mouse.length = 0;
}

void terminal_restore_record(const char *sequence) { append(&undo_screen, sequence); }
void terminal_restore_record_mouse(const char *sequence) { append(&undo_mouse, sequence); }
void terminal_restore_set_mouse(bool on) { mouse_is_on = on; }
void terminal_restore_set_active(bool active) { is_active = active; }
int terminal_restore_signal_pipe(void) { return pipe_ends[0]; }

static void install_alternate_stack(void) {
  stack_t present;
  if (sigaltstack(NULL, &present) != 0 || !(present.ss_flags & SS_DISABLE)) return;
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  sigaltstack(&stack, NULL);
}

// Where a signal has the one handler, it gets the other: what somebody else does with it stays.
static void replace_for_unexpected(void (*present)(int), void (*handler)(int)) {
  struct sigaction now, action;
  memset(&action, 0, sizeof action);
  sigfillset(&action.sa_mask);
  action.sa_handler = handler;
  for (int number = 1; number <= SIGRTMAX; number++) {
    if (ends_the_unprepared(number) && sigaction(number, NULL, &now) == 0 &&
        now.sa_handler == present) {
      sigaction(number, &action, NULL);
    }
  }
}

bool terminal_restore_install(void) {
  if (tcgetattr(STDIN_FILENO, &saved_modes) != 0) return false;
  nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return false;
  if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  end_requests = 0;
  install_alternate_stack();

  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigfillset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  action.sa_handler = on_polite_signal;
  for (int i = 0; i < COUNT(polite_signals); i++) {
    sigaction(polite_signals[i], &action, &previous_polite[i]);
  }
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  action.sa_sigaction = on_crash;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < COUNT(crash_signals); i++) {
    sigaction(crash_signals[i], &action, &previous_crash[i]);
  }
  replace_for_unexpected(SIG_DFL, on_unexpected_signal);
  return true;
}

void terminal_restore_remove(void) {
  if (pipe_ends[0] < 0) return;
  is_active = 0;
  for (int i = 0; i < COUNT(polite_signals); i++) {
    sigaction(polite_signals[i], &previous_polite[i], NULL);
  }
  for (int i = 0; i < COUNT(crash_signals); i++) {
    // A handler installed after ours chains to ours: taking it away would be worse than staying.
    if (is_ours(crash_signals[i])) sigaction(crash_signals[i], &previous_crash[i], NULL);
  }
  replace_for_unexpected(on_unexpected_signal, SIG_DFL);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &saved_modes);
  close(nowhere);
  nowhere = -1;
  for (int i = 0; i < 2; i++) {
    close(pipe_ends[i]);
    pipe_ends[i] = -1;
  }
}

void terminal_restore_stop_job(void) {
  struct sigaction ignore, ours;
  memset(&ignore, 0, sizeof ignore);
  ignore.sa_handler = SIG_IGN;
  // The others of the job first. This process ignores that signal and then stops by its own, so
  // that exactly one stop waits for exactly one continuation.
  sigaction(SIGTSTP, &ignore, &ours);
  kill(0, SIGTSTP);
  raise_by_default(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

void terminal_restore_die(int number) { raise_by_default(number); }
