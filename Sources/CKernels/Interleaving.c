#include "Interleaving.h"

#include <string.h>

#include "Parallel.h"

// Columns of results that are computed together: two registers with AVX2, one with AVX-512.
enum { COLUMNS = 16 };
// Pixels that are computed together: what 16 registers have room for.
enum { PIXELS = 6 };

// The columns of the matrix that a pixel is multiplied with: a row of strides, a column of
// strides, a channel of the result.
static ptrdiff_t column_count(const Interleaving *s) {
  return s->row_stride * s->column_stride * s->result_channels;
}

static ptrdiff_t block_count(const Interleaving *s) {
  return (column_count(s) + COLUMNS - 1) / COLUMNS;
}

ptrdiff_t interleaving_packed_count(const Interleaving *s) {
  return block_count(s) * COLUMNS * s->row_taps * s->column_taps * s->channels;
}

ptrdiff_t interleaving_scratch_count(const Interleaving *s) {
  return s->height * (s->width + 2 * (s->column_taps - 1)) * s->channels;
}

#define REAL float
#define NAME(name) name##_float
#include "InterleavingLoops.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(name) name##_double
#include "InterleavingLoops.h"
