#define _GNU_SOURCE
#include "file_guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum slot_state { SLOT_FREE, SLOT_CLAIMED, SLOT_ACTIVE };

struct slot {
  _Atomic int state;
  uintptr_t begin;
  uintptr_t end;
  _Atomic bool was_hit;
};

static struct slot slots[FILE_GUARD_CAPACITY];
/* Slots at and above this index have never been used, so that the handler need not look at them. */
static _Atomic int used_slots;

static struct sigaction previous;
static uintptr_t page_size;
static int install_error;
static pthread_once_t install_once = PTHREAD_ONCE_INIT;

static struct slot *slot_containing(uintptr_t address) {
  int count = atomic_load_explicit(&used_slots, memory_order_acquire);
  for (int i = 0; i < count; i++) {
    if (atomic_load_explicit(&slots[i].state, memory_order_acquire) != SLOT_ACTIVE) continue;
    if (address >= slots[i].begin && address < slots[i].end) return &slots[i];
  }
  return NULL;
}

/* Everything behind a page that has no file is gone as well: one fault covers the whole tail. */
static bool replace_by_zeros(struct slot *slot, uintptr_t address) {
  uintptr_t page = address & ~(page_size - 1);
  atomic_store(&slot->was_hit, true);
  void *mapped = mmap((void *)page, slot->end - page, PROT_READ,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
  return mapped != MAP_FAILED;
}

static void pass_on(int number, siginfo_t *info, void *context) {
  if (previous.sa_flags & SA_SIGINFO) {
    previous.sa_sigaction(number, info, context);
  } else if (previous.sa_handler == SIG_IGN && info->si_code <= 0) {
    return;
  } else if (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN) {
    /* Blocked until this handler returns, then delivered with the default effect. */
    signal(number, SIG_DFL);
    raise(number);
  } else {
    previous.sa_handler(number);
  }
}

static void handle_bus_error(int number, siginfo_t *info, void *context) {
  int saved_errno = errno;
  /* A positive code comes from the kernel, and only then is there a faulting address. */
  struct slot *slot = info->si_code > 0 ? slot_containing((uintptr_t)info->si_addr) : NULL;
  if (slot == NULL || !replace_by_zeros(slot, (uintptr_t)info->si_addr)) {
    pass_on(number, info, context);
  }
  errno = saved_errno;
}

static void install(void) {
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handle_bus_error;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  /* Asked for first: a fault may arrive as soon as the handler is in place. */
  if (sigaction(SIGBUS, NULL, &previous) != 0 || sigaction(SIGBUS, &action, NULL) != 0) {
    install_error = errno;
  }
}

int file_guard_install(void) {
  pthread_once(&install_once, install);
  return install_error;
}

static void raise_used_slots(int count) {
  int seen = atomic_load(&used_slots);
  while (seen < count && !atomic_compare_exchange_weak(&used_slots, &seen, count)) {
  }
}

int file_guard_register(const void *address, size_t length) {
  if (file_guard_install() != 0) return -1;
  for (int i = 0; i < FILE_GUARD_CAPACITY; i++) {
    int expected = SLOT_FREE;
    if (!atomic_compare_exchange_strong(&slots[i].state, &expected, SLOT_CLAIMED)) continue;
    uintptr_t begin = (uintptr_t)address;
    slots[i].begin = begin;
    /* The last page belongs to the mapping as a whole. */
    slots[i].end = begin + ((length + page_size - 1) & ~(page_size - 1));
    atomic_store(&slots[i].was_hit, false);
    raise_used_slots(i + 1);
    atomic_store_explicit(&slots[i].state, SLOT_ACTIVE, memory_order_release);
    return i;
  }
  return -1;
}

bool file_guard_was_hit(int slot) { return atomic_load(&slots[slot].was_hit); }

void file_guard_unregister(int slot) {
  atomic_store_explicit(&slots[slot].state, SLOT_FREE, memory_order_release);
}
