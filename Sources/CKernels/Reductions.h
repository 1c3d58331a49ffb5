// Extremes and running sums along an axis. This file is included once for each type of element.

CLONES static bool NAME(finite_run)(const REAL *x, ptrdiff_t count) {
  int has_other = 0;
  for (ptrdiff_t i = 0; i < count; i++) has_other |= !(x[i] - x[i] == 0);
  return !has_other;
}

bool NAME(kernel_all_finite)(const REAL *x, ptrdiff_t count) {
  // The run is checked in pieces, to stop soon after the first element that is not finite.
  for (ptrdiff_t i = 0; i < count; i += GRAIN) {
    if (!NAME(finite_run)(x + i, count - i < GRAIN ? count - i : GRAIN)) return false;
  }
  return true;
}

typedef struct {
  const REAL *x;
  ptrdiff_t length, inner;
  REAL sign;
  bool is_reversed;
  ptrdiff_t *indices;
  REAL *result;
} NAME(LineWork);

static void NAME(extreme_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(LineWork) w = *(const NAME(LineWork) *)context;
  for (ptrdiff_t o = begin; o < end; o++) {
    for (ptrdiff_t i = 0; i < w.inner; i++) {
      const REAL *const line = w.x + o * w.length * w.inner + i;
      REAL best = w.sign * line[0];
      ptrdiff_t index = 0;
      for (ptrdiff_t k = 1; k < w.length; k++) {
        const REAL candidate = w.sign * line[k * w.inner];
        if (candidate > best || (candidate != candidate && best == best)) {
          best = candidate;
          index = k;
        }
      }
      w.indices[o * w.inner + i] = index;
    }
  }
}

void NAME(kernel_extreme_index)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, REAL sign,
  ptrdiff_t *result) {
  NAME(LineWork) w = {
    .x = x, .length = length, .inner = inner, .sign = sign, .indices = result};
  kernel_parallel(outer, GRAIN / (length * inner + 1) + 1, NAME(extreme_part), &w);
}

CLONES static void NAME(running_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(LineWork) w = *(const NAME(LineWork) *)context;
  const ptrdiff_t step = w.is_reversed ? -w.inner : w.inner;
  const ptrdiff_t first = w.is_reversed ? (w.length - 1) * w.inner : 0;
  for (ptrdiff_t o = begin; o < end; o++) {
    const REAL *source = w.x + o * w.length * w.inner + first;
    REAL *target = w.result + o * w.length * w.inner + first;
    for (ptrdiff_t i = 0; i < w.inner; i++) target[i] = source[i];
    for (ptrdiff_t k = 1; k < w.length; k++) {
      source += step;
      target += step;
      for (ptrdiff_t i = 0; i < w.inner; i++) target[i] = target[i - step] + source[i];
    }
  }
}

void NAME(kernel_cumulative_sum)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, bool is_reversed,
  REAL *result) {
  if (length == 0 || inner == 0) return;
  NAME(LineWork) w = {
    .x = x, .length = length, .inner = inner, .is_reversed = is_reversed, .result = result};
  kernel_parallel(outer, GRAIN / (length * inner) + 1, NAME(running_part), &w);
}
