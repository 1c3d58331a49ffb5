// Elementary functions of one float, without branches, so that loops over them are vectorized.
//
// Errors are a few units in the last place over the whole range of the argument, with the correct
// limits at zero, at infinities and for NaN, and gradual underflow.
#pragma once

#include <math.h>

#include "Parallel.h"

#pragma clang fp contract(fast)

INLINE float float_with_bits(uint32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

INLINE uint32_t bits_of(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

/// 2ⁿ for −126 ≤ n ≤ 127.
INLINE float power_of_two(int32_t n) { return float_with_bits((uint32_t)(n + 127) << 23); }

// x = n log 2 + rest with |rest| ≤ ½ log 2. Adding 1.5 · 2²³ rounds to an integer, which is then in
// the lower bits. Returns rest + rest² q(rest) ≈ e^rest − 1 (polynomial of Cephes' expf).
INLINE float exponential_of_rest(float x, int32_t *n) {
  const float shifted = x * 1.44269504f + 12582912.0f;
  *n = (int32_t)(bits_of(shifted) - bits_of(12582912.0f));
  const float whole = shifted - 12582912.0f;
  const float rest = (x - whole * 0.693359375f) - whole * -2.12194440e-4f;
  const float square = rest * rest;
  const float high = (1.9875691500e-4f * rest + 1.3981999507e-3f) * square
    + (8.3334519073e-3f * rest + 4.1665795894e-2f);
  const float low = 1.6666665459e-1f * rest + 5.0000001201e-1f;
  return (high * square + low) * square + rest;
}

INLINE float exponential_float(float x) {
  // Beyond these, e^x is infinite or zero. Comparisons with NaN keep it.
  x = x > 89.0f ? 89.0f : x;
  x = x < -104.0f ? -104.0f : x;
  int32_t n;
  const float p = exponential_of_rest(x, &n) + 1;
  // 2ⁿ in two factors, since n is in −150 ... 128.
  const int32_t offset = x < 0 ? 64 : -1;
  return p * power_of_two(n + offset) * (x < 0 ? 0x1p-64f : 2.0f);
}

/// e^−|x|.
INLINE float exponential_of_negative(float x) {
  x = -__builtin_elementwise_abs(x);
  x = x < -104.0f ? -104.0f : x;
  int32_t n;
  const float p = exponential_of_rest(x, &n) + 1;
  // 2ⁿ = 2ⁿ⁺⁶⁴ 2⁻⁶⁴, since n is in −150 ... 0.
  return p * power_of_two(n + 64) * 0x1p-64f;
}

INLINE float exponential_minus_one_float(float x) {
  x = x > 89.0f ? 89.0f : x;
  x = x < -18.0f ? -18.0f : x;
  int32_t n;
  const float p = exponential_of_rest(x, &n);
  // 2ⁿ p + (2ⁿ − 1), halved so that 2ⁿ does not overflow before the result does.
  const float scale = power_of_two(n - 1);
  return 2 * (scale * p + (scale - 0.5f));
}

INLINE float exponential_linear_unit_float(float x) {
  float negative = x > 0 ? 0 : x;
  negative = negative < -18.0f ? -18.0f : negative;
  int32_t n;
  const float p = exponential_of_rest(negative, &n);
  const float scale = power_of_two(n);
  const float result = scale * p + (scale - 1);
  return x > 0 ? x : result;
}

/// log(1 + y) for √½ − 1 ≤ y ≤ √2 − 1, plus e log 2 (polynomial of Cephes' logf).
INLINE float logarithm_of_parts(float y, float e) {
  const float square = y * y, cube = square * y, fourth = square * square;
  const float a = (7.0376836292e-2f * y - 1.1514610310e-1f) * square
    + (1.1676998740e-1f * y - 1.2420140846e-1f);
  const float b = (1.4249322787e-1f * y - 1.6668057665e-1f) * square
    + (2.0000714765e-1f * y - 2.4999993993e-1f);
  const float p = (a * (fourth * y) + (b * y + 3.3333331174e-1f)) * cube
    + (e * -2.12194440e-4f - 0.5f * square);
  return y + p + e * 0.693359375f;
}

INLINE float logarithm_float(float x) {
  const int is_small = x < 0x1p-126f;
  const float normal = is_small ? x * 0x1p23f : x;
  const uint32_t bits = bits_of(normal);
  // 0x3F3504F3 is √½: subtracting it moves the boundary between exponents there.
  const int32_t exponent = (int32_t)(bits - 0x3F3504F3) >> 23;
  const float y = float_with_bits(bits - ((uint32_t)exponent << 23)) - 1;
  float result = logarithm_of_parts(y, (float)(is_small ? exponent - 23 : exponent));
  result = x == 0 ? -INFINITY : result;
  result = x < 0 ? NAN : result;
  // Infinity and NaN stay as they are.
  return x < INFINITY ? result : x;
}

INLINE float logarithm_one_plus_float(float x) {
  const float sum = 1 + x;
  const int32_t exponent = (int32_t)(bits_of(sum) - 0x3F3504F3) >> 23;
  // y = (1 + x) 2⁻ᵉ − 1, computed from x itself so that a small x loses no digits. With a factor of
  // four 2⁻ᵉ is a normal number for all e, and the products are exact.
  const float scale = power_of_two(2 - exponent);
  const float y = (x * scale) * 0.25f + (scale * 0.25f - 1);
  float result = logarithm_of_parts(y, (float)exponent);
  result = x == -1 ? -INFINITY : result;
  result = x < -1 ? NAN : result;
  return x < INFINITY ? result : x;
}

// A rational function of odd degree 13 over even degree 6, as in Eigen's fast tanh. Beyond 8, the
// result is one with fused multiply-adds, and 1 − 2⁻²² without.
INLINE float hyperbolic_tangent_float(float x) {
  const float clamped = x > 7.99881172f ? 7.99881172f : x < -7.99881172f ? -7.99881172f : x;
  const float square = clamped * clamped;
  float p = -2.76076847742355e-16f;
  p = p * square + 2.00018790482477e-13f;
  p = p * square - 8.60467152213735e-11f;
  p = p * square + 5.12229709037114e-08f;
  p = p * square + 1.48572235717979e-05f;
  p = p * square + 6.37261928875436e-04f;
  p = p * square + 4.89352455891786e-03f;
  float q = 1.19825839466702e-06f;
  q = q * square + 1.18534705686654e-04f;
  q = q * square + 2.26843463243900e-03f;
  q = q * square + 4.89352518554385e-03f;
  // Not (clamped · p) / q, since for tiny numbers the product would lose digits.
  return clamped * (p / q);
}

INLINE float sigmoid_float(float x) {
  const float e = exponential_of_negative(x);
  return (x < 0 ? e : 1) / (1 + e);
}

INLINE float softplus_float(float x) {
  // log(1 + u) / u for u in [0, 1], a polynomial whose relative error is at most 7e-8.
  const float u = exponential_of_negative(x);
  const float square = u * u;
  const float high = (-2.95052268e-2f * u + 7.82259330e-2f) * square
    + (-1.36632442e-1f * u + 1.91060066e-1f);
  const float low = (-2.48429820e-1f * u + 3.33190978e-1f) * square
    + (-4.99994934e-1f * u + 9.99999940e-1f);
  const float fourth = square * square;
  const float p = (5.23269130e-3f * fourth + high) * fourth + low;
  return (x > 0 ? x : 0) + p * u;
}

// x = n π/2 + rest in double precision, with π/2 in two parts, the first of which has 33 bits, so
// that its product with n is exact while |x| < 2²⁰. Polynomials of Cephes' sinf and cosf.
INLINE float sine_of_quarter(float x, int32_t shift) {
  const double shifted = (double)x * 0.63661977236758134 + 0x1.8p52;
  uint64_t bits;
  __builtin_memcpy(&bits, &shifted, sizeof bits);
  const int32_t n = (int32_t)bits + shift;
  const double whole = shifted - 0x1.8p52;
  const float rest = (float)((x - whole * 1.57079632673412561417) - whole * 6.07710050650619224932e-11);
  const float square = rest * rest;
  float s = -1.9515295891e-4f;
  s = s * square + 8.3321608736e-3f;
  s = s * square - 1.6666654611e-1f;
  s = s * square * rest + rest;
  float c = 2.443315711809948e-5f;
  c = c * square - 1.388731625493765e-3f;
  c = c * square + 4.166664568298827e-2f;
  c = c * square * square - 0.5f * square + 1;
  const float result = n & 1 ? c : s;
  return n & 2 ? -result : result;
}

/// Sines and cosines of larger numbers are left to the mathematics library.
#define LARGEST_ANGLE_float 0x1p20f

INLINE float sine_float(float x) { return sine_of_quarter(x, 0); }
INLINE float cosine_float(float x) { return sine_of_quarter(x, 1); }
INLINE float power_float(float x, float exponent) { return powf(x, exponent); }
INLINE float sign_float(float x) { return x > 0 ? 1 : x < 0 ? -1 : x; }

#pragma clang fp contract(on)
