// Sums and extremes along an axis. Included once for each type of element.

void NAME(kernel_sum)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, REAL *result) {
  for (ptrdiff_t o = 0; o < outer; o++) {
    for (ptrdiff_t i = 0; i < inner; i++) {
      double sum = 0;
      for (ptrdiff_t k = 0; k < length; k++) sum += x[(o * length + k) * inner + i];
      result[o * inner + i] = (REAL)sum;
    }
  }
}

double NAME(kernel_sum_of_squares)(const REAL *x, ptrdiff_t count) {
  double sum = 0;
  for (ptrdiff_t i = 0; i < count; i++) sum += (double)x[i] * x[i];
  return sum;
}

bool NAME(kernel_all_finite)(const REAL *x, ptrdiff_t count) {
  bool result = true;
  for (ptrdiff_t i = 0; i < count; i++) result &= x[i] - x[i] == 0;
  return result;
}

void NAME(kernel_extreme_index)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, REAL sign,
  ptrdiff_t *result) {
  for (ptrdiff_t o = 0; o < outer; o++) {
    for (ptrdiff_t i = 0; i < inner; i++) {
      const REAL *const line = x + o * length * inner + i;
      REAL best = sign * line[0];
      ptrdiff_t index = 0;
      for (ptrdiff_t k = 1; k < length; k++) {
        const REAL candidate = sign * line[k * inner];
        if (candidate > best || (candidate != candidate && best == best)) {
          best = candidate;
          index = k;
        }
      }
      result[o * inner + i] = index;
    }
  }
}

void NAME(kernel_cumulative_sum)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, bool is_reversed,
  REAL *result) {
  const ptrdiff_t step = is_reversed ? -inner : inner;
  const ptrdiff_t first = is_reversed ? (length - 1) * inner : 0;
  if (length == 0) return;
  for (ptrdiff_t o = 0; o < outer; o++) {
    const REAL *source = x + o * length * inner + first;
    REAL *target = result + o * length * inner + first;
    for (ptrdiff_t i = 0; i < inner; i++) target[i] = source[i];
    for (ptrdiff_t k = 1; k < length; k++) {
      source += step;
      target += step;
      for (ptrdiff_t i = 0; i < inner; i++) target[i] = target[i - step] + source[i];
    }
  }
}
