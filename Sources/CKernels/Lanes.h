// Reductions of one run of elements in lanes, the same on every processor. This file is included
// once for each type of element.

/// Several elements at once, at any place in memory.
typedef REAL NAME(Lanes) __attribute__((vector_size(64), aligned(sizeof(REAL)), may_alias));

enum { NAME(LANES) = 64 / sizeof(REAL) };

/// The sum of a run, in two vectors of lanes that are folded at the end.
INLINE REAL NAME(sum_of_run)(const REAL *x, ptrdiff_t count) {
  REAL rest = 0;
  if (count < 2 * NAME(LANES)) {
    for (ptrdiff_t i = 0; i < count; i++) rest += x[i];
    return rest;
  }
  NAME(Lanes) a = {0}, b = {0};
  ptrdiff_t i = 0;
  for (; i + 2 * NAME(LANES) <= count; i += 2 * NAME(LANES)) {
    a += *(const NAME(Lanes) *)(x + i);
    b += *(const NAME(Lanes) *)(x + i + NAME(LANES));
  }
  for (; i < count; i++) rest += x[i];
  a += b;
  REAL lanes[NAME(LANES)];
  memcpy(lanes, &a, sizeof lanes);
  for (int width = NAME(LANES) / 2; width > 0; width /= 2) {
    for (int lane = 0; lane < width; lane++) lanes[lane] += lanes[lane + width];
  }
  return lanes[0] + rest;
}

/// The largest number of a run, or −∞ if it is empty. NaN is skipped.
INLINE REAL NAME(largest_of_run)(const REAL *x, ptrdiff_t count) {
  REAL largest = -(REAL)INFINITY;
  ptrdiff_t i = 0;
  if (count >= NAME(LANES)) {
    NAME(Lanes) a = *(const NAME(Lanes) *)x;
    for (i = NAME(LANES); i + NAME(LANES) <= count; i += NAME(LANES)) {
      a = __builtin_elementwise_max(a, *(const NAME(Lanes) *)(x + i));
    }
    for (int lane = 0; lane < NAME(LANES); lane++) largest = a[lane] > largest ? a[lane] : largest;
  }
  for (; i < count; i++) largest = x[i] > largest ? x[i] : largest;
  return largest;
}
