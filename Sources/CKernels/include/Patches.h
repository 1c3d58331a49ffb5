// Convolutions as matrix products: patches of images as rows of a matrix.
#pragma once

#include <stddef.h>

/// The sizes of images and of the patches that a kernel sees in them.
typedef struct PatchGrid {
  /// The images: [height, width, channels].
  ptrdiff_t height, width, channels;
  /// The rows and columns of a patch.
  ptrdiff_t kernel_height, kernel_width;
  /// The number of patches along the height and along the width.
  ptrdiff_t rows, columns;
  /// The distances between patches, in pixels.
  ptrdiff_t row_stride, column_stride;
  /// The distances by which the first patch begins above and to the left of the image.
  ptrdiff_t top, left;
} PatchGrid;

#define PATCH_DECLARATIONS(real)                                                                  \
  /* Copies the patches in rows `begin ..< end` of the grids of consecutive images to the rows of \
     a matrix, zeros for what is outside of an image. */                                          \
  void gather_patches_##real(                                                                     \
    const PatchGrid *grid, const real *images, ptrdiff_t begin, ptrdiff_t end, real *patches)     \
    __attribute__((swift_name("gatherPatches(_:_:_:_:_:)")));                                     \
  /* Adds the rows of a matrix to the patches in rows `begin ..< end` of the grids. */            \
  void scatter_patches_##real(                                                                    \
    const PatchGrid *grid, const real *patches, ptrdiff_t begin, ptrdiff_t end, real *images)     \
    __attribute__((swift_name("scatterPatches(_:_:_:_:_:)")));                                    \
  /* Rounds numbers to 8 significant bits, ties to even. */                                       \
  void round_to_bfloat16_##real(const real *x, ptrdiff_t count, real *rounded)                    \
    __attribute__((swift_name("roundToBFloat16(_:_:_:)")));

PATCH_DECLARATIONS(float)
PATCH_DECLARATIONS(double)

#undef PATCH_DECLARATIONS
