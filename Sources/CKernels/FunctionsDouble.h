// Elementary functions of one double, from the mathematics library.
#pragma once

#include <math.h>

#include "Parallel.h"

INLINE double exponential_double(double x) { return exp(x); }
INLINE double exponential_minus_one_double(double x) { return expm1(x); }
INLINE double exponential_linear_unit_double(double x) { return x > 0 ? x : expm1(x); }
INLINE double logarithm_double(double x) { return log(x); }
INLINE double logarithm_one_plus_double(double x) { return log1p(x); }
INLINE double hyperbolic_tangent_double(double x) { return tanh(x); }
INLINE double sine_double(double x) { return sin(x); }
INLINE double cosine_double(double x) { return cos(x); }
INLINE double power_double(double x, double exponent) { return pow(x, exponent); }
INLINE double sign_double(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }

INLINE double sigmoid_double(double x) {
  const double e = exp(-fabs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

INLINE double softplus_double(double x) {
  const double l = log1p(exp(-fabs(x)));
  return x > 0 ? x + l : l;
}

/// Sines and cosines of all numbers come directly from the library.
#define LARGEST_ANGLE_double INFINITY
