// The kernels for one type of element. CKernels.h includes this file for float and for double.

void NAME(kernel_map)(
  ElementMap function, const REAL *x, REAL *result, ptrdiff_t count, REAL p, REAL q);

/// The shapes are aligned at the last axis; lengths of one are stretched.
void NAME(kernel_combine)(
  ElementCombination function, const REAL *x, const ptrdiff_t *x_shape, int x_rank, const REAL *y,
  const ptrdiff_t *y_shape, int y_rank, REAL *result, const ptrdiff_t *shape, int rank, REAL p,
  REAL q);

/// result = condition ≠ 0 ? x : y
void NAME(kernel_select)(
  const REAL *condition, const REAL *x, const REAL *y, REAL *result, ptrdiff_t count);

/// Adds a bias to every row and applies a function, in place. Either may be null.
void NAME(kernel_activate)(
  const ElementMap *function, REAL *elements, const REAL *bias, ptrdiff_t rows,
  ptrdiff_t columns);

/// Copies or adds elements between places with given strides, which may be zero or negative in the
/// source.
void NAME(kernel_move)(
  ElementMovement movement, const REAL *source, const ptrdiff_t *source_strides, REAL *target,
  const ptrdiff_t *target_strides, const ptrdiff_t *lengths, int rank);

/// sum += addend
void NAME(kernel_accumulate)(const REAL *addend, REAL *sum, ptrdiff_t count);

bool NAME(kernel_all_finite)(const REAL *x, ptrdiff_t count);

/// The sum of squares, in double precision.
double NAME(kernel_sum_of_squares)(const REAL *x, ptrdiff_t count);

/// Sums `[outer, length, inner]` over its second axis.
///
/// The scratch holds the sums of blocks, as many numbers as kernel_sum_scratch_count returns.
void NAME(kernel_sum)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, REAL *scratch,
  REAL *result);

/// The indices of the first largest (sign > 0) or smallest elements along the second axis of
/// `[outer, length, inner]`. NaN is more extreme than any number.
void NAME(kernel_extreme_index)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, REAL sign, ptrdiff_t *result);

void NAME(kernel_cumulative_sum)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, bool is_reversed,
  REAL *result);

void NAME(kernel_row_function)(
  RowFunction function, const REAL *x, ptrdiff_t rows, ptrdiff_t columns, REAL *result);

/// The gradient with respect to the argument of a row function with as many results as arguments.
void NAME(kernel_row_pullback)(
  RowFunction function, const REAL *upstream, const REAL *result, ptrdiff_t rows,
  ptrdiff_t columns, REAL *gradient);

/// Takes slices along the second axis of `[outer, length, inner]`.
void NAME(kernel_gather)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, const ptrdiff_t *indices,
  ptrdiff_t index_count, REAL *result);

/// Adds slices at the places from which kernel_gather took them.
void NAME(kernel_scatter_add)(
  const REAL *upstream, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner,
  const ptrdiff_t *indices, ptrdiff_t index_count, REAL *sum);

/// Takes element [o, indices[o, k, i], i] of `[outer, length, inner]` for every [o, k, i].
void NAME(kernel_gather_along)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, const ptrdiff_t *indices,
  ptrdiff_t index_count, REAL *result);

/// Adds elements at the places from which kernel_gather_along took them.
void NAME(kernel_scatter_add_along)(
  const REAL *upstream, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner,
  const ptrdiff_t *indices, ptrdiff_t index_count, REAL *sum);

/// Fills with random numbers: number k of a group of 64 is made from word k / 16 of block k % 16.
void NAME(kernel_fill_random)(
  RandomFill fill, RandomPosition position, REAL *elements, ptrdiff_t count);

/// elements = lower + width · elements, with each product and sum rounded, and kept below upper.
void NAME(kernel_spread)(REAL *elements, ptrdiff_t count, REAL lower, REAL width, REAL below);

void NAME(kernel_adam)(
  REAL *parameter, const REAL *gradient, REAL *first_moment, REAL *second_moment, ptrdiff_t count,
  AdamRates rates);

/// The velocity may be null if the momentum is zero.
void NAME(kernel_descent)(
  REAL *parameter, const REAL *gradient, REAL *velocity, ptrdiff_t count, DescentRates rates);

/// The velocity may be null if the momentum is zero.
void NAME(kernel_root_mean_square_step)(
  REAL *parameter, const REAL *gradient, REAL *second_moment, REAL *velocity, ptrdiff_t count,
  DescentRates rates);
