#include "CScenes.h"

#include "Forms.h"

// The light that a surface reflects from a direction: Lambert's diffuse part and Blinn's highlight.
//
// With the half vector h between light l and viewer v: max(0, n·l) and, where n·l > 0, max(0, n·h)
// to the power of the shininess.
//
// Reference: Blinn, "Models of Light Reflection for Computer Synthesized Pictures", SIGGRAPH 1977.
INLINE void reflect(const struct vectors *light, const struct vectors *normal,
                    const struct vectors *viewer, int32_t shininess, lanes *matte, lanes *shine) {
  *matte = MOST(DOT(*normal, *light), 0);
  lanes inverse = INVERSE_ROOT(MOST(2 + 2 * DOT(*light, *viewer), 1e-12f));
  lanes half = MOST((*matte + DOT(*normal, *viewer)) * inverse, 0);
  raise(&half, shininess);
  *shine = *matte <= 0 ? 0 : half;
}

// The vectors from points to a light.
INLINE void find_path(const struct scenes_light *light, const struct vectors *points,
                      struct vectors *path) {
  *path = VECTORS(light->source);
  if (!light->is_spot) return;
  path->x -= points->x;
  path->y -= points->y;
  path->z -= points->z;
}

// The fraction of a light that a surface reflects.
INLINE void find_strength(const struct scenes_light *light, const struct vectors *path,
                          const struct vectors *normal, const struct vectors *viewer,
                          int32_t shininess, lanes *matte, lanes *shine) {
  lanes scale = INVERSE_ROOT(DOT(*path, *path));
  struct vectors unit = {scale * path->x, scale * path->y, scale * path->z};
  reflect(&unit, normal, viewer, shininess, matte, shine);
  if (!light->is_spot) return;
  lanes cosine = MOST(-DOT(unit, VECTORS(light->axis)), 0);
  lanes beam = cosine;
  raise(&beam, light->exponent);
  beam = cosine < light->cosine_of_cutoff ? 0 : beam;
  *matte *= beam;
  *shine *= beam;
}

CLONES
void scenes_light_panel(const struct scenes_light *light, const float eye[3], int32_t shininess,
                        const float *x, const float *y, float *matte, float *shine) {
  struct vectors points = {LOAD(x), LOAD(y), 0};
  struct vectors viewer = {eye[0] - points.x, eye[1] - points.y, eye[2]};
  lanes scale = INVERSE_ROOT(DOT(viewer, viewer));
  viewer.x *= scale;
  viewer.y *= scale;
  viewer.z *= scale;
  struct vectors path, normal = {0, 0, 1};
  find_path(light, &points, &path);
  lanes scattered, mirrored;
  find_strength(light, &path, &normal, &viewer, shininess, &scattered, &mirrored);
  STORE(matte, scattered);
  STORE(shine, mirrored);
}

// Adds the reflection of a light by a surface.
INLINE void add_glow(const struct scenes_surface *surface, const float diffuse[3],
                     const float specular[3], const lanes *matte, const lanes *shine,
                     struct vectors *sum) {
  lanes *const parts[3] = {&sum->x, &sum->y, &sum->z};
  for (int channel = 0; channel < 3; channel++) {
    *parts[channel] += *matte * (surface->color[channel] * diffuse[channel]) +
                       *shine * (surface->specular * specular[channel]);
  }
}

// The points of a surface for which another solid blocks a light.
INLINE void find_shadow(const struct scenes_surface *surface, int32_t number,
                        const struct vectors *points, const struct vectors *path,
                        const struct vectors *normal, lane_mask *dark) {
  const struct scenes_light *light = surface->lights + number;
  *dark = 0;
  if (surface->blocker_starts[number] == surface->blocker_starts[number + 1]) return;
  lanes lift = 1e-4f;
  struct vectors from = *points;
  add_scaled(&from, &lift, normal);
  for (int32_t i = surface->blocker_starts[number]; i < surface->blocker_starts[number + 1]; i++) {
    const struct scenes_blocker *blocker = surface->blockers + i;
    struct vectors origin;
    lanes *const parts[3] = {&origin.x, &origin.y, &origin.z};
    for (int axis = 0; axis < 3; axis++) {
      *parts[axis] = blocker->shift[axis] + DOT(from, VECTORS(blocker->turn[axis]));
    }
    struct vectors ray = VECTORS(blocker->lamp);
    if (light->is_spot) {
      ray.x -= origin.x;
      ray.y -= origin.y;
      ray.z -= origin.z;
    }
    lane_mask blocked;
    if (blocker->form.kind == scenes_capsule) {
      block_capsule(blocker->form.size, &origin, &ray, &blocked);
    } else {
      block(blocker->form.kind, blocker->form.size, &origin, &ray, &blocked);
    }
    *dark |= blocked;
  }
  lanes depth = -light->reach * DOT(*path, VECTORS(light->axis));
  *dark &= (MAGNITUDE(DOT(*path, VECTORS(light->across))) <= depth) &
           (MAGNITUDE(DOT(*path, VECTORS(light->along))) <= depth);
}

