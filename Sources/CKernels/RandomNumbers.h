// Random fills, bit for bit the same on every processor. Included once for each type of element.
//
// No fused multiply-adds and no mathematics library: every operation is one that IEEE 754 rounds
// correctly. The reference in Swift is Philox.swift and BoxMuller.swift of the target Base.

#include "Parallel.h"

#pragma STDC FP_CONTRACT OFF

/// The numbers in a group, which is made of as many words of 16 blocks.
enum { BLOCKS = 16, GROUP = 4 * BLOCKS };

/// A word of each of eight blocks. The upper halves may hold anything: products only read the lower
/// halves.
typedef uint64_t Words __attribute__((vector_size(64)));

enum { LANES = 8 };

typedef uint32_t HalfWords __attribute__((vector_size(32)));

#define store_words(source, target)                                            \
  do {                                                                         \
    const HalfWords lower_halves = __builtin_convertvector(source, HalfWords); \
    __builtin_memcpy(target, &lower_halves, sizeof lower_halves);              \
  } while (0)

INLINE void make_words(RandomPosition position, uint64_t group, uint32_t words[4][BLOCKS]) {
  const Words low = (Words){0} + 0xFFFFFFFFu;
  for (int start = 0; start < BLOCKS; start += LANES) {
    Words a = (Words){0, 1, 2, 3, 4, 5, 6, 7} + (position.block + group * BLOCKS + (uint64_t)start);
    Words b = a >> 32, c = (Words){0} + position.stream, d = c >> 32;
    Words key0 = (Words){0} + position.seed, key1 = key0 >> 32;
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
      const Words first = (a & low) * 0xD2511F53u, second = (c & low) * 0xCD9E8D57u;
      a = second >> 32 ^ b ^ key0;
      b = second;
      c = first >> 32 ^ d ^ key1;
      d = first;
      key0 += 0x9E3779B9u;
      key1 += 0xBB67AE85u;
    }
    store_words(a, words[0] + start);
    store_words(b, words[1] + start);
    store_words(c, words[2] + start);
    store_words(d, words[3] + start);
  }
}

INLINE float float_of_bits(int32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

INLINE int32_t bits_of_float(float x) {
  int32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

// The reference's −2 log((n + ½) 2⁻³¹), of x = n + ½. Factors that are powers of two are moved to
// where they cost nothing, which changes no rounding: 2⁻³¹ into the exponent, −2 into the constants.
INLINE float minus_two_logarithm(float x) {
  const int32_t bits = bits_of_float(x) - (0x3F3504F3 + (31 << 23));
  const float y = float_of_bits((bits & 0x007FFFFF) + 0x3F3504F3) - 1;
  const float square = y * y;
  float p = -2 * 7.0376836292e-2f;
  p = p * y + 2 * 1.1514610310e-1f;
  p = p * y - 2 * 1.1676998740e-1f;
  p = p * y + 2 * 1.2420140846e-1f;
  p = p * y - 2 * 1.4249322787e-1f;
  p = p * y + 2 * 1.6668057665e-1f;
  p = p * y - 2 * 2.0000714765e-1f;
  p = p * y + 2 * 2.4999993993e-1f;
  p = p * y - 2 * 3.3333331174e-1f;
  p = p * y * square;
  const float scale = (float)(bits >> 23);
  p = p + scale * (2 * 2.12194440e-4f);
  p = p + square;
  return -2 * y + p + scale * (-2 * 0.693359375f);
}

INLINE void random_pair(uint32_t radius, uint32_t angle, float *first, float *second) {
  const float length =
    __builtin_elementwise_sqrt(minus_two_logarithm((float)(int32_t)(radius >> 1) + 0.5f));
  // The quadrant is in the upper two bits.
  const uint32_t quadrant = angle + 0x20000000u, shifted = quadrant << 1;
  const float x = (float)(int32_t)(angle - (quadrant & 0xC0000000u)) * 1.4629181e-9f;
  const float square = x * x;
  float s = -1.9515295891e-4f;
  s = s * square + 8.3321608736e-3f;
  s = s * square - 1.6666654611e-1f;
  s = s * square * x + x;
  float c = 2.443315711809948e-5f;
  c = c * square - 1.388731625493765e-3f;
  c = c * square + 4.166664568298827e-2f;
  c = c * square * square - 0.5f * square + 1;
  const int swaps = (int32_t)shifted < 0;
  const uint32_t cosine_sign = (quadrant ^ shifted) & 0x80000000u;
  const uint32_t sine_sign = quadrant & 0x80000000u;
  *first = length * float_of_bits(bits_of_float(swaps ? s : c) ^ (int32_t)cosine_sign);
  *second = length * float_of_bits(bits_of_float(swaps ? c : s) ^ (int32_t)sine_sign);
}

INLINE void make_group(RandomFill fill, RandomPosition position, uint64_t group, REAL *restrict numbers) {
  uint32_t words[4][BLOCKS];
  make_words(position, group, words);
  if (fill == RandomFillNormal) {
    for (int row = 0; row < 4; row += 2) {
      REAL *const firsts = numbers + row * BLOCKS, *const seconds = firsts + BLOCKS;
#pragma clang loop interleave_count(2)
      for (int i = 0; i < BLOCKS; i++) {
        float first, second;
        random_pair(words[row][i], words[row + 1][i], &first, &second);
        firsts[i] = first;
        seconds[i] = second;
      }
    }
  } else if (fill == RandomFillUniform) {
    for (int i = 0; i < GROUP; i++) {
      numbers[i] = (REAL)(int32_t)(words[i / BLOCKS][i % BLOCKS] >> 8) * (REAL)0x1p-24;
    }
  } else {
    for (int i = 0; i < GROUP; i++) {
      numbers[i] = (int32_t)words[i / BLOCKS][i % BLOCKS] < 0 ? 1 : -1;
    }
  }
}

typedef struct {
  RandomFill fill;
  RandomPosition position;
  REAL *elements;
  ptrdiff_t count;
} NAME(RandomWork);

CLONES static void NAME(random_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(RandomWork) work = *(const NAME(RandomWork) *)context;
  for (ptrdiff_t group = begin; group < end; group++) {
    REAL *const elements = work.elements + group * GROUP;
    const ptrdiff_t rest = work.count - group * GROUP;
    if (rest >= GROUP) {
      make_group(work.fill, work.position, (uint64_t)group, elements);
    } else {
      REAL numbers[GROUP];
      make_group(work.fill, work.position, (uint64_t)group, numbers);
      for (ptrdiff_t i = 0; i < rest; i++) elements[i] = numbers[i];
    }
  }
}

void NAME(kernel_fill_random)(
  RandomFill fill, RandomPosition position, REAL *elements, ptrdiff_t count) {
  NAME(RandomWork) work = {fill, position, elements, count};
  kernel_parallel((count + GROUP - 1) / GROUP, 8192 / GROUP, NAME(random_part), &work);
}

CLONES void NAME(kernel_spread)(
  REAL *elements, ptrdiff_t count, REAL lower, REAL width, REAL below) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const REAL product = width * elements[i];
    const REAL x = lower + product;
    elements[i] = x > below ? below : x;
  }
}
