// Functions of two elements, with broadcasting. This file is included once for each type of
// element.

typedef struct {
  ElementCombination function;
  const REAL *x, *y;
  REAL *result;
  REAL p, q;
  // The axes after merging, last first. Strides of the innermost axis are 0 or 1.
  int rank;
  ptrdiff_t lengths[KernelMaximumRank];
  ptrdiff_t x_strides[KernelMaximumRank];
  ptrdiff_t y_strides[KernelMaximumRank];
  // The number of elements of the innermost axis that form a separate part.
  ptrdiff_t run, runs_per_row;
} NAME(Combination);

#define EACH(expression)                                    \
  if (x_stride && y_stride) {                               \
    for (ptrdiff_t i = 0; i < count; i++) {                 \
      const REAL x = xs[i], y = ys[i];                      \
      result[i] = (expression);                             \
    }                                                       \
  } else if (x_stride) {                                    \
    const REAL y = *ys;                                     \
    for (ptrdiff_t i = 0; i < count; i++) {                 \
      const REAL x = xs[i];                                 \
      result[i] = (expression);                             \
    }                                                       \
  } else {                                                  \
    const REAL x = *xs;                                     \
    for (ptrdiff_t i = 0; i < count; i++) {                 \
      const REAL y = y_stride ? ys[i] : *ys;                \
      result[i] = (expression);                             \
    }                                                       \
  }                                                         \
  return

INLINE void NAME(combine_run)(
  ElementCombination function, const REAL *xs, ptrdiff_t x_stride, const REAL *ys,
  ptrdiff_t y_stride, REAL *result, ptrdiff_t count, REAL p, REAL q) {
  switch (function) {
  case ElementCombinationAdd: EACH(x + y);
  case ElementCombinationSubtract: EACH(x - y);
  case ElementCombinationMultiply: EACH(x * y);
  case ElementCombinationDivide: EACH(x / y);
  case ElementCombinationNegativeQuotient: EACH(-x / y);
  case ElementCombinationMaximum: EACH(x >= y || x != x ? x : y);
  case ElementCombinationMinimum: EACH(x <= y || x != x ? x : y);
  case ElementCombinationLess: EACH(x < y);
  case ElementCombinationLessOrEqual: EACH(x <= y);
  case ElementCombinationGreater: EACH(x > y);
  case ElementCombinationGreaterOrEqual: EACH(x >= y);
  case ElementCombinationEqual: EACH(x == y);
  case ElementCombinationKeepWhere: EACH(y != 0 ? x : 0);
  case ElementCombinationKeepWhereNot: EACH(y != 0 ? 0 : x);
  case ElementCombinationKeepInside: EACH(y >= p && y <= q ? x : 0);
  case ElementCombinationPowerPullback: EACH(p == 0 ? 0 : x * p * NAME(power)(y, p - 1));
  case ElementCombinationSquarePullback: EACH(2 * x * y);
  case ElementCombinationAbsPullback: EACH(x * NAME(sign)(y));
  case ElementCombinationLogOnePlusPullback: EACH(x / (1 + y));
  case ElementCombinationExpMinusOnePullbackFromResult: EACH(x * (y + 1));
  case ElementCombinationSqrtPullbackFromResult: EACH(x * (REAL)0.5 / y);
  case ElementCombinationTanhPullbackFromResult: EACH(x * (1 - y * y));
  case ElementCombinationSigmoidPullbackFromResult: EACH(x * y * (1 - y));
  case ElementCombinationSoftplusPullbackFromResult: EACH(-x * NAME(exponential_minus_one)(-y));
  case ElementCombinationReluPullbackFromResult: EACH(y > 0 ? x : 0);
  case ElementCombinationEluPullbackFromResult: EACH(y > 0 ? x : x * (y + 1));
  }
}

#undef EACH

