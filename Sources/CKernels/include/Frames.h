// Frames of bytes as numbers to train on.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Sets target[i] to scale × source[i] + offset.
void kernel_frames_float(
  const uint8_t *source, float *target, ptrdiff_t count, float scale, float offset);

/// Sets target[i] to scale × source[i] + offset.
void kernel_frames_double(
  const uint8_t *source, double *target, ptrdiff_t count, double scale, double offset);

/// Sets target[i], which is uniform noise over [0, 1), to (⌊source[i] / 8⌋ + target[i]) / 32 − ½,
/// with the noise truncated to a multiple of 2⁻¹⁹: exact, and therefore below the next level.
void kernel_coarse_frames_float(const uint8_t *source, float *target, ptrdiff_t count);

/// Sets target[i], which is uniform noise over [0, 1) in multiples of 2⁻²⁴, to (⌊source[i] / 8⌋ +
/// target[i]) / 32 − ½: exact, and therefore below the next level.
void kernel_coarse_frames_double(const uint8_t *source, double *target, ptrdiff_t count);
