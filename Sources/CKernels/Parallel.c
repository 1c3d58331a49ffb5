#include "Parallel.h"

#include <stdatomic.h>

// OpenMP's run time, used without a compiler flag: this is what `#pragma omp parallel` calls.
extern void GOMP_parallel(
  void (*function)(void *), void *data, unsigned thread_count, unsigned flags);
extern int omp_get_max_threads(void);
extern void omp_set_num_threads(int);

typedef struct {
  ptrdiff_t count, grain;
  void (*body)(void *, ptrdiff_t, ptrdiff_t);
  void *context;
  bool is_shared;
  atomic_ptrdiff_t next;
} Work;

// Each thread has its own number: a thread that sets it does not affect those beside it.
static _Thread_local int chosen_thread_count;
static _Thread_local ptrdiff_t current_part;

ptrdiff_t kernel_part(void) { return current_part; }

int kernel_thread_count(void) {
  if (current_part > 0) return 1;
  return chosen_thread_count > 0 ? chosen_thread_count : omp_get_max_threads();
}

int kernel_openmp_thread_count(void) { return omp_get_max_threads(); }

void kernel_set_thread_count(int count) { chosen_thread_count = count; }

// Threads take the next part as they become free. The result does not depend on which thread takes
// a part.
static void take_parts(void *data) {
  Work *work = data;
  for (;;) {
    ptrdiff_t begin =
      atomic_fetch_add_explicit(&work->next, work->grain, memory_order_relaxed);
    if (begin >= work->count) return;
    ptrdiff_t rest = work->count - begin;
    if (work->is_shared) current_part = begin / work->grain + 1;
    work->body(work->context, begin, begin + (rest < work->grain ? rest : work->grain));
  }
}

// Within a part, libraries see a single thread. This holds until the end of the region.
static void take_parts_alone(void *data) {
  omp_set_num_threads(1);
  take_parts(data);
  current_part = 0;
}

void kernel_parallel(
  ptrdiff_t count, ptrdiff_t grain, void (*body)(void *context, ptrdiff_t begin, ptrdiff_t end),
  void *context) {
  if (count <= 0) return;
  if (grain < 1) grain = 1;
  Work work = {.count = count, .grain = grain, .body = body, .context = context};
  ptrdiff_t parts = (count + grain - 1) / grain;
  int threads = kernel_thread_count();
  if (parts < threads) threads = (int)parts;
  if (threads < 2) {
    take_parts(&work);
  } else {
    work.is_shared = true;
    GOMP_parallel(take_parts_alone, &work, (unsigned)threads, 0);
  }
}

ptrdiff_t kernel_sum_scratch_count(ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner) {
  const ptrdiff_t block = kernel_sum_block(inner), blocks = (length + block - 1) / block;
  return blocks > 1 ? outer * blocks * inner : 0;
}
