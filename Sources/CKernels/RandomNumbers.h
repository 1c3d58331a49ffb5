// Random fills, bit for bit the same on every processor. This file is included once for each type
// of element.
//
// There are no fused multiply-adds and no calls of a mathematics library: every operation is one
// that IEEE 754 rounds correctly. The reference in Swift is Philox.swift and BoxMuller.swift of the
// target Base.

#include "Parallel.h"

#pragma STDC FP_CONTRACT OFF
// All functions that take or return such vectors are inlined, so the calling convention does not
// matter.
#pragma clang diagnostic ignored "-Wpsabi"

/// The number of words in a group, which come from 16 blocks.
enum { BLOCKS = 16, GROUP = 4 * BLOCKS };

/// A word from half of the blocks. The upper halves may contain anything, because products read
/// only the lower halves.
typedef uint64_t Words __attribute__((vector_size(64)));

/// A word from each block, and as many numbers.
typedef uint32_t Row __attribute__((vector_size(64)));
typedef int32_t Integers __attribute__((vector_size(64)));
typedef float Floats __attribute__((vector_size(64)));
typedef REAL Numbers __attribute__((vector_size(BLOCKS * sizeof(REAL))));

/// Blocks on their way through the rounds of Philox: the even ones, and the odd ones.
typedef struct {
  Words a[2], b[2], c[2], d[2], first_key, second_key;
} Blocks;

/// Returns the counters of a group.
INLINE Blocks counters(RandomPosition position, uint64_t group) {
  Blocks x;
  const Words numbers = {0, 2, 4, 6, 8, 10, 12, 14};
#pragma clang loop unroll(full)
  for (int odd = 0; odd < 2; odd++) {
    x.a[odd] = numbers + (position.block + group * BLOCKS + (uint64_t)odd);
    x.b[odd] = x.a[odd] >> 32;
    x.c[odd] = (Words){0} + position.stream;
    x.d[odd] = x.c[odd] >> 32;
  }
  x.first_key = (Words){0} + position.seed;
  x.second_key = x.first_key >> 32;
  return x;
}

/// Does one of the ten rounds.
INLINE void turn(Blocks *x) {
#pragma clang loop unroll(full)
  for (int odd = 0; odd < 2; odd++) {
    const Words first = (x->a[odd] & 0xFFFFFFFFu) * 0xD2511F53u;
    const Words second = (x->c[odd] & 0xFFFFFFFFu) * 0xCD9E8D57u;
    x->a[odd] = second >> 32 ^ (x->b[odd] ^ x->first_key);
    x->b[odd] = second;
    x->c[odd] = first >> 32 ^ (x->d[odd] ^ x->second_key);
    x->d[odd] = first;
  }
  x->first_key += 0x9E3779B9u;
  x->second_key += 0xBB67AE85u;
}

/// Does all rounds.
INLINE void turn_to_end(Blocks *x) {
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) turn(x);
}

/// Puts the words of even and odd blocks in order.
INLINE Row merged(const Words words[2]) {
  return (Row)((words[0] & 0xFFFFFFFFu) | words[1] << 32);
}

INLINE void finish(const Blocks *x, Row rows[4]) {
  rows[0] = merged(x->a);
  rows[1] = merged(x->b);
  rows[2] = merged(x->c);
  rows[3] = merged(x->d);
}

INLINE void store(Floats x, REAL *target) {
  const Numbers numbers = __builtin_convertvector(x, Numbers);
  __builtin_memcpy(target, &numbers, sizeof numbers);
}

// The reference's −2 log((n + ½) 2⁻³¹) begins here, with x = n + ½. Factors that are powers of two
// are moved to where they cost nothing, which changes no rounding: 2⁻³¹ into the exponent, −2 into
// the constants.
typedef struct {
  Floats y, square, p, scale;
} Logarithm;

INLINE Logarithm begin_logarithm(Row radius) {
  const Floats x =
    __builtin_convertvector((Integers)(radius >> 1), Floats) + 0.5f;
  const Integers bits = (Integers)x - (0x3F3504F3 + (31 << 23));
  const Floats y = (Floats)((bits & 0x007FFFFF) + 0x3F3504F3) - 1;
  return (Logarithm){
    y, y * y, (Floats){0} + -2 * 7.0376836292e-2f,
    __builtin_convertvector(bits >> 23, Floats)};
}

