// Transposed convolutions whose kernel is a whole number of strides high and wide.
//
// The results at one place within the steps of the strides are an ordinary convolution of the input
// with every stride-th row and column of the kernel. All places together are one convolution with
// as many more channels, whose results interleave: no product is with a zero between pixels, and
// no intermediate result leaves the processor's registers.
#pragma once

#include <stddef.h>

/// The sizes of a transposed convolution of one image.
typedef struct Interleaving {
  /// The input: [height, width, channels].
  ptrdiff_t height, width, channels;
  /// The kernel's height and width in strides.
  ptrdiff_t row_taps, column_taps;
  ptrdiff_t row_stride, column_stride;
  /// The result: [result_height, result_width, result_channels]; zero where nothing reaches.
  ptrdiff_t result_height, result_width, result_channels;
} Interleaving;

/// Returns how many numbers a kernel has in the order of `interleaving_pack`.
ptrdiff_t interleaving_packed_count(const Interleaving *sizes);

/// Returns how many numbers of scratch memory `interleaving_run` needs.
ptrdiff_t interleaving_scratch_count(const Interleaving *sizes);

#define INTERLEAVING_DECLARATIONS(real)                                                           \
  /* Orders a kernel [rows, columns, result channels, channels] for `interleaving_run`. */        \
  void interleaving_pack_##real(const Interleaving *sizes, const real *kernel, real *packed)      \
    __attribute__((swift_name("interleavingPack(_:_:_:)")));                                      \
  /* Computes the transposed convolution of an image. */                                          \
  void interleaving_run_##real(                                                                   \
    const Interleaving *sizes, const real *image, const real *packed, real *scratch,              \
    real *result) __attribute__((swift_name("interleavingRun(_:_:_:_:_:)")));

INTERLEAVING_DECLARATIONS(float)
INTERLEAVING_DECLARATIONS(double)

#undef INTERLEAVING_DECLARATIONS
