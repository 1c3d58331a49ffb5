#include "Frames.h"

#include "Parallel.h"

CLONES void kernel_frames_float(
  const uint8_t *restrict source, float *restrict target, ptrdiff_t count, float scale,
  float offset) {
  for (ptrdiff_t i = 0; i < count; i++) target[i] = scale * (float)source[i] + offset;
}

CLONES void kernel_frames_double(
  const uint8_t *restrict source, double *restrict target, ptrdiff_t count, double scale,
  double offset) {
  for (ptrdiff_t i = 0; i < count; i++) target[i] = scale * (double)source[i] + offset;
}

CLONES void kernel_coarse_frames_float(
  const uint8_t *restrict source, float *restrict target, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    // The sum is in whole steps and therefore exact: rounded, the largest noise would reach the
    // next level.
    const int32_t steps = (source[i] >> 3 << 19) + (int32_t)(target[i] * 0x1p19f);
    target[i] = (float)steps * 0x1p-24f - 0.5f;
  }
}

CLONES void kernel_coarse_frames_double(
  const uint8_t *restrict source, double *restrict target, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    target[i] = ((double)(source[i] >> 3) + target[i]) * 0.03125 - 0.5;
  }
}
