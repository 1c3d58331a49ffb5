// Functions of one element. This file is included once for each type of element.

typedef struct {
  ElementMap function;
  const REAL *x;
  REAL *result;
  REAL p, q;
} NAME(Map);

#define EACH(expression)                        \
  for (ptrdiff_t i = begin; i < end; i++) {     \
    const REAL x = xs[i];                       \
    result[i] = (expression);                   \
  }                                             \
  return

// Results are stored in place of the arguments or apart from them: in both cases elements do not
// depend on each other, which the compiler cannot see if they are in place.
#define EACH_SHORT(expression) _Pragma("clang loop vectorize(assume_safety)") EACH(expression)
#define EACH_LONG(expression) INTERLEAVED EACH(expression)

// Angles beyond the range of the kernels' sine and cosine are rare: a pass finds out whether there
// are any.
#define EACH_ANGLE(expression, library)                                                  \
  int has_large = 0;                                                                     \
  for (ptrdiff_t i = begin; i < end; i++) {                                              \
    has_large |= __builtin_elementwise_abs(xs[i]) > LARGEST_ANGLE;                       \
  }                                                                                      \
  if (!has_large) {                                                                      \
    EACH(expression);                                                                    \
  }                                                                                      \
  EACH(__builtin_elementwise_abs(x) > LARGEST_ANGLE ? (REAL)library(x) : (expression))

CLONES static void NAME(map_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Map) map = *(const NAME(Map) *)context;
  const REAL *const xs = map.x;
  REAL *const result = map.result;
  const REAL p = map.p, q = map.q;
  switch (map.function) {
  case ElementMapNegate: EACH_SHORT(-x);
  case ElementMapExp: EACH_LONG(NAME(exponential)(x));
  case ElementMapExpMinusOne: EACH_LONG(NAME(exponential_minus_one)(x));
  case ElementMapLog: EACH_LONG(NAME(logarithm)(x));
  case ElementMapLogOnePlus: EACH_LONG(NAME(logarithm_one_plus)(x));
  case ElementMapSqrt: EACH_SHORT(__builtin_elementwise_sqrt(x));
  case ElementMapSquare: EACH_SHORT(x * x);
  case ElementMapAbs: EACH_SHORT(__builtin_elementwise_abs(x));
  case ElementMapSign: EACH_SHORT(NAME(sign)(x));
  case ElementMapFloor: EACH_SHORT(__builtin_elementwise_floor(x));
  case ElementMapSin: {
    EACH_ANGLE(NAME(sine)(x), sin);
  }
  case ElementMapCos: {
    EACH_ANGLE(NAME(cosine)(x), cos);
  }
  case ElementMapTanh: EACH_LONG(NAME(hyperbolic_tangent)(x));
  case ElementMapSigmoid: EACH_LONG(NAME(sigmoid)(x));
  case ElementMapSoftplus: EACH_LONG(NAME(softplus)(x));
  case ElementMapRelu: EACH_SHORT(x < 0 ? 0 : x);
  case ElementMapElu: EACH_LONG(NAME(exponential_linear_unit)(x));
  case ElementMapPower: EACH(NAME(power)(x, p));
  case ElementMapClamp: EACH_SHORT(x < p ? p : x > q ? q : x);
  }
}

#undef EACH
#undef EACH_SHORT
#undef EACH_LONG
#undef EACH_ANGLE

void NAME(kernel_map)(
  ElementMap function, const REAL *x, REAL *result, ptrdiff_t count, REAL p, REAL q) {
  NAME(Map) map = {function, x, result, p, q};
  kernel_parallel(count, GRAIN, NAME(map_part), &map);
}

typedef struct {
  const REAL *condition, *x, *y;
  REAL *result;
} NAME(Selection);

CLONES static void NAME(select_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Selection) s = *(const NAME(Selection) *)context;
  for (ptrdiff_t i = begin; i < end; i++) {
    const REAL x = s.x[i], y = s.y[i];
    s.result[i] = s.condition[i] != 0 ? x : y;
  }
}

void NAME(kernel_select)(
  const REAL *condition, const REAL *x, const REAL *y, REAL *result, ptrdiff_t count) {
  NAME(Selection) selection = {condition, x, y, result};
  kernel_parallel(count, GRAIN, NAME(select_part), &selection);
}

typedef struct {
  NAME(Map) map;
  REAL *elements;
  const REAL *bias;
  ptrdiff_t columns;
} NAME(Activation);

CLONES static void NAME(add_bias)(const NAME(Activation) *a, ptrdiff_t begin, ptrdiff_t end) {
  for (ptrdiff_t row = begin; row < end; row++) {
    REAL *const elements = a->elements + row * a->columns;
    for (ptrdiff_t i = 0; i < a->columns; i++) elements[i] += a->bias[i];
  }
}

// The rows are processed a few at a time, so that the function finds the sums in the cache.
static void NAME(activate_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  NAME(Activation) *const a = context;
  const ptrdiff_t step = 2048 / a->columns + 1;
  for (ptrdiff_t row = begin; row < end; row += step) {
    const ptrdiff_t last = end - row < step ? end : row + step;
    if (a->bias) NAME(add_bias)(a, row, last);
    if (a->map.x) NAME(map_part)(&a->map, row * a->columns, last * a->columns);
  }
}

void NAME(kernel_activate)(
  const ElementMap *function, REAL *elements, const REAL *bias, ptrdiff_t rows,
  ptrdiff_t columns) {
  if (columns == 0 || (!function && !bias)) return;
  NAME(Activation) a = {.elements = elements, .bias = bias, .columns = columns};
  if (function) a.map = (NAME(Map)){*function, elements, elements, 0, 0};
  kernel_parallel(rows, GRAIN / columns + 1, NAME(activate_part), &a);
}
