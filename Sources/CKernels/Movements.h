// Passes over elements with strides. This file is included once for each type of element.

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
  ptrdiff_t positions[KernelMaximumRank];
  const REAL *source = m->source;
  REAL *target = m->target;
  ptrdiff_t index = begin;
  for (int axis = 1; axis < m->rank; axis++) {
    positions[axis] = index % m->lengths[axis];
    index /= m->lengths[axis];
    source += positions[axis] * m->source_strides[axis];
    target += positions[axis] * m->target_strides[axis];
  }
  for (ptrdiff_t row = begin; row < end; row++) {
    NAME(move_run)(
      m->movement, source, m->source_strides[0], target, m->target_strides[0], m->lengths[0]);
    for (int axis = 1; axis < m->rank; axis++) {
      source += m->source_strides[axis];
      target += m->target_strides[axis];
      if (++positions[axis] < m->lengths[axis]) break;
      source -= m->lengths[axis] * m->source_strides[axis];
      target -= m->lengths[axis] * m->target_strides[axis];
      positions[axis] = 0;
    }
  }
}

/// The side of the squares in which matrices are transposed.
enum { NAME(TILE) = 32 };

// The source is contiguous along axis 1 and the target along axis 0. `begin` and `end` count bands
// of rows of one tile's height, over all further axes.
CLONES static void NAME(transpose_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Movement) *const m = context;
  const ptrdiff_t columns = m->lengths[0], rows = m->lengths[1];
  const ptrdiff_t bands = (rows + NAME(TILE) - 1) / NAME(TILE);
  const ptrdiff_t stride = m->source_strides[0], target_stride = m->target_strides[1];
  for (ptrdiff_t band = begin; band < end; band++) {
    const REAL *source = m->source;
    REAL *target = m->target;
    ptrdiff_t index = band / bands;
    for (int axis = 2; axis < m->rank; axis++) {
      source += index % m->lengths[axis] * m->source_strides[axis];
      target += index % m->lengths[axis] * m->target_strides[axis];
      index /= m->lengths[axis];
    }
    const ptrdiff_t top = band % bands * NAME(TILE);
    const ptrdiff_t bottom = rows - top < NAME(TILE) ? rows : top + NAME(TILE);
    for (ptrdiff_t left = 0; left < columns; left += NAME(TILE)) {
      const ptrdiff_t right = columns - left < NAME(TILE) ? columns : left + NAME(TILE);
      for (ptrdiff_t row = top; row < bottom; row++) {
        for (ptrdiff_t column = left; column < right; column++) {
          target[row * target_stride + column] = source[row + column * stride];
        }
      }
    }
  }
}

// Returns whether this is a transposition; if so, makes the axis along which the source is
// contiguous the second.
static bool NAME(arrange_transposition)(NAME(Movement) *m) {
  if (m->movement != ElementMovementCopy || m->rank < 2) return false;
  if (m->target_strides[0] != 1 || m->source_strides[0] <= 1) return false;
  for (int axis = 1; axis < m->rank; axis++) {
    if (m->source_strides[axis] != 1) continue;
    const ptrdiff_t length = m->lengths[axis], stride = m->target_strides[axis];
    for (int i = axis; i > 1; i--) {
      m->lengths[i] = m->lengths[i - 1];
      m->source_strides[i] = m->source_strides[i - 1];
      m->target_strides[i] = m->target_strides[i - 1];
    }
    m->lengths[1] = length;
    m->source_strides[1] = 1;
    m->target_strides[1] = stride;
    return true;
  }
  return false;
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
  const bool is_transposition = NAME(arrange_transposition)(&m);
  ptrdiff_t rows = 1;
  for (int axis = 1; axis < m.rank; axis++) rows *= m.lengths[axis];
  if (is_transposition) {
    const ptrdiff_t bands = (m.lengths[1] + NAME(TILE) - 1) / NAME(TILE);
    kernel_parallel(
      rows / m.lengths[1] * bands, GRAIN / (m.lengths[0] * NAME(TILE)) + 1, NAME(transpose_part),
      &m);
  } else {
    kernel_parallel(rows, GRAIN / m.lengths[0] + 1, NAME(move_part), &m);
  }
}

typedef struct {
  const REAL *addend;
  REAL *sum;
} NAME(Accumulation);

CLONES static void NAME(accumulate_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Accumulation) a = *(const NAME(Accumulation) *)context;
  for (ptrdiff_t i = begin; i < end; i++) a.sum[i] += a.addend[i];
}

void NAME(kernel_accumulate)(const REAL *addend, REAL *sum, ptrdiff_t count) {
  NAME(Accumulation) a = {.addend = addend, .sum = sum};
  kernel_parallel(count, GRAIN, NAME(accumulate_part), &a);
}
