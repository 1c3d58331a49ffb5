// The loops of Interleaving.c, for elements of type REAL: included once for each precision.

// One register or more: the compiler distributes them.
typedef REAL NAME(Columns)
  __attribute__((vector_size(sizeof(REAL) * COLUMNS), aligned(sizeof(REAL))));

void NAME(interleaving_pack)(const Interleaving *s, const REAL *kernel, REAL *packed) {
  const ptrdiff_t row_columns = s->column_stride * s->result_channels;
  for (ptrdiff_t first = 0; first < column_count(s); first += COLUMNS) {
    const Taps taps = block_taps(s, first);
    REAL *target = packed + first / COLUMNS * block_size(s);
    // The kernel is traversed backward: a pixel adds to the results after it.
    for (ptrdiff_t t = taps.rows; t-- > 0;) {
      for (ptrdiff_t u = taps.columns; u-- > 0;) {
        for (ptrdiff_t channel = 0; channel < s->channels; channel++) {
          for (ptrdiff_t column = first; column < first + COLUMNS; column++) {
            const ptrdiff_t row = t * s->row_stride + column / row_columns;
            const ptrdiff_t rest = u * row_columns + column % row_columns;
            const ptrdiff_t width = s->kernel_width * s->result_channels;
            const int is_inside =
              column < column_count(s) && row < s->kernel_height && rest < width;
            *target++ = is_inside ? kernel[(row * width + rest) * s->channels + channel] : 0;
          }
        }
      }
    }
  }
}

// The sums at one place of `count` images over `rows` runs of `length` numbers each.
INLINE void NAME(sum_images)(
  int count, const REAL *x, ptrdiff_t image_size, ptrdiff_t rows, ptrdiff_t row_size,
  ptrdiff_t length, const REAL *factors, ptrdiff_t factor_size, NAME(Columns) *sums) {
  NAME(Columns) sum[InterleavingImages];
  for (int image = 0; image < count; image++) sum[image] = (NAME(Columns)){0};
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *const run = x + row * row_size;
    const REAL *const factor_run = factors + row * factor_size;
    for (ptrdiff_t i = 0; i < length; i++) {
      const NAME(Columns) factor = *(const NAME(Columns) *)(factor_run + i * COLUMNS);
      for (int image = 0; image < count; image++) {
        sum[image] += run[image * image_size + i] * factor;
      }
    }
  }
  for (int image = 0; image < count; image++) sums[image] = sum[image];
}

// Writes the sums of one image for the columns from `first` on to the results of the place (y, x)
// that are not cropped.
INLINE void NAME(store_columns)(
  const Interleaving *s, const NAME(Columns) *sums, ptrdiff_t first, ptrdiff_t y, ptrdiff_t x,
  REAL *result) {
  const ptrdiff_t channels = s->result_channels;
  const REAL *values = (const REAL *)sums;
  ptrdiff_t rest = column_count(s) - first < COLUMNS ? column_count(s) - first : COLUMNS;
  ptrdiff_t place = first / channels, channel = first % channels;
  while (rest > 0) {
    const ptrdiff_t count = channels - channel < rest ? channels - channel : rest;
    const ptrdiff_t row = y * s->row_stride + place / s->column_stride - s->top;
    const ptrdiff_t column = x * s->column_stride + place % s->column_stride - s->left;
    if (row >= 0 && row < s->result_height && column >= 0 && column < s->result_width) {
      REAL *const target = result + (row * s->result_width + column) * channels + channel;
      if (count == COLUMNS) {
        memcpy(target, values, sizeof(NAME(Columns)));
      } else {
        for (ptrdiff_t i = 0; i < count; i++) target[i] = values[i];
      }
    }
    values += count;
    rest -= count;
    place++;
    channel = 0;
  }
}

// Writes zeros where no pixel reaches, below and to the right.
static void NAME(clear_rest)(const Interleaving *s, REAL *result) {
  const ptrdiff_t pitch = s->result_width * s->result_channels;
  ptrdiff_t rows = (s->height - 1) * s->row_stride + s->kernel_height - s->top;
  ptrdiff_t columns = (s->width - 1) * s->column_stride + s->kernel_width - s->left;
  if (rows > s->result_height) rows = s->result_height;
  columns *= s->result_channels;
  if (columns < pitch) {
    for (ptrdiff_t y = 0; y < rows; y++) {
      memset(result + y * pitch + columns, 0, (size_t)(pitch - columns) * sizeof(REAL));
    }
  }
  memset(result + rows * pitch, 0, (size_t)((s->result_height - rows) * pitch) * sizeof(REAL));
}

CLONES void NAME(interleaving_run)(
  const Interleaving *sizes, ptrdiff_t count, const REAL *images, const REAL *packed,
  REAL *result) {
  const Interleaving s = *sizes;
  const ptrdiff_t row_size = s.width * s.channels, image_size = s.height * row_size;
  const ptrdiff_t result_size = s.result_height * s.result_width * s.result_channels;
  for (ptrdiff_t image = 0; image < count; image++) {
    NAME(clear_rest)(&s, result + image * result_size);
  }
  for (ptrdiff_t first = 0; first < column_count(&s); first += COLUMNS) {
    const Taps taps = block_taps(&s, first);
    const REAL *const block = packed + first / COLUMNS * block_size(&s);
    const ptrdiff_t pixel_size = s.channels * COLUMNS, factor_size = taps.columns * pixel_size;
    for (ptrdiff_t y = 0; y < s.height + taps.rows - 1; y++) {
      // The rows of the image that reach this row of results, and further down, the columns.
      const ptrdiff_t above = y - (taps.rows - 1), top = above < 0 ? 0 : above;
      const ptrdiff_t bottom = y + 1 < s.height ? y + 1 : s.height;
      for (ptrdiff_t x = 0; x < s.width + taps.columns - 1; x++) {
        const ptrdiff_t before = x - (taps.columns - 1), left = before < 0 ? 0 : before;
        const ptrdiff_t right = x + 1 < s.width ? x + 1 : s.width;
        const REAL *const source = images + top * row_size + left * s.channels;
        const REAL *const factors =
          block + (top - above) * factor_size + (left - before) * pixel_size;
        NAME(Columns) sums[InterleavingImages];
#define SUM(count)                                                                              \
  NAME(sum_images)(                                                                             \
    count, source, image_size, bottom - top, row_size, (right - left) * s.channels, factors,    \
    factor_size, sums)
        switch (count) {
          case 6: SUM(6); break;
          case 5: SUM(5); break;
          case 4: SUM(4); break;
          case 3: SUM(3); break;
          case 2: SUM(2); break;
          default: SUM(1);
        }
#undef SUM
        for (ptrdiff_t image = 0; image < count; image++) {
          NAME(store_columns)(&s, sums + image, first, y, x, result + image * result_size);
        }
      }
    }
  }
}