INLINE Floats end_logarithm(const Logarithm *l) {
  Floats p = l->p * l->y * l->square;
  p = p + l->scale * (2 * 2.12194440e-4f);
  p = p + l->square;
  return -2 * l->y + p + l->scale * (-2 * 0.693359375f);
}

/// Stores the numbers at given distances in given directions.
INLINE void store_pairs(
  Floats length, Row angle, REAL *restrict firsts, REAL *restrict seconds) {
  // The quadrant is in the upper two bits.
  const Row quadrant = angle + 0x20000000u, shifted = quadrant << 1;
  const Integers rest = (Integers)(angle - (quadrant & 0xC0000000u));
  const Floats x = __builtin_convertvector(rest, Floats) * 1.4629181e-9f;
  const Floats square = x * x;
  Floats s = -1.9515295891e-4f * square + 8.3321608736e-3f;
  s = s * square - 1.6666654611e-1f;
  s = s * square * x + x;
  Floats c = 2.443315711809948e-5f * square - 1.388731625493765e-3f;
  c = c * square + 4.166664568298827e-2f;
  c = c * square * square - 0.5f * square + 1;
  const Row swaps = (Row)((Integers)shifted >> 31);
  const Row difference = ((Row)s ^ (Row)c) & swaps;
  const Row cosine_sign = (quadrant ^ shifted) & 0x80000000u;
  const Row sine_sign = quadrant & 0x80000000u;
  store(length * (Floats)((Row)c ^ difference ^ cosine_sign), firsts);
  store(length * (Floats)((Row)s ^ difference ^ sine_sign), seconds);
}

/// Makes normal numbers from rows of words, and at the same time the words of the next group: both
/// are long chains of dependent steps, which hide each other's latency.
INLINE void store_normals(
  const Row rows[4], Blocks *next, REAL *restrict numbers) {
  static const float coefficients[8] = {
    2 * 1.1514610310e-1f, -2 * 1.1676998740e-1f, 2 * 1.2420140846e-1f, -2 * 1.4249322787e-1f,
    2 * 1.6668057665e-1f, -2 * 2.0000714765e-1f, 2 * 2.4999993993e-1f, -2 * 3.3333331174e-1f};
  Logarithm first = begin_logarithm(rows[0]);
  Logarithm second = begin_logarithm(rows[2]);
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) {
    turn(next);
    first.p = first.p * first.y + coefficients[i];
    second.p = second.p * second.y + coefficients[i];
  }
  turn(next);
  const Floats first_length = __builtin_elementwise_sqrt(end_logarithm(&first));
  const Floats second_length = __builtin_elementwise_sqrt(end_logarithm(&second));
  turn(next);
  store_pairs(first_length, rows[1], numbers, numbers + BLOCKS);
  store_pairs(second_length, rows[3], numbers + 2 * BLOCKS, numbers + 3 * BLOCKS);
}

/// Makes numbers from rows of words, and the words of the next group.
INLINE void make_group(
  RandomFill fill, const Row rows[4], Blocks *next, REAL *restrict numbers) {
  if (fill == RandomFillNormal) {
    store_normals(rows, next, numbers);
    return;
  }
  for (int row = 0; row < 4; row++) {
    const Floats x = fill == RandomFillUniform
      ? __builtin_convertvector((Integers)(rows[row] >> 8), Floats) * 0x1p-24f
      : (Floats)((rows[row] & 0x80000000u) ^ 0xBF800000u);
    store(x, numbers + row * BLOCKS);
  }
  turn_to_end(next);
}

typedef struct {
  RandomFill fill;
  RandomPosition position;
  REAL *elements;
  ptrdiff_t count;
} NAME(RandomWork);

CLONES static void NAME(random_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(RandomWork) work = *(const NAME(RandomWork) *)context;
  Blocks words = counters(work.position, (uint64_t)begin);
  turn_to_end(&words);
  for (ptrdiff_t group = begin; group < end; group++) {
    REAL *const elements = work.elements + group * GROUP;
    const ptrdiff_t rest = work.count - group * GROUP;
    Row rows[4];
    finish(&words, rows);
    words = counters(work.position, (uint64_t)group + 1);
    if (rest >= GROUP) {
      make_group(work.fill, rows, &words, elements);
    } else {
      REAL numbers[GROUP];
      make_group(work.fill, rows, &words, numbers);
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
