// The two loops that pictures spend most of their time in, compiled for several instruction sets
// and chosen when the program starts.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// A row of pixels on a checkered panel whose x axis is parallel to the row.
///
/// Then depth and y are the same for the whole row, and x changes linearly.
struct scenes_level_row {
  /// The columns that the panel covers whole.
  int32_t first, end;
  /// x at the middle of column 0, and its change from column to column, which is positive.
  float origin, step;
  /// The change of x from row to row at column 0, and its change from column to column.
  float slant, slant_step;
  /// y, and its change from row to row.
  float y, y_by_row;
  /// Half the panel's size along x and y, and the distances of its lattice's lines.
  float half_x, half_y, lattice_x, lattice_y;
  /// The cells of the lattice that there are vertices for.
  int32_t first_cell_x, first_cell_y, cell_count_x, cell_count_y;
  /// The checker: half the width of its lines and its two colours.
  float line, first_color[3], second_color[3];
  /// The number of colours at each vertex: the layers of light.
  int32_t layers;
};

/// Paints the columns of a row.
///
/// `vertices` has four numbers, of which three count, for each layer of each vertex, along y first.
/// Red, green and blue of each layer go to planes of `area` numbers from `colors` on, and the
/// rounded sums of all layers to `bytes`, three a pixel. Both point to column 0. Up to 15 numbers
/// behind the last column of each plane are written too.
void scenes_paint_level_row(const struct scenes_level_row *row, const float *vertices,
                            float *colors, ptrdiff_t area, uint8_t *bytes);

/// The rays through a row's samples, in the frame of a capsule along z.
struct scenes_capsule_row {
  float radius, half_length;
  /// Where the rays start.
  float eye[3];
  /// The directions of the four rays of column 0, axis by axis, and their change.
  float start[3][4], step[3];
};

/// Finds how deep a capsule is at four samples each of columns `first` to `end` - 1, or infinity
/// where it is not, and returns whether it is anywhere.
///
/// `depths` has room for four numbers a column, and for 12 more.
int scenes_capsule_depths(const struct scenes_capsule_row *row, int32_t first, int32_t end,
                          float *depths);
