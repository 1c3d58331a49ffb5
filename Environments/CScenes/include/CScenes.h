// The loops in which drawing spends most of its time, compiled for several instruction sets, one of
// which is chosen when the program starts.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// A row of pixels on a checkered panel whose x axis is parallel to the row.
///
/// Depth and y are then the same for the whole row, and x changes linearly.
struct scenes_level_row {
  /// The columns that the panel covers completely.
  int32_t first, end;
  /// The x at the centre of column 0, and its change from column to column, which is positive.
  float origin, step;
  /// The change of x from row to row at column 0, and its change from column to column.
  float slant, slant_step;
  /// The y, and its change from row to row.
  float y, y_by_row;
  /// Half the panel's size along x and y, and the spacings of its lattice's lines.
  float half_x, half_y, lattice_x, lattice_y;
  /// The cells of the lattice that have vertices.
  int32_t first_cell_x, first_cell_y, cell_count_x, cell_count_y;
  /// The checker: half the width of its lines and its two colours.
  float line, first_color[3], second_color[3];
  /// The number of colours at each vertex, which are the layers of light.
  int32_t layers;
};

/// Paints the columns of a row.
///
/// `vertices` has four numbers, three of which are used, for each layer of each vertex, along y
/// first. Red, green and blue of each layer go to planes of `area` numbers from `colors` on, and
/// the rounded sums of all layers to `bytes`, three per pixel. Both point to column 0. Up to 15
/// numbers after the last column of each plane are written, too.
void scenes_paint_level_row(const struct scenes_level_row *row, const float *vertices,
                            float *colors, ptrdiff_t area, uint8_t *bytes);

enum { scenes_capsule, scenes_cylinder, scenes_box, scenes_ellipsoid };

/// A form that rays can meet: its kind, and half its extents along the axes of its frame; for a
/// capsule and a cylinder: radius, radius, half-length.
struct scenes_form {
  int32_t kind;
  float size[3];
};

/// The rays through a row's samples, in the frame of a solid.
struct scenes_row {
  struct scenes_form form;
  /// The origin of the rays.
  float eye[3];
  /// The directions of the four rays of column 0, axis by axis, and their change.
  float start[3][4], step[3];
};

/// Finds the depth of a solid at four samples in each of columns `first` to `end` - 1, or infinity
/// where the solid is absent, and returns whether it is present anywhere.
///
/// `depths` has room for four numbers per column, plus 12.
int scenes_find_depths(const struct scenes_row *row, int32_t first, int32_t end, float *depths);

/// Finds where sixteen rays that start outside a form meet it, all in the form's frame.
///
/// Vectors are 3 × 16 numbers, axis by axis. `entries` receives the parameters where rays o + t d
/// enter, or infinity, `normals` the outward unit normals there, and `is_blocked` whether the form
/// is between o and o + d.
void scenes_meet(const struct scenes_form *form, const float *origins, const float *paths,
                 float *entries, float *normals, _Bool *is_blocked);

/// A light in the frame of a solid or a panel.
struct scenes_light {
  /// Whether rays come from the source rather than along it, and whether bodies block them.
  int32_t is_spot, casts_shadows;
  /// The position of a spot, or the vector towards a directional light.
  float source[3];
  /// The axis, and two directions perpendicular to it.
  float axis[3], across[3], along[3];
  float cosine_of_cutoff;
  int32_t exponent;
  float diffuse[3], specular[3];
  /// The tangent of the half-angle inside which shadows are drawn.
  float reach;
};

/// Computes the fraction of a light that a panel reflects towards an eye at sixteen places: the
/// diffuse part and the highlight.
void scenes_light_panel(const struct scenes_light *light, const float eye[3], int32_t shininess,
                        const float *x, const float *y, float *matte, float *shine);

/// The shadow of a solid on a row of a panel.
struct scenes_shadow {
  struct scenes_form form;
  /// The number of the panel, counted from 1.
  uint8_t panel;
  /// The eye, the direction of the ray through column 0's left edge, and its change from column to
  /// column, in the panel's frame.
  float eye[3], start[3], step[3];
  /// The panel's origin and its x and y axes in the solid's frame.
  float shift[3], turn_x[3], turn_y[3];
  /// The light, in the solid's frame.
  int32_t is_spot;
  float lamp[3], axis[3], across[3], along[3], reach;
};

/// Marks the columns from `first` to `end` - 1 that show the panel and are in shadow, and returns
/// whether there are any.
int scenes_cast_shadow(const struct scenes_shadow *shadow, int32_t first, int32_t end,
                       const uint8_t *panels, _Bool *is_shaded, _Bool *is_changed);

/// A solid that may block a light on its way to another one.
struct scenes_blocker {
  struct scenes_form form;
  /// The map from points of the shaded solid's frame to this one's: p ↦ turn p + shift.
  float turn[3][3], shift[3];
  /// The light's position or direction in this one's frame.
  float lamp[3];
};

/// A solid as a camera or a mirror sees it, with its lighting, all in its frame.
struct scenes_surface {
  struct scenes_form form;
  /// The eye, the ray through the upper left corner of the screen, and its changes from column to
  /// column and from row to row.
  float eye[3], corner[3], across[3], down[3];
  /// The places of the samples in a pixel, as fractions of it.
  float sample_columns[4];
  /// The appearance, and the direction towards the viewer.
  float color[3], specular;
  int32_t shininess;
  float backward[3];
  /// The light along the view.
  float ambient[3], head_diffuse[3], head_specular[3];
  int32_t light_count, is_mirrored;
  const struct scenes_light *lights;
  /// The start of each light's blockers, followed by the end of the last one's.
  const int32_t *blocker_starts;
  const struct scenes_blocker *blockers;
};

/// Sixteen pixels covered by a solid, in arrays of sixteen.
struct scenes_pixels {
  float *column, *row;
  /// For each of four samples, 1 if the solid covers it, otherwise 0, and its depth there,
  /// otherwise 0.
  float *weight, *depth;
  /// Red, green and blue.
  float *color;
};

/// Computes the colours of pixels, along the rays through their centres.
void scenes_color(const struct scenes_surface *surface, const struct scenes_pixels *pixels);
