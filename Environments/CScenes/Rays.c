#include "CScenes.h"

#include "Forms.h"

INLINE int find_depths(int32_t kind, const struct scenes_row *row, int32_t first, int32_t end,
                       float *depths) {
  struct vectors eye = VECTORS(row->eye);
  lanes start[3];
  for (int axis = 0; axis < 3; axis++) {
    const float *s = row->start[axis];
    start[axis] = (lanes){s[0], s[1], s[2], s[3], s[0], s[1], s[2], s[3],
                          s[0], s[1], s[2], s[3], s[0], s[1], s[2], s[3]};
  }
  lanes offset = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
  lane_mask found = 0;
  for (int32_t column = first; column < end; column += lane_count / 4) {
    lanes place = offset + (float)column;
    struct vectors ray = {start[0] + place * row->step[0], start[1] + place * row->step[1],
                          start[2] + place * row->step[2]};
    lanes entry;
    enter(kind, row->form.size, &eye, &ray, &entry);
    found |= entry < INFINITY;
    STORE(depths + 4 * (column - first), entry);
  }
  return ANY(found);
}

CLONES
int scenes_find_depths(const struct scenes_row *row, int32_t first, int32_t end, float *depths) {
  switch (row->form.kind) {
    case scenes_capsule: return find_depths(scenes_capsule, row, first, end, depths);
    case scenes_cylinder: return find_depths(scenes_cylinder, row, first, end, depths);
    case scenes_box: return find_depths(scenes_box, row, first, end, depths);
    default: return find_depths(scenes_ellipsoid, row, first, end, depths);
  }
}

INLINE int cast_shadow(int32_t kind, const struct scenes_shadow *shadow, int32_t first,
                       int32_t end, const uint8_t *panels, _Bool *is_shaded, _Bool *is_changed) {
  lanes offset = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  int any = 0;
  for (int32_t column = first; column < end; column += lane_count) {
    lanes place = offset + ((float)column + 0.5f);
    struct vectors ray = {shadow->start[0] + place * shadow->step[0],
                          shadow->start[1] + place * shadow->step[1],
                          shadow->start[2] + place * shadow->step[2]};
    lanes t = -shadow->eye[2] / ray.z;
    lanes x = shadow->eye[0] + t * ray.x, y = shadow->eye[1] + t * ray.y;
    struct vectors point, path;
    lanes *const parts[3] = {&point.x, &point.y, &point.z};
    for (int axis = 0; axis < 3; axis++) {
      *parts[axis] =
          shadow->shift[axis] + x * shadow->turn_x[axis] + y * shadow->turn_y[axis];
    }
    lanes is_spot = shadow->is_spot ? 1 : 0;
    path.x = shadow->lamp[0] - is_spot * point.x;
    path.y = shadow->lamp[1] - is_spot * point.y;
    path.z = shadow->lamp[2] - is_spot * point.z;
    lane_mask dark;
    block(kind, shadow->form.size, &point, &path, &dark);
    // Shadows are drawn inside a square around the light's axis.
    lanes depth = -shadow->reach * DOT(path, VECTORS(shadow->axis));
    dark &= (MAGNITUDE(DOT(path, VECTORS(shadow->across))) <= depth) &
            (MAGNITUDE(DOT(path, VECTORS(shadow->along))) <= depth);
    if (!ANY(dark)) continue;
    int32_t count = end - column < lane_count ? end - column : lane_count;
    for (int32_t i = 0; i < count; i++) {
      if (dark[i] && panels[column + i] == shadow->panel) {
        is_shaded[column + i] = is_changed[column + i] = 1;
        any = 1;
      }
    }
  }
  return any;
}

CLONES
int scenes_cast_shadow(const struct scenes_shadow *shadow, int32_t first, int32_t end,
                       const uint8_t *panels, _Bool *is_shaded, _Bool *is_changed) {
  if (shadow->form.kind == scenes_capsule) {
    return cast_shadow(scenes_capsule, shadow, first, end, panels, is_shaded, is_changed);
  }
  return cast_shadow(shadow->form.kind, shadow, first, end, panels, is_shaded, is_changed);
}

CLONES
void scenes_meet(const struct scenes_form *form, const float *origins, const float *paths,
                 float *entries, float *normals, _Bool *is_blocked) {
  struct vectors o = {LOAD(origins), LOAD(origins + 16), LOAD(origins + 32)};
  struct vectors d = {LOAD(paths), LOAD(paths + 16), LOAD(paths + 32)};
  lanes entry;
  lane_mask blocked;
  enter(form->kind, form->size, &o, &d, &entry);
  block(form->kind, form->size, &o, &d, &blocked);
  add_scaled(&o, &entry, &d);
  struct vectors normal;
  find_normal(form->kind, form->size, &o, &normal);
  STORE(entries, entry);
  STORE(normals, normal.x);
  STORE(normals + 16, normal.y);
  STORE(normals + 32, normal.z);
  for (int i = 0; i < lane_count; i++) is_blocked[i] = blocked[i] != 0;
}
