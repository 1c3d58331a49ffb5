// Random fills, bit for bit the same on every processor. Included once for each type of element.
//
// No fused multiply-adds and no mathematics library: every operation is one that IEEE 754 rounds
// correctly. The reference in Swift is Philox.swift and BoxMuller.swift of the target Base.

#include "Parallel.h"

#pragma STDC FP_CONTRACT OFF

/// The numbers in a group, which is made of as many words of 16 blocks.
enum { BLOCKS = 16, GROUP = 4 * BLOCKS };

// The upper halves of these 64-bit words are garbage: products only read the lower halves.
INLINE void make_words(RandomPosition position, uint64_t group, uint32_t words[4][BLOCKS]) {
  uint64_t a[BLOCKS], b[BLOCKS], c[BLOCKS], d[BLOCKS];
  for (int i = 0; i < BLOCKS; i++) {
    const uint64_t block = position.block + group * BLOCKS + (uint64_t)i;
    a[i] = block;
    b[i] = block >> 32;
    c[i] = position.stream;
    d[i] = position.stream >> 32;
  }
  uint32_t key0 = (uint32_t)position.seed, key1 = (uint32_t)(position.seed >> 32);
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < BLOCKS; i++) {
      const uint64_t first = (uint64_t)(uint32_t)a[i] * 0xD2511F53u;
      const uint64_t second = (uint64_t)(uint32_t)c[i] * 0xCD9E8D57u;
      a[i] = second >> 32 ^ b[i] ^ key0;
      b[i] = second;
      c[i] = first >> 32 ^ d[i] ^ key1;
      d[i] = first;
    }
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  for (int i = 0; i < BLOCKS; i++) {
    words[0][i] = (uint32_t)a[i];
    words[1][i] = (uint32_t)b[i];
    words[2][i] = (uint32_t)c[i];
    words[3][i] = (uint32_t)d[i];
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
  *first = length * ((quadrant + 1) & 2 ? -cosine : cosine);
  *second = length * (quadrant & 2 ? -sine : sine);
}

INLINE void make_group(RandomFill fill, RandomPosition position, uint64_t group, REAL *numbers) {
  uint32_t words[4][BLOCKS];
  make_words(position, group, words);
  if (fill == RandomFillNormal) {
    float pairs[4][BLOCKS];
    for (int row = 0; row < 4; row += 2) {
      for (int i = 0; i < BLOCKS; i++) {
        random_pair(words[row][i], words[row + 1][i], &pairs[row][i], &pairs[row + 1][i]);
      }
    }
    for (int i = 0; i < GROUP; i++) numbers[i] = pairs[i / BLOCKS][i % BLOCKS];
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
