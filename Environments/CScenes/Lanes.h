// Sixteen numbers that are processed at once. Depending on the instruction set, they take one
// register, two or four.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

#define INLINE static inline __attribute__((always_inline))

// This gives equal pictures on every processor: no product is fused with a sum.
#pragma clang fp contract(off)

enum { lane_count = 16 };

typedef float lanes __attribute__((ext_vector_type(lane_count)));
typedef int32_t lane_mask __attribute__((ext_vector_type(lane_count)));
typedef float packed_lanes __attribute__((ext_vector_type(lane_count), aligned(4), may_alias));

// Lanes are passed by address: the way in which they would be passed by value depends on the
// instruction set, which is unknown to functions that are inlined into several clones.
struct vectors {
  lanes x, y, z;
};

#define LOAD(pointer) (*(const packed_lanes *)(pointer))
#define STORE(pointer, value) (*(packed_lanes *)(pointer) = (value))

#define LEAST(a, b)                                                                            \
  ({                                                                                           \
    lanes first_ = (a);                                                                        \
    lanes second_ = (b);                                                                       \
    first_ < second_ ? first_ : second_;                                                       \
  })
#define MOST(a, b)                                                                             \
  ({                                                                                           \
    lanes first_ = (a);                                                                        \
    lanes second_ = (b);                                                                       \
    first_ > second_ ? first_ : second_;                                                       \
  })
#define BETWEEN(x, low, high) LEAST(MOST(x, low), high)
#define MAGNITUDE(x)                                                                           \
  ({                                                                                           \
    lanes signed_ = (x);                                                                       \
    MOST(signed_, -signed_);                                                                   \
  })
#define ROOT(x) __builtin_elementwise_sqrt(MOST(x, 0))
#define ANY(mask) (__builtin_reduce_or(mask) != 0)

#define DOT(a, b) ((a).x * (b).x + (a).y * (b).y + (a).z * (b).z)

// 1/√x for positive x, with a relative error of about 5e-6: a guess from the halved exponent,
// improved by two Newton steps y ← y (3 − x y²) / 2.
#define INVERSE_ROOT(x)                                                                        \
  ({                                                                                           \
    union {                                                                                    \
      lanes numbers;                                                                           \
      lane_mask bits;                                                                          \
    } guess_ = {.numbers = (x)};                                                               \
    lanes half_ = 0.5f * guess_.numbers;                                                       \
    guess_.bits = 0x5F3759DF - (guess_.bits >> 1);                                             \
    lanes root_ = guess_.numbers;                                                              \
    root_ *= 1.5f - half_ * root_ * root_;                                                     \
    root_ * (1.5f - half_ * root_ * root_);                                                    \
  })

// A vector of three numbers, each repeated in all lanes.
#define VECTORS(a) ((struct vectors){(lanes)((a)[0]), (lanes)((a)[1]), (lanes)((a)[2])})

INLINE void add_scaled(struct vectors *sum, const lanes *scale, const struct vectors *other) {
  sum->x += *scale * other->x;
  sum->y += *scale * other->y;
  sum->z += *scale * other->z;
}

// Raises to an integer power, by repeated squaring.
INLINE void raise(lanes *x, int32_t exponent) {
  lanes result = 1, square = *x;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result *= square;
    square *= square;
  }
  *x = result;
}
