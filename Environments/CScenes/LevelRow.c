#include "CScenes.h"

#include "Lanes.h"

enum { block = 16 };

INLINE float least(float a, float b) { return a < b ? a : b; }
INLINE float most(float a, float b) { return a > b ? a : b; }
INLINE float between(float x, float low, float high) { return least(most(x, low), high); }

// Rounds to the nearest integer by adding 1.5 * 2^23, which leaves the integer in the last bits.
INLINE float edge_distance(float x, float *sense) {
  union {
    float number;
    uint32_t bits;
  } shifted = {.number = x + 12582912.0f};
  float nearest = shifted.number - 12582912.0f;
  *sense = shifted.bits & 1 ? -1.0f : 1.0f;
  return x - nearest;
}

// The fraction of a window that is on the lines around even numbers.
INLINE float line_share(float distance, float sense, float half, float inverse, float line) {
  float overlap = least(distance + half, line) - most(distance - half, -line);
  return most(overlap, 0) * inverse * most(sense, 0);
}

// Light that equals at + column * slope.
struct ramp {
  float at[3], slope[3];
};

// Processes whole blocks, so that short runs do not need scalar loops: up to block - 1 numbers
// beyond the columns are written to the planes, but none to the bytes.
INLINE void paint_block(const struct scenes_level_row *row, const struct ramp *ramps,
                        int32_t first, int32_t count, float *restrict colors, ptrdiff_t area,
                        uint8_t *restrict bytes) {
  float share[block], sum[3][block];
  float sense_y;
  float distance_y = edge_distance(row->half_y - row->y, &sense_y);
  float square_y = row->y_by_row * row->y_by_row;
  for (int32_t i = 0; i < block; i++) {
    float column = (float)(first + i);
    float slant = row->slant + column * row->slant_step;
    float footprint =
        __builtin_elementwise_sqrt(most(row->step * row->step, slant * slant + square_y));
    float width = most(1.4f * footprint, most(row->line, 1e-4f));
    float inverse = 1 / width, half = 0.5f * width, sense;
    float distance = edge_distance(row->origin + column * row->step + row->half_x, &sense);
    float wave = sense * between(2 * distance * inverse, -1, 1) * sense_y *
                 between(2 * distance_y * inverse, -1, 1);
    float gaps = (1 - line_share(distance, sense, half, inverse, row->line)) *
                 (1 - line_share(distance_y, sense_y, half, inverse, row->line));
    share[i] = 1 - (0.5f + 0.5f * wave) * gaps;
  }
  for (int channel = 0; channel < 3; channel++) {
    float base = row->first_color[channel];
    float change = row->second_color[channel] - base;
    for (int32_t i = 0; i < block; i++) sum[channel][i] = 0;
    for (int32_t layer = 0; layer < row->layers; layer++) {
      float at = ramps[layer].at[channel], slope = ramps[layer].slope[channel];
      float *restrict plane = colors + (3 * layer + channel) * area + first;
      for (int32_t i = 0; i < block; i++) {
        float color = (base + share[i] * change) * (at + (float)(first + i) * slope);
        plane[i] = color;
        sum[channel][i] += color;
      }
    }
  }
  uint8_t pixels[block][4];
  for (int32_t i = 0; i < block; i++) {
    for (int channel = 0; channel < 3; channel++) {
      float scaled = between(sum[channel][i] * 255, 0, 255);
      pixels[i][channel] = (uint8_t)(int32_t)(scaled + 0.5f);
    }
  }
  for (int32_t i = 0; i < count; i++) memcpy(bytes + 3 * (first + i), pixels[i], 3);
}

INLINE float line_position(int32_t index, float lattice, float half) {
  return between((float)index * lattice, -half, half);
}

INLINE int32_t cell_of(float place, float lattice, float half, int32_t first, int32_t count) {
  int32_t cell = (int32_t)floorf(between(place, -half, half) / lattice);
  if (cell < first) return first;
  return cell < first + count ? cell : first + count - 1;
}

// The first column, not before `from`, whose centre is at or beyond x.
INLINE int32_t column_at(const struct scenes_level_row *row, float x, int32_t from) {
  float position = ceilf((x - row->origin) / row->step);
  if (!(position > (float)from)) return from;
  return position < (float)row->end ? (int32_t)position : row->end;
}

enum { maximum_layers = 8 };

CLONES
void scenes_paint_level_row(const struct scenes_level_row *row, const float *vertices,
                            float *colors, ptrdiff_t area, uint8_t *bytes) {
  int32_t j = cell_of(row->y, row->lattice_y, row->half_y, row->first_cell_y, row->cell_count_y);
  float low = line_position(j, row->lattice_y, row->half_y);
  float high = line_position(j + 1, row->lattice_y, row->half_y);
  float v = high > low ? (row->y - low) / (high - low) : 0;
  int32_t strip = 4 * row->layers * (row->cell_count_y + 1);
  int32_t column = row->first;
  while (column < row->end) {
    float x = row->origin + (float)column * row->step;
    int32_t cell =
        cell_of(x, row->lattice_x, row->half_x, row->first_cell_x, row->cell_count_x);
    float left = line_position(cell, row->lattice_x, row->half_x);
    float width = most(line_position(cell + 1, row->lattice_x, row->half_x) - left, 1e-6f);
    int32_t end = column_at(row, left + width, column + 1);
    int32_t split = column_at(row, left + (1 - v) * width, column);
    if (split > end) split = end;
    const float *corner = vertices + (cell - row->first_cell_x) * strip +
                          4 * row->layers * (j - row->first_cell_y);
    for (int part = 0; part < 2; part++) {
      struct ramp ramps[maximum_layers];
      for (int32_t layer = 0; layer < row->layers; layer++) {
        const float *near = corner + 4 * layer, *north = near + 4 * row->layers;
        const float *east = near + strip, *far = north + strip;
        for (int channel = 0; channel < 3; channel++) {
          float along = part ? far[channel] - north[channel] : east[channel] - near[channel];
          float base = part ? north[channel] + (1 - v) * (east[channel] - far[channel])
                            : near[channel] + v * (north[channel] - near[channel]);
          ramps[layer].at[channel] = base + along * ((row->origin - left) / width);
          ramps[layer].slope[channel] = along * (row->step / width);
        }
      }
      int32_t stop = part ? end : split;
      while (column < stop) {
        int32_t count = stop - column < block ? stop - column : block;
        paint_block(row, ramps, column, count, colors, area, bytes);
        column += count;
      }
    }
  }
}
