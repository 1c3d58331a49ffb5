// Passes over elements with strides. Included once for each type of element.

#include <string.h>

typedef struct {
  ElementMovement movement;
  const REAL *source;
  REAL *target;
  // The axes after merging, last first.
  int rank;
  ptrdiff_t lengths[KernelMaximumRank];
  ptrdiff_t source_strides[KernelMaximumRank];
  ptrdiff_t target_strides[KernelMaximumRank];
} NAME(Movement);

INLINE void NAME(move_run)(
  ElementMovement movement, const REAL *source, ptrdiff_t source_stride, REAL *target,
  ptrdiff_t target_stride, ptrdiff_t count) {
  if (movement == ElementMovementAdd) {
    if (source_stride == 1 && target_stride == 1) {
      for (ptrdiff_t i = 0; i < count; i++) target[i] += source[i];
    } else {
      for (ptrdiff_t i = 0; i < count; i++) target[i * target_stride] += source[i * source_stride];
    }
  } else if (source_stride == 1 && target_stride == 1) {
    memcpy(target, source, (size_t)count * sizeof(REAL));
  } else {
    for (ptrdiff_t i = 0; i < count; i++) target[i * target_stride] = source[i * source_stride];
  }
}

CLONES static void NAME(move_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Movement) *const m = context;
  for (ptrdiff_t row = begin; row < end; row++) {
    const REAL *source = m->source;
    REAL *target = m->target;
    ptrdiff_t index = row;
    for (int axis = 1; axis < m->rank; axis++) {
      const ptrdiff_t position = index % m->lengths[axis];
      index /= m->lengths[axis];
      source += position * m->source_strides[axis];
      target += position * m->target_strides[axis];
    }
    NAME(move_run)(
      m->movement, source, m->source_strides[0], target, m->target_strides[0], m->lengths[0]);
  }
}

void NAME(kernel_move)(
  ElementMovement movement, const REAL *source, const ptrdiff_t *source_strides, REAL *target,
  const ptrdiff_t *target_strides, const ptrdiff_t *lengths, int rank) {
  NAME(Movement) m = {.movement = movement, .source = source, .target = target};
  for (int axis = rank - 1; axis >= 0; axis--) {
    const ptrdiff_t length = lengths[axis];
    if (length == 0) return;
    if (length == 1) continue;
    const int last = m.rank - 1;
    if (last >= 0 && source_strides[axis] == m.source_strides[last] * m.lengths[last]
        && target_strides[axis] == m.target_strides[last] * m.lengths[last]) {
      m.lengths[last] *= length;
      continue;
    }
    m.lengths[m.rank] = length;
    m.source_strides[m.rank] = source_strides[axis];
    m.target_strides[m.rank] = target_strides[axis];
    m.rank++;
  }
  if (m.rank == 0) {
    m.rank = 1;
    m.lengths[0] = m.source_strides[0] = m.target_strides[0] = 1;
  }
  ptrdiff_t rows = 1;
  for (int axis = 1; axis < m.rank; axis++) rows *= m.lengths[axis];
  kernel_parallel(rows, GRAIN / m.lengths[0] + 1, NAME(move_part), &m);
}

typedef struct {
  const REAL *addend;
  REAL *sum;
  REAL factor;
} NAME(Accumulation);

CLONES static void NAME(accumulate_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Accumulation) a = *(const NAME(Accumulation) *)context;
  for (ptrdiff_t i = begin; i < end; i++) a.sum[i] += a.addend[i];
}

void NAME(kernel_accumulate)(const REAL *addend, REAL *sum, ptrdiff_t count) {
  NAME(Accumulation) a = {.addend = addend, .sum = sum};
  kernel_parallel(count, GRAIN, NAME(accumulate_part), &a);
}

CLONES static void NAME(scale_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Accumulation) a = *(const NAME(Accumulation) *)context;
  for (ptrdiff_t i = begin; i < end; i++) a.sum[i] *= a.factor;
}

void NAME(kernel_scale)(REAL *elements, REAL factor, ptrdiff_t count) {
  NAME(Accumulation) a = {.sum = elements, .factor = factor};
  kernel_parallel(count, GRAIN, NAME(scale_part), &a);
}