CLONES static void NAME(combine_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Combination) *const c = context;
  ptrdiff_t row = begin / c->runs_per_row, start = begin % c->runs_per_row * c->run;
  ptrdiff_t positions[KernelMaximumRank];
  const REAL *x = c->x, *y = c->y;
  ptrdiff_t index = row;
  for (int axis = 1; axis < c->rank; axis++) {
    positions[axis] = index % c->lengths[axis];
    index /= c->lengths[axis];
    x += positions[axis] * c->x_strides[axis];
    y += positions[axis] * c->y_strides[axis];
  }
  for (ptrdiff_t part = begin; part < end; part++) {
    const ptrdiff_t rest = c->lengths[0] - start;
    NAME(combine_run)(
      c->function, x + start * c->x_strides[0], c->x_strides[0], y + start * c->y_strides[0],
      c->y_strides[0], c->result + row * c->lengths[0] + start, rest < c->run ? rest : c->run,
      c->p, c->q);
    start += c->run;
    if (start < c->lengths[0]) continue;
    start = 0;
    row++;
    for (int axis = 1; axis < c->rank; axis++) {
      x += c->x_strides[axis];
      y += c->y_strides[axis];
      if (++positions[axis] < c->lengths[axis]) break;
      x -= c->lengths[axis] * c->x_strides[axis];
      y -= c->lengths[axis] * c->y_strides[axis];
      positions[axis] = 0;
    }
  }
}

// Merges neighbouring axes along which both operands are stretched or neither is.
static void NAME(merge_axes)(
  NAME(Combination) *c, const ptrdiff_t *x_shape, int x_rank, const ptrdiff_t *y_shape, int y_rank,
  const ptrdiff_t *shape, int rank) {
  ptrdiff_t x_stride = 1, y_stride = 1;
  c->rank = 0;
  for (int axis = 1; axis <= rank; axis++) {
    const ptrdiff_t length = shape[rank - axis];
    const ptrdiff_t x_length = axis <= x_rank ? x_shape[x_rank - axis] : 1;
    const ptrdiff_t y_length = axis <= y_rank ? y_shape[y_rank - axis] : 1;
    if (length == 1) continue;
    const ptrdiff_t xs = x_length == 1 ? 0 : x_stride, ys = y_length == 1 ? 0 : y_stride;
    x_stride *= x_length;
    y_stride *= y_length;
    const int last = c->rank - 1;
    if (last >= 0 && (xs == 0) == (c->x_strides[last] == 0)
        && (ys == 0) == (c->y_strides[last] == 0)) {
      c->lengths[last] *= length;
      continue;
    }
    c->lengths[c->rank] = length;
    c->x_strides[c->rank] = xs;
    c->y_strides[c->rank] = ys;
    c->rank++;
  }
  if (c->rank == 0) {
    c->rank = 1;
    c->lengths[0] = c->x_strides[0] = c->y_strides[0] = 1;
  }
}

void NAME(kernel_combine)(
  ElementCombination function, const REAL *x, const ptrdiff_t *x_shape, int x_rank, const REAL *y,
  const ptrdiff_t *y_shape, int y_rank, REAL *result, const ptrdiff_t *shape, int rank, REAL p,
  REAL q) {
  for (int axis = 0; axis < rank; axis++) {
    if (shape[axis] == 0) return;
  }
  NAME(Combination) c = {.function = function, .x = x, .y = y, .result = result, .p = p, .q = q};
  NAME(merge_axes)(&c, x_shape, x_rank, y_shape, y_rank, shape, rank);
  c.run = c.lengths[0] < GRAIN ? c.lengths[0] : GRAIN;
  c.runs_per_row = (c.lengths[0] + c.run - 1) / c.run;
  ptrdiff_t parts = c.runs_per_row;
  for (int axis = 1; axis < c.rank; axis++) parts *= c.lengths[axis];
  kernel_parallel(parts, (GRAIN + c.run - 1) / c.run, NAME(combine_part), &c);
}