// The reflection of all lights by a surface.
//
// The sum of the lights without shadows is limited to 1, then each of the others is, and so is the
// total: the passes of the published pictures.
INLINE void shade(const struct scenes_surface *surface, const struct vectors *points,
                  const struct vectors *normal, const struct vectors *viewer,
                  struct vectors *sum) {
  lanes matte, shine;
  struct vectors back = VECTORS(surface->backward);
  reflect(&back, normal, viewer, surface->shininess, &matte, &shine);
  sum->x = surface->color[0] * surface->ambient[0];
  sum->y = surface->color[1] * surface->ambient[1];
  sum->z = surface->color[2] * surface->ambient[2];
  add_glow(surface, surface->head_diffuse, surface->head_specular, &matte, &shine, sum);
  for (int pass = 0; pass < 2; pass++) {
    for (int32_t number = 0; number < surface->light_count; number++) {
      const struct scenes_light *light = surface->lights + number;
      if (light->casts_shadows != pass) continue;
      struct vectors path, glow = {0, 0, 0};
      find_path(light, points, &path);
      find_strength(light, &path, normal, viewer, surface->shininess, &matte, &shine);
      if (pass == 1 && !surface->is_mirrored && ANY(matte > 0)) {
        lane_mask dark;
        find_shadow(surface, number, points, &path, normal, &dark);
        matte = dark ? 0 : matte;
        shine = dark ? 0 : shine;
      }
      add_glow(surface, light->diffuse, light->specular, &matte, &shine, &glow);
      sum->x += pass ? LEAST(glow.x, 1) : glow.x;
      sum->y += pass ? LEAST(glow.y, 1) : glow.y;
      sum->z += pass ? LEAST(glow.z, 1) : glow.z;
    }
    sum->x = LEAST(sum->x, 1);
    sum->y = LEAST(sum->y, 1);
    sum->z = LEAST(sum->z, 1);
  }
}

INLINE void color_pixels(int32_t kind, const struct scenes_surface *surface,
                         const struct scenes_pixels *pixels) {
  lanes column = LOAD(pixels->column) + 0.5f, row = LOAD(pixels->row) + 0.5f;
  struct vectors eye = VECTORS(surface->eye), ray = VECTORS(surface->corner);
  struct vectors across = VECTORS(surface->across), down = VECTORS(surface->down);
  add_scaled(&ray, &row, &down);
  struct vectors middle = ray;
  add_scaled(&middle, &column, &across);
  lanes depth;
  enter(kind, surface->form.size, &eye, &middle, &depth);
  // If the centre of a pixel misses the solid, the pixel shows the rim: the mean place and depth of
  // the samples that do not miss it.
  lane_mask is_rim = depth == INFINITY;
  if (ANY(is_rim)) {
    lanes count = 0, place = 0, sum = 0;
    for (int sample = 0; sample < 4; sample++) {
      lanes weight = LOAD(pixels->weight + lane_count * sample);
      count += weight;
      place += weight * surface->sample_columns[sample];
      sum += weight * LOAD(pixels->depth + lane_count * sample);
    }
    column = is_rim ? column - 0.5f + place / count : column;
    depth = is_rim ? sum / count : depth;
    middle = ray;
    add_scaled(&middle, &column, &across);
  }
  struct vectors points = eye, normal, viewer, sum;
  add_scaled(&points, &depth, &middle);
  lanes scale = -INVERSE_ROOT(DOT(middle, middle));
  viewer = (struct vectors){scale * middle.x, scale * middle.y, scale * middle.z};
  find_normal(kind, surface->form.size, &points, &normal);
  if (ANY(is_rim)) {
    lanes lean = is_rim ? -DOT(normal, viewer) : 0;
    add_scaled(&normal, &lean, &viewer);
    scale = is_rim ? INVERSE_ROOT(DOT(normal, normal)) : 1;
    normal = (struct vectors){scale * normal.x, scale * normal.y, scale * normal.z};
  }
  shade(surface, &points, &normal, &viewer, &sum);
  STORE(pixels->color, sum.x);
  STORE(pixels->color + lane_count, sum.y);
  STORE(pixels->color + 2 * lane_count, sum.z);
}

CLONES
void scenes_color(const struct scenes_surface *surface, const struct scenes_pixels *pixels) {
  if (surface->form.kind == scenes_capsule) {
    color_pixels(scenes_capsule, surface, pixels);
  } else {
    color_pixels(surface->form.kind, surface, pixels);
  }
}
