// The loops of Patches.c, for elements of type REAL: included once for each precision.

// A row of a patch: its place in the images, and the part of it that is inside.
typedef struct {
  ptrdiff_t before, inside, after;
  ptrdiff_t place;
} NAME(PatchRow);

INLINE NAME(PatchRow) NAME(patch_row)(
  const PatchGrid *g, ptrdiff_t image, ptrdiff_t y, ptrdiff_t x, ptrdiff_t kernel_row) {
  const ptrdiff_t top = y * g->row_stride - g->top + kernel_row;
  const ptrdiff_t left = x * g->column_stride - g->left;
  ptrdiff_t first = left < 0 ? -left : 0;
  ptrdiff_t last = g->width - left < g->kernel_width ? g->width - left : g->kernel_width;
  if (top < 0 || top >= g->height || first > last) first = last = 0;
  const ptrdiff_t pixel = (image * g->height + top) * g->width + left + first;
  return (NAME(PatchRow)){
    .before = first * g->channels,
    .inside = (last - first) * g->channels,
    .after = (g->kernel_width - last) * g->channels,
    .place = pixel * g->channels,
  };
}

CLONES void NAME(gather_patches)(
  const PatchGrid *grid, const REAL *images, ptrdiff_t begin, ptrdiff_t end, REAL *patches) {
  const PatchGrid g = *grid;
  for (ptrdiff_t row = begin; row < end; row++) {
    for (ptrdiff_t x = 0; x < g.columns; x++) {
      for (ptrdiff_t kernel_row = 0; kernel_row < g.kernel_height; kernel_row++) {
        const NAME(PatchRow) r = NAME(patch_row)(&g, row / g.rows, row % g.rows, x, kernel_row);
        for (ptrdiff_t i = 0; i < r.before; i++) patches[i] = 0;
        patches += r.before;
        const REAL *restrict source = images + r.place;
        for (ptrdiff_t i = 0; i < r.inside; i++) patches[i] = source[i];
        patches += r.inside;
        for (ptrdiff_t i = 0; i < r.after; i++) patches[i] = 0;
        patches += r.after;
      }
    }
  }
}

CLONES void NAME(scatter_patches)(
  const PatchGrid *grid, const REAL *patches, ptrdiff_t begin, ptrdiff_t end, REAL *images) {
  const PatchGrid g = *grid;
  for (ptrdiff_t row = begin; row < end; row++) {
    for (ptrdiff_t x = 0; x < g.columns; x++) {
      for (ptrdiff_t kernel_row = 0; kernel_row < g.kernel_height; kernel_row++) {
        const NAME(PatchRow) r = NAME(patch_row)(&g, row / g.rows, row % g.rows, x, kernel_row);
        const REAL *restrict source = patches + r.before;
        REAL *restrict target = images + r.place;
        for (ptrdiff_t i = 0; i < r.inside; i++) target[i] += source[i];
        patches += r.before + r.inside + r.after;
      }
    }
  }
}

typedef struct {
  const REAL *source;
  REAL *target;
} NAME(Rounding);

CLONES static void NAME(round_part)(void *context, ptrdiff_t begin, ptrdiff_t end) {
  const NAME(Rounding) *const r = context;
  const REAL *const x = r->source;
  REAL *const rounded = r->target;
  for (ptrdiff_t i = begin; i < end; i++) {
    const float value = (float)x[i];
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000;
    float nearest;
    memcpy(&nearest, &bits, sizeof nearest);
    rounded[i] = value == value ? nearest : value;
  }
}

void NAME(round_to_bfloat16)(const REAL *x, ptrdiff_t count, REAL *rounded) {
  NAME(Rounding) r = {x, rounded};
  kernel_parallel(count, GRAIN, NAME(round_part), &r);
}
