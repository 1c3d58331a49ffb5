// Sums along an axis. This file is included once for each type of element.
//
// The axis is cut into blocks whose length depends only on the shape. Threads sum blocks, and the
// sums of the blocks are added in order, so the result is the same for any number of threads.

typedef struct {
  const REAL *x;
  REAL *target;
  ptrdiff_t length, inner, block, blocks, tile, tiles;
} NAME(SumWork);

// Adds up the rows of [rows, width], four at a time.
INLINE void NAME(sum_rows)(
  const REAL *x, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t width, REAL *restrict sum) {
  for (ptrdiff_t i = 0; i < width; i++) sum[i] = x[i];
  ptrdiff_t row = 1;
  for (; row + 4 <= rows; row += 4) {
    const REAL *const a = x + row * stride, *const b = a + stride;
    const REAL *const c = b + stride, *const d = c + stride;
    for (ptrdiff_t i = 0; i < width; i++) sum[i] += (a[i] + b[i]) + (c[i] + d[i]);
  }
  for (; row < rows; row++) {
    const REAL *const a = x + row * stride;
    for (ptrdiff_t i = 0; i < width; i++) sum[i] += a[i];
  }
}

enum { NAME(NARROW) = 32 };

// Treats several narrow rows as one wide row, whose sums are folded at the end.
INLINE void NAME(sum_narrow_rows)(
  const REAL *x, ptrdiff_t rows, ptrdiff_t width, REAL *restrict sum) {
  const ptrdiff_t group = 2 * NAME(NARROW) / width, wide = rows / group;
  for (ptrdiff_t i = 0; i < width; i++) sum[i] = 0;
  if (wide > 1) {
    REAL sums[2 * NAME(NARROW)];
    NAME(sum_rows)(x, wide, group * width, group * width, sums);
    for (ptrdiff_t k = 0; k < group; k++) {
      for (ptrdiff_t i = 0; i < width; i++) sum[i] += sums[k * width + i];
    }
  }
  for (ptrdiff_t row = wide > 1 ? wide * group : 0; row < rows; row++) {
    for (ptrdiff_t i = 0; i < width; i++) sum[i] += x[row * width + i];
  }
}

CLONES static void NAME(sum_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(SumWork) w = *(const NAME(SumWork) *)context;
  for (ptrdiff_t part = begin; part < end; part++) {
    const ptrdiff_t column = part % w.tiles * w.tile, index = part / w.tiles;
    const ptrdiff_t row = index % w.blocks * w.block;
    const ptrdiff_t rows = w.length - row < w.block ? w.length - row : w.block;
    const ptrdiff_t width = w.inner - column < w.tile ? w.inner - column : w.tile;
    const REAL *const x = w.x + (index / w.blocks * w.length + row) * w.inner + column;
    REAL *const target = w.target + index * w.inner + column;
    if (w.inner == 1) {
      *target = NAME(sum_of_run)(x, rows);
    } else if (w.inner < NAME(NARROW)) {
      NAME(sum_narrow_rows)(x, rows, width, target);
    } else {
      NAME(sum_rows)(x, rows, w.inner, width, target);
    }
  }
}

static void NAME(sum_blocks)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, ptrdiff_t block,
  REAL *target) {
  NAME(SumWork) w = {.x = x, .target = target, .length = length, .inner = inner, .block = block};
  w.blocks = (length + block - 1) / block;
  w.tile = 1024;
  w.tiles = (inner + w.tile - 1) / w.tile;
  const ptrdiff_t size = (length < block ? length : block) * (inner < w.tile ? inner : w.tile);
  kernel_parallel(outer * w.blocks * w.tiles, GRAIN / size + 1, NAME(sum_part), &w);
}

void NAME(kernel_sum)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, REAL *scratch,
  REAL *result) {
  if (outer == 0 || inner == 0) return;
  if (length == 0) {
    memset(result, 0, (size_t)(outer * inner) * sizeof(REAL));
    return;
  }
  const ptrdiff_t block = kernel_sum_block(inner);
  if (length <= block) {
    NAME(sum_blocks)(x, outer, length, inner, block, result);
    return;
  }
  NAME(sum_blocks)(x, outer, length, inner, block, scratch);
  const ptrdiff_t blocks = (length + block - 1) / block;
  NAME(sum_blocks)(scratch, outer, blocks, inner, blocks, result);
}

/// The largest number of blocks in a sum of squares.
enum { NAME(SQUARE_BLOCKS) = 256 };

typedef struct {
  const REAL *x;
  ptrdiff_t count, block;
  double *sums;
} NAME(SquareWork);

CLONES static void NAME(square_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(SquareWork) w = *(const NAME(SquareWork) *)context;
  for (ptrdiff_t part = begin; part < end; part++) {
    const REAL *const x = w.x + part * w.block;
    const ptrdiff_t rest = w.count - part * w.block, count = rest < w.block ? rest : w.block;
    double lanes[16] = {0};
    ptrdiff_t i = 0;
    for (; i + 16 <= count; i += 16) {
      for (int lane = 0; lane < 16; lane++) {
        lanes[lane] += (double)x[i + lane] * (double)x[i + lane];
      }
    }
    double sum = 0;
    for (; i < count; i++) sum += (double)x[i] * (double)x[i];
    for (int lane = 0; lane < 16; lane++) sum += lanes[lane];
    w.sums[part] = sum;
  }
}

double NAME(kernel_sum_of_squares)(const REAL *x, ptrdiff_t count) {
  double sums[NAME(SQUARE_BLOCKS)];
  const ptrdiff_t share = (count + NAME(SQUARE_BLOCKS) - 1) / NAME(SQUARE_BLOCKS);
  const ptrdiff_t block = share < GRAIN ? GRAIN : share;
  const ptrdiff_t blocks = (count + block - 1) / block;
  NAME(SquareWork) w = {x, count, block, sums};
  kernel_parallel(blocks, 1, NAME(square_part), &w);
  double sum = 0;
  for (ptrdiff_t i = 0; i < blocks; i++) sum += sums[i];
  return sum;
}
