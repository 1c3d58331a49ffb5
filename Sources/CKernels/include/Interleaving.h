// Transposed convolutions, computed as ordinary ones whose results are interleaved.
//
// All results at one place within the steps of the strides form an ordinary convolution of the
// input with every stride-th row and column of the kernel. Nothing is multiplied by a zero between
// pixels or beside an image, and no intermediate result leaves the processor's registers.
#pragma once

#include <stddef.h>

/// The sizes of a transposed convolution, whose strides are not longer than its kernel.
typedef struct Interleaving {
  /// The input: [images, height, width, channels].
  ptrdiff_t height, width, channels;
  /// The kernel: [kernel_height, kernel_width, result_channels, channels].
  ptrdiff_t kernel_height, kernel_width;
  ptrdiff_t row_stride, column_stride;
  /// The number of rows and columns of results that are cropped at the top and on the left.
  ptrdiff_t top, left;
  /// The result: [images, result_height, result_width, result_channels].
  ptrdiff_t result_height, result_width, result_channels;
} Interleaving;

/// The largest number of images for `interleaving_run`.
enum { InterleavingImages = 6 };

/// Returns the number of elements of a kernel in the order of `interleaving_pack`.
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
