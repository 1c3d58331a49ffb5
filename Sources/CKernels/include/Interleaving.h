// Transposed convolutions as ordinary ones whose results interleave.
//
// All results at one place within the steps of the strides are an ordinary convolution of the input
// with every stride-th row and column of the kernel. No product is with a zero between pixels or
// beside an image, and no intermediate result leaves the processor's registers.
#pragma once

#include <stddef.h>

/// The sizes of a transposed convolution, whose strides are not longer than its kernel.
typedef struct Interleaving {
  /// The input: [images, height, width, channels].
  ptrdiff_t height, width, channels;
  /// The kernel: [kernel_height, kernel_width, result_channels, channels].
  ptrdiff_t kernel_height, kernel_width;
  ptrdiff_t row_stride, column_stride;
  /// How many rows and columns of results are cut off above and to the left.
  ptrdiff_t top, left;
  /// The result: [images, result_height, result_width, result_channels].
  ptrdiff_t result_height, result_width, result_channels;
} Interleaving;

/// How many images `interleaving_run` takes at most.
enum { InterleavingImages = 6 };

/// Returns how many numbers a kernel has in the order of `interleaving_pack`.
ptrdiff_t interleaving_packed_count(const Interleaving *sizes);

#define INTERLEAVING_DECLARATIONS(real)                                                           \
  /* Orders a kernel for `interleaving_run`. */                                                   \
  void interleaving_pack_##real(const Interleaving *sizes, const real *kernel, real *packed)      \
    __attribute__((swift_name("interleavingPack(_:_:_:)")));                                      \
  /* Computes the transposed convolution of some images. */                                       \
  void interleaving_run_##real(                                                                   \
    const Interleaving *sizes, ptrdiff_t count, const real *images, const real *packed,           \
    real *result) __attribute__((swift_name("interleavingRun(_:_:_:_:_:)")));

INTERLEAVING_DECLARATIONS(float)
INTERLEAVING_DECLARATIONS(double)

#undef INTERLEAVING_DECLARATIONS
