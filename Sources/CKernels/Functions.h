// Elementary functions of one element. Included once for each type of element.

#include <math.h>
#include <tgmath.h>

#include "Parallel.h"

INLINE REAL NAME(exponential)(REAL x) { return exp(x); }
INLINE REAL NAME(exponential_minus_one)(REAL x) { return expm1(x); }
INLINE REAL NAME(logarithm)(REAL x) { return log(x); }
INLINE REAL NAME(logarithm_one_plus)(REAL x) { return log1p(x); }
INLINE REAL NAME(sine)(REAL x) { return sin(x); }
INLINE REAL NAME(cosine)(REAL x) { return cos(x); }
INLINE REAL NAME(hyperbolic_tangent)(REAL x) { return tanh(x); }
INLINE REAL NAME(sigmoid)(REAL x) {
  const REAL e = exp(-fabs(x));
  return (x < 0 ? e : 1) / (1 + e);
}
INLINE REAL NAME(softplus)(REAL x) {
  const REAL e = log1p(exp(-fabs(x)));
  return x > 0 ? x + e : e;
}
INLINE REAL NAME(power)(REAL x, REAL exponent) { return pow(x, exponent); }
INLINE REAL NAME(sign)(REAL x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
