// Copies past the caches.

#include "include/memory_kernels.h"

#include <string.h>

void qk_copy_past_caches(const void *source, void *target, size_t size) {
  typedef uint64_t vpart __attribute__((vector_size(16)));
  enum { parts = 4, line = parts * sizeof(vpart), ahead = 2048 };
  const char *from = source;
  char *to = target;
  size_t head = -(uintptr_t)to % line;
  if (head > size) head = size;
  memcpy(to, from, head);
  size_t offset = head;
  for (; offset + line <= size; offset += line) {
    vpart loaded[parts];
    memcpy(loaded, from + offset, sizeof loaded);
    __builtin_prefetch(from + offset + ahead);
    for (int part = 0; part < parts; part++) {
      __builtin_nontemporal_store(loaded[part], (vpart *)(to + offset) + part);
    }
  }
  memcpy(to + offset, from + offset, size - offset);
  qk_settle_streams();
}

// Such stores wait for nothing else.
void qk_settle_streams(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
