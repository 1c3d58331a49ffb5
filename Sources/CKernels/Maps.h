// Functions of one element. Included once for each type of element.

#include "Functions.h"

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

CLONES static void NAME(map_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Map) map = *(const NAME(Map) *)context;
  const REAL *const xs = map.x;
  REAL *const result = map.result;
  const REAL p = map.p, q = map.q;
  switch (map.function) {
  case ElementMapNegate: EACH(-x);
  case ElementMapExp: EACH(NAME(exponential)(x));
  case ElementMapExpMinusOne: EACH(NAME(exponential_minus_one)(x));
  case ElementMapLog: EACH(NAME(logarithm)(x));
  case ElementMapLogOnePlus: EACH(NAME(logarithm_one_plus)(x));
  case ElementMapSqrt: EACH(__builtin_elementwise_sqrt(x));
  case ElementMapSquare: EACH(x * x);
  case ElementMapAbs: EACH(__builtin_elementwise_abs(x));
  case ElementMapSign: EACH(NAME(sign)(x));
  case ElementMapFloor: EACH(__builtin_elementwise_floor(x));
  case ElementMapSin: EACH(NAME(sine)(x));
  case ElementMapCos: EACH(NAME(cosine)(x));
  case ElementMapTanh: EACH(NAME(hyperbolic_tangent)(x));
  case ElementMapSigmoid: EACH(NAME(sigmoid)(x));
  case ElementMapSoftplus: EACH(NAME(softplus)(x));
  case ElementMapRelu: EACH(x < 0 ? 0 : x);
  case ElementMapElu: EACH(x > 0 ? x : NAME(exponential_minus_one)(x));
  case ElementMapPower: EACH(NAME(power)(x, p));
  case ElementMapClamp: EACH(x < p ? p : x > q ? q : x);
  }
}

#undef EACH

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
