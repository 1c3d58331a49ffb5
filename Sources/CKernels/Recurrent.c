#include "Parallel.h"

#include <math.h>
#include <stdint.h>
#include <string.h>


// Returns e^x - 1 with a relative error of about 2e-7, for -87 <= x <= 87.
//
// With n the integer nearest to x / log 2 and r = x - n log 2, it is 2^n (e^r - 1) + (2^n - 1),
// where e^r - 1 is r times a Taylor polynomial, with |r| <= 0.3466.
INLINE float expm1_float(float x) {
  const float shift = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
  float n = x * 1.44269504f + shift;
  n -= shift;
  float r = x - n * 0.693145752f;
  r -= n * 1.42860677e-6f;
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  const int32_t bits = ((int32_t)n + 127) << 23;
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  return scale * (p * r) + (scale - 1.0f);
}

INLINE float clamp_float(float x, float bound) {
  x = x < -bound ? -bound : x;
  return x > bound ? bound : x;
}

// NaN stays NaN: the comparisons of the clamp are false, and the arithmetic keeps it.
INLINE float sigmoid_float(float x) {
  return 1.0f / (2.0f + expm1_float(-clamp_float(x, 80.0f)));
}

INLINE float tanh_float(float x) {
  const float e = expm1_float(2.0f * clamp_float(x, 20.0f));
  return e / (e + 2.0f);
}

// Double precision is for checks of gradients, where accuracy counts and not speed.
INLINE double sigmoid_double(double x) { return 1 / (1 + exp(-x)); }
INLINE double tanh_double(double x) { return tanh(x); }

#define REAL float
#define NAME(name) name##_float
#include "RecurrentLoops.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(name) name##_double
#include "RecurrentLoops.h"
