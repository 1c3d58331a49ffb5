// The loops of Interleaving.c, for elements of type REAL: included once for each precision.

// One register or more: the compiler shares them out.
typedef REAL NAME(Columns) __attribute__((vector_size(sizeof(REAL) * COLUMNS), aligned(sizeof(REAL))));

void NAME(interleaving_pack)(const Interleaving *s, const REAL *kernel, REAL *packed) {
  const ptrdiff_t width = s->column_taps * s->column_stride;
  const ptrdiff_t row_columns = s->column_stride * s->result_channels;
  for (ptrdiff_t first = 0; first < column_count(s); first += COLUMNS) {
    // The kernel is passed over backward: a pixel adds to the results after it.
    for (ptrdiff_t t = s->row_taps; t-- > 0;) {
      for (ptrdiff_t u = s->column_taps; u-- > 0;) {
        for (ptrdiff_t channel = 0; channel < s->channels; channel++) {
          for (ptrdiff_t column = first; column < first + COLUMNS; column++) {
            const ptrdiff_t row = t * s->row_stride + column / row_columns;
            const ptrdiff_t rest = u * row_columns + column % row_columns;
            const ptrdiff_t place = row * width * s->result_channels + rest;
            *packed++ = column < column_count(s) ? kernel[place * s->channels + channel] : 0;
          }
        }
      }
    }
  }
}

// The sums of `count` pixels over `rows` runs of `length` numbers each.
INLINE void NAME(sum_pixels)(
  int count, const REAL *x, ptrdiff_t pixel_stride, ptrdiff_t rows, ptrdiff_t row_stride,
  ptrdiff_t length, const REAL *packed, NAME(Columns) *sums) {
  NAME(Columns) sum[PIXELS];
  for (int pixel = 0; pixel < count; pixel++) sum[pixel] = (NAME(Columns)){0};
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *const run = x + row * row_stride;
    for (ptrdiff_t i = 0; i < length; i++) {
      const NAME(Columns) factors = *(const NAME(Columns) *)packed;
      packed += COLUMNS;
      for (int pixel = 0; pixel < count; pixel++) {
        sum[pixel] += run[pixel * pixel_stride + i] * factors;
      }
    }
  }
  for (int pixel = 0; pixel < count; pixel++) sums[pixel] = sum[pixel];
}

// Writes one pixel's sums for the columns from `first` on to the rows of results that begin with
// `result`.
INLINE void NAME(store_columns)(
  const Interleaving *s, const NAME(Columns) *sums, ptrdiff_t first, ptrdiff_t pixel, REAL *result) {
  const ptrdiff_t row_columns = s->column_stride * s->result_channels;
  const ptrdiff_t pitch = s->result_width * s->result_channels;
  const REAL *const values = (const REAL *)sums;
  ptrdiff_t count = column_count(s) - first;
  if (count > COLUMNS) count = COLUMNS;
  REAL *target = result + first / row_columns * pitch + pixel * row_columns;
  if (first % row_columns + COLUMNS <= row_columns) {
    memcpy(target + first % row_columns, values, sizeof(NAME(Columns)));
    return;
  }
  ptrdiff_t place = first % row_columns;
  for (ptrdiff_t i = 0; i < count; i++) {
    target[place++] = values[i];
    if (place == row_columns) {
      place = 0;
      target += pitch;
    }
  }
}

// Copies the image with zeros to the left and right of each row.
static void NAME(pad)(const Interleaving *s, const REAL *image, REAL *padded) {
  const ptrdiff_t border = (s->column_taps - 1) * s->channels, row = s->width * s->channels;
  for (ptrdiff_t y = 0; y < s->height; y++) {
    memset(padded, 0, (size_t)border * sizeof(REAL));
    memcpy(padded + border, image + y * row, (size_t)row * sizeof(REAL));
    memset(padded + border + row, 0, (size_t)border * sizeof(REAL));
    padded += row + 2 * border;
  }
}

// Writes zeros where no pixel reaches, below and to the right.
static void NAME(clear_rest)(const Interleaving *s, REAL *result) {
  const ptrdiff_t pitch = s->result_width * s->result_channels;
  const ptrdiff_t rows = (s->height + s->row_taps - 1) * s->row_stride;
  const ptrdiff_t columns =
    (s->width + s->column_taps - 1) * s->column_stride * s->result_channels;
  if (columns < pitch) {
    for (ptrdiff_t y = 0; y < rows; y++) {
      memset(result + y * pitch + columns, 0, (size_t)(pitch - columns) * sizeof(REAL));
    }
  }
  memset(result + rows * pitch, 0, (size_t)((s->result_height - rows) * pitch) * sizeof(REAL));
}

CLONES void NAME(interleaving_run)(
  const Interleaving *sizes, const REAL *image, const REAL *packed, REAL *scratch,
  REAL *result) {
  const Interleaving s = *sizes;
  const ptrdiff_t row_size = (s.width + 2 * (s.column_taps - 1)) * s.channels;
  const ptrdiff_t length = s.column_taps * s.channels;
  const ptrdiff_t rows = s.height + s.row_taps - 1, pixels = s.width + s.column_taps - 1;
  const ptrdiff_t groups = (pixels + PIXELS - 1) / PIXELS;
  NAME(pad)(&s, image, scratch);
  NAME(clear_rest)(&s, result);
  for (ptrdiff_t first = 0; first < column_count(&s); first += COLUMNS) {
    const REAL *const block = packed + first * s.row_taps * length;
    for (ptrdiff_t y = 0; y < rows; y++) {
      // The rows of the image that reach this row of results.
      const ptrdiff_t top = y - (s.row_taps - 1);
      const ptrdiff_t begin = top < 0 ? 0 : top, end = y + 1 < s.height ? y + 1 : s.height;
      const REAL *const factors = block + (begin - top) * length * COLUMNS;
      for (ptrdiff_t group = 0; group < groups; group++) {
        // Groups of nearly equal size: the work of a small one takes as long as that of a large.
        const ptrdiff_t pixel = pixels * group / groups;
        const int count = (int)(pixels * (group + 1) / groups - pixel);
        const REAL *const x = scratch + begin * row_size + pixel * s.channels;
        NAME(Columns) sums[PIXELS];
#define SUM(count) \
  NAME(sum_pixels)(count, x, s.channels, end - begin, row_size, length, factors, sums)
        switch (count) {
          case 6: SUM(6); break;
          case 5: SUM(5); break;
          case 4: SUM(4); break;
          case 3: SUM(3); break;
          case 2: SUM(2); break;
          default: SUM(1);
        }
#undef SUM
        for (int i = 0; i < count; i++) {
          NAME(store_columns)(
            &s, sums + i, first, pixel + i, result + y * s.row_stride * s.result_width * s.result_channels);
        }
      }
    }
  }
}
