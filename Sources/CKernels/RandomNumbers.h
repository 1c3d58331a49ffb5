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
    for (int lane = 0; lane < LANES; lane++) {
      words[0][start + lane] = (uint32_t)a[lane];
      words[1][start + lane] = (uint32_t)b[lane];
      words[2][start + lane] = (uint32_t)c[lane];
      words[3][start + lane] = (uint32_t)d[lane];
    }
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

/// Turns the sign where the second bit of the quadrant is set.
INLINE float with_sign(float x, uint32_t quadrant) {
  return float_of_bits(bits_of_float(x) ^ (int32_t)((quadrant & 2) << 30));
}

INLINE float random_logarithm(float x) {
  const int32_t bits = bits_of_float(x);
  const int32_t exponent = (bits - 0x3F3504F3) >> 23;
  const float y = float_of_bits(bits - (int32_t)((uint32_t)exponent << 23)) - 1;
  const float square = y * y;
  float p = 7.0376836292e-2f;
  p = p * y - 1.1514610310e-1f;
  p = p * y + 1.1676998740e-1f;
  p = p * y - 1.2420140846e-1f;
  p = p * y + 1.4249322787e-1f;
  p = p * y - 1.6668057665e-1f;
  p = p * y + 2.0000714765e-1f;
  p = p * y - 2.4999993993e-1f;
  p = p * y + 3.3333331174e-1f;
  p = p * y * square;
  const float scale = (float)exponent;
  p = p + scale * -2.12194440e-4f;
  p = p - 0.5f * square;
  return y + p + scale * 0.693359375f;
}

INLINE void random_pair(uint32_t radius, uint32_t angle, float *first, float *second) {
  const float uniform = ((float)(int32_t)(radius >> 1) + 0.5f) * 0x1p-31f;
  const float length = __builtin_elementwise_sqrt(-2 * random_logarithm(uniform));
  const int32_t quadrant = (int32_t)(angle + 0x20000000u) >> 30;
  const int32_t rest = (int32_t)(angle - ((uint32_t)quadrant << 30));
  const float x = (float)rest * 1.4629181e-9f;
  const float square = x * x;
  float s = -1.9515295891e-4f;
  s = s * square + 8.3321608736e-3f;
  s = s * square - 1.6666654611e-1f;
  s = s * square * x + x;
  float c = 2.443315711809948e-5f;
  c = c * square - 1.388731625493765e-3f;
  c = c * square + 4.166664568298827e-2f;
  c = c * square * square - 0.5f * square + 1;
  const float cosine = quadrant & 1 ? s : c, sine = quadrant & 1 ? c : s;
  *first = length * with_sign(cosine, (uint32_t)quadrant + 1);
  *second = length * with_sign(sine, (uint32_t)quadrant);
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
