// Functions of whole rows. Included once for each type of element.

typedef struct {
  RowFunction function;
  const REAL *x, *result;
  REAL *target;
  ptrdiff_t columns;
} NAME(RowWork);

INLINE REAL NAME(row_shift)(const REAL *x, ptrdiff_t columns) {
  REAL largest = -INFINITY;
  for (ptrdiff_t i = 0; i < columns; i++) largest = x[i] > largest ? x[i] : largest;
  // An infinite shift would make ∞ − ∞ of what has a limit.
  return largest - largest == 0 ? largest : 0;
}

CLONES static void NAME(row_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(RowWork) work = *(const NAME(RowWork) *)context;
  const ptrdiff_t columns = work.columns;
  for (ptrdiff_t row = begin; row < end; row++) {
    const REAL *const x = work.x + row * columns;
    const REAL shift = NAME(row_shift)(x, columns);
    if (work.function == RowFunctionSoftmax) {
      REAL *const result = work.target + row * columns;
      for (ptrdiff_t i = 0; i < columns; i++) result[i] = NAME(exponential)(x[i] - shift);
      REAL sum = 0;
      for (ptrdiff_t i = 0; i < columns; i++) sum += result[i];
      for (ptrdiff_t i = 0; i < columns; i++) result[i] /= sum;
      continue;
    }
    REAL sum = 0;
    for (ptrdiff_t i = 0; i < columns; i++) sum += NAME(exponential)(x[i] - shift);
    const REAL logarithm = log(sum);
    if (work.function == RowFunctionLogSumExp) {
      work.target[row] = shift + logarithm;
    } else {
      REAL *const result = work.target + row * columns;
      for (ptrdiff_t i = 0; i < columns; i++) result[i] = x[i] - shift - logarithm;
    }
  }
}

void NAME(kernel_row_function)(
  RowFunction function, const REAL *x, ptrdiff_t rows, ptrdiff_t columns, REAL *result) {
  NAME(RowWork) work = {.function = function, .x = x, .target = result, .columns = columns};
  kernel_parallel(rows, GRAIN / (columns + 1) + 1, NAME(row_part), &work);
}

CLONES static void NAME(row_pullback_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(RowWork) work = *(const NAME(RowWork) *)context;
  const ptrdiff_t columns = work.columns;
  for (ptrdiff_t row = begin; row < end; row++) {
    const REAL *const upstream = work.x + row * columns;
    const REAL *const y = work.result + row * columns;
    REAL *const gradient = work.target + row * columns;
    REAL sum = 0;
    if (work.function == RowFunctionSoftmax) {
      for (ptrdiff_t i = 0; i < columns; i++) sum += upstream[i] * y[i];
      for (ptrdiff_t i = 0; i < columns; i++) gradient[i] = y[i] * (upstream[i] - sum);
    } else {
      for (ptrdiff_t i = 0; i < columns; i++) sum += upstream[i];
      for (ptrdiff_t i = 0; i < columns; i++) {
        gradient[i] = upstream[i] - NAME(exponential)(y[i]) * sum;
      }
    }
  }
}

void NAME(kernel_row_pullback)(
  RowFunction function, const REAL *upstream, const REAL *result, ptrdiff_t rows,
  ptrdiff_t columns, REAL *gradient) {
  NAME(RowWork) work = {function, upstream, result, gradient, columns};
  kernel_parallel(rows, GRAIN / (columns + 1) + 1, NAME(row_pullback_part), &work);
}
