#include "Interleaving.h"

#include <string.h>

#include "Parallel.h"

// The number of result columns that are computed together: two registers with AVX2, one with
// AVX-512.
enum { COLUMNS = 16 };

// A column denotes a row of the strides, a column of the strides, and a channel of the result, in
// this order.
static ptrdiff_t column_count(const Interleaving *s) {
  return s->row_stride * s->column_stride * s->result_channels;
}

// The number of rows and columns of the input on which a result depends.
typedef struct {
  ptrdiff_t rows, columns;
} Taps;

// The most taps of the columns from `first` on: a later place within the strides has fewer.
static Taps block_taps(const Interleaving *s, ptrdiff_t first) {
  ptrdiff_t last = first + COLUMNS < column_count(s) ? first + COLUMNS : column_count(s);
  const ptrdiff_t row_columns = s->column_stride * s->result_channels;
  const ptrdiff_t row = first / row_columns;
  const ptrdiff_t column =
    row == (last - 1) / row_columns ? first % row_columns / s->result_channels : 0;
  return (Taps){
    (s->kernel_height - row + s->row_stride - 1) / s->row_stride,
    (s->kernel_width - column + s->column_stride - 1) / s->column_stride,
  };
}

static ptrdiff_t block_size(const Interleaving *s) {
  const Taps most = block_taps(s, 0);
  return most.rows * most.columns * s->channels * COLUMNS;
}

ptrdiff_t interleaving_packed_count(const Interleaving *s) {
  return (column_count(s) + COLUMNS - 1) / COLUMNS * block_size(s);
}

#define REAL float
#define NAME(name) name##_float
#include "InterleavingLoops.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(name) name##_double
#include "InterleavingLoops.h"
