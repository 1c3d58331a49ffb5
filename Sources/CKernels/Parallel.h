// The way in which kernels are compiled and share out their work.
#pragma once

#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

#define INLINE static inline __attribute__((always_inline))

/// The number of elements that one thread handles at a time. Smaller work stays on one thread.
enum { GRAIN = 32768 };

/// The length of the blocks into which kernel_sum cuts an axis, given the number of elements after
/// the axis.
INLINE ptrdiff_t kernel_sum_block(ptrdiff_t inner) {
  const ptrdiff_t block = GRAIN / (inner > 0 ? inner : 1);
  return block < 64 ? 64 : block;
}
