// Elements and slices at given places. This file is included once for each type of element.

void NAME(kernel_gather)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, const ptrdiff_t *indices,
  ptrdiff_t index_count, REAL *result) {
  for (ptrdiff_t o = 0; o < outer; o++) {
    for (ptrdiff_t k = 0; k < index_count; k++) {
      memcpy(
        result + (o * index_count + k) * inner, x + (o * length + indices[k]) * inner,
        (size_t)inner * sizeof(REAL));
    }
  }
}

void NAME(kernel_scatter_add)(
  const REAL *upstream, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner,
  const ptrdiff_t *indices, ptrdiff_t index_count, REAL *sum) {
  for (ptrdiff_t o = 0; o < outer; o++) {
    for (ptrdiff_t k = 0; k < index_count; k++) {
      const REAL *const source = upstream + (o * index_count + k) * inner;
      REAL *const target = sum + (o * length + indices[k]) * inner;
      for (ptrdiff_t i = 0; i < inner; i++) target[i] += source[i];
    }
  }
}

void NAME(kernel_gather_along)(
  const REAL *x, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner, const ptrdiff_t *indices,
  ptrdiff_t index_count, REAL *result) {
  for (ptrdiff_t o = 0; o < outer; o++) {
    for (ptrdiff_t k = 0; k < index_count; k++) {
      const ptrdiff_t row = (o * index_count + k) * inner;
      for (ptrdiff_t i = 0; i < inner; i++) {
        result[row + i] = x[(o * length + indices[row + i]) * inner + i];
      }
    }
  }
}

void NAME(kernel_scatter_add_along)(
  const REAL *upstream, ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner,
  const ptrdiff_t *indices, ptrdiff_t index_count, REAL *sum) {
  for (ptrdiff_t o = 0; o < outer; o++) {
    for (ptrdiff_t k = 0; k < index_count; k++) {
      const ptrdiff_t row = (o * index_count + k) * inner;
      for (ptrdiff_t i = 0; i < inner; i++) {
        sum[(o * length + indices[row + i]) * inner + i] += upstream[row + i];
      }
    }
  }
}
