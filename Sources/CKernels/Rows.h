// Functions of whole rows. This file is included once for each type of element.

typedef struct {
  RowFunction function;
  const REAL *x, *result;
  REAL *target;
  ptrdiff_t columns;
} NAME(RowWork);

INLINE REAL NAME(row_shift)(const REAL *x, ptrdiff_t columns) {
  const REAL largest = NAME(largest_of_run)(x, columns);
  // An infinite shift would give ∞ − ∞ where a limit exists.
  return largest - largest == 0 ? largest : 0;
}

/// The number of exponentials that are summed at a time.
enum { NAME(ROW_PIECE) = 512 };

INLINE REAL NAME(sum_of_exponentials)(const REAL *x, ptrdiff_t columns, REAL shift) {
  REAL exponentials[NAME(ROW_PIECE)], sum = 0;
  for (ptrdiff_t start = 0; start < columns; start += NAME(ROW_PIECE)) {
    const ptrdiff_t rest = columns - start;
    const ptrdiff_t count = rest < NAME(ROW_PIECE) ? rest : NAME(ROW_PIECE);
    for (ptrdiff_t i = 0; i < count; i++) {
      exponentials[i] = NAME(exponential)(x[start + i] - shift);
    }
    sum += NAME(sum_of_run)(exponentials, count);
  }
  return sum;
}

CLONES static void NAME(row_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(RowWork) work = *(const NAME(RowWork) *)context;
  const ptrdiff_t columns = work.columns;
  for (ptrdiff_t row = begin; row < end; row++) {
    const REAL *const x = work.x + row * columns;
    REAL *const result = work.target + row * columns;
    const REAL shift = NAME(row_shift)(x, columns);
    if (work.function == RowFunctionSoftmax) {
      for (ptrdiff_t i = 0; i < columns; i++) result[i] = NAME(exponential)(x[i] - shift);
      const REAL factor = 1 / NAME(sum_of_run)(result, columns);
      for (ptrdiff_t i = 0; i < columns; i++) result[i] *= factor;
      continue;
    }
    const REAL logarithm = NAME(logarithm)(NAME(sum_of_exponentials)(x, columns, shift));
    if (work.function == RowFunctionLogSumExp) {
      work.target[row] = shift + logarithm;
    } else {
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
    if (work.function == RowFunctionSoftmax) {
      for (ptrdiff_t i = 0; i < columns; i++) gradient[i] = upstream[i] * y[i];
      const REAL sum = NAME(sum_of_run)(gradient, columns);
      for (ptrdiff_t i = 0; i < columns; i++) gradient[i] = y[i] * (upstream[i] - sum);
    } else {
      const REAL sum = NAME(sum_of_run)(upstream, columns);
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
