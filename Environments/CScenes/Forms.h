// Intersections of rays with the forms of solids; all rays are in the form's frame.
#pragma once

#include "CScenes.h"
#include "Lanes.h"

struct interval {
  lanes near, far;
};

// The entry into a capsule along z, or infinity.
//
// A ray that meets the infinite cylinder beyond an end can enter only through the ball there. Both
// discriminants have the form r²|e|² − |o × e|², which stays accurate for thin bodies far away.
INLINE void enter_capsule(const float size[3], const struct vectors *o, const struct vectors *d,
                          lanes *entry) {
  float square = size[0] * size[0], length = size[2];
  lanes across = d->x * d->x + d->y * d->y;
  lanes moment = o->x * d->y - o->y * d->x;
  lanes rate = o->x * d->x + o->y * d->y;
  lanes room = square * across - moment * moment;
  lanes side = (-rate - ROOT(room)) / MOST(across, 1e-30f);
  lanes height = o->z + side * d->z;
  lanes tip = BETWEEN(height, -length, length);
  lanes q = o->z - tip;
  lanes whole = across + d->z * d->z;
  lanes mx = o->y * d->z - q * d->y, my = q * d->x - o->x * d->z;
  lanes ball = square * whole - (mx * mx + my * my + moment * moment);
  lanes cap = (-(rate + q * d->z) - ROOT(ball)) / whole;
  lane_mask is_side = tip == height;
  lanes t = is_side ? side : cap;
  t = (is_side ? room : ball) >= 0 ? t : INFINITY;
  *entry = t > 0 ? t : INFINITY;
}

// Whether segments pass within the radius of a capsule's axis.
//
// Reference: Ericson, "Real-Time Collision Detection", 2005, section 5.1.9.
INLINE void block_capsule(const float size[3], const struct vectors *o, const struct vectors *d,
                          lane_mask *blocked) {
  float low = -size[2], high = size[2];
  lanes across = d->x * d->x + d->y * d->y;
  lanes rate = o->x * d->x + o->y * d->y;
  lanes whole = across + d->z * d->z;
  lanes s = BETWEEN(-rate / MOST(across, 1e-20f * whole), 0, 1);
  lanes w = BETWEEN(o->z + s * d->z, low, high);
  s = BETWEEN(-(rate + (o->z - w) * d->z) / whole, 0, 1);
  lanes px = o->x + s * d->x, py = o->y + s * d->y, pz = o->z + s * d->z;
  lanes q = pz - BETWEEN(pz, low, high);
  *blocked = px * px + py * py + q * q < size[0] * size[0];
}

// The interval in which rays are between −half and half on one axis.
INLINE void cross_slab(const lanes *o, const lanes *d, float half, struct interval *span) {
  lanes inverse = 1 / (MAGNITUDE(*d) < 1e-20f ? 1e-20f : *d);
  lanes first = (-half - *o) * inverse, second = (half - *o) * inverse;
  span->near = LEAST(first, second);
  span->far = MOST(first, second);
}

INLINE void cross_cylinder(const float size[3], const struct vectors *o, const struct vectors *d,
                           struct interval *span) {
  lanes across = MOST(d->x * d->x + d->y * d->y, 1e-20f);
  lanes moment = o->x * d->y - o->y * d->x;
  lanes rate = o->x * d->x + o->y * d->y;
  lanes room = size[0] * size[0] * across - moment * moment;
  lanes root = ROOT(room);
  cross_slab(&o->z, &d->z, size[2], span);
  span->near = MOST(span->near, (-rate - root) / across);
  span->far = LEAST(span->far, (root - rate) / across);
  span->far = room < 0 ? -INFINITY : span->far;
}

INLINE void cross_box(const float size[3], const struct vectors *o, const struct vectors *d,
                      struct interval *span) {
  struct interval y, z;
  cross_slab(&o->x, &d->x, size[0], span);
  cross_slab(&o->y, &d->y, size[1], &y);
  cross_slab(&o->z, &d->z, size[2], &z);
  span->near = MOST(span->near, MOST(y.near, z.near));
  span->far = LEAST(span->far, LEAST(y.far, z.far));
}

INLINE void cross_ellipsoid(const float size[3], const struct vectors *o, const struct vectors *d,
                            struct interval *span) {
  struct vectors p = {o->x / size[0], o->y / size[1], o->z / size[2]};
  struct vectors e = {d->x / size[0], d->y / size[1], d->z / size[2]};
  lanes whole = DOT(e, e), rate = DOT(p, e);
  lanes mx = p.y * e.z - p.z * e.y, my = p.z * e.x - p.x * e.z, mz = p.x * e.y - p.y * e.x;
  lanes room = whole - (mx * mx + my * my + mz * mz);
  lanes root = ROOT(room);
  span->near = (-rate - root) / whole;
  span->far = room < 0 ? -INFINITY : (root - rate) / whole;
}

// The parameters t at which rays o + t d from outside enter a form, or infinity.
INLINE void enter(int32_t kind, const float size[3], const struct vectors *o,
                  const struct vectors *d, lanes *entry) {
  struct interval span;
  switch (kind) {
    case scenes_capsule: enter_capsule(size, o, d, entry); return;
    case scenes_cylinder: cross_cylinder(size, o, d, &span); break;
    case scenes_box: cross_box(size, o, d, &span); break;
    default: cross_ellipsoid(size, o, d, &span); break;
  }
  lane_mask is_hit = (span.near <= span.far) & (span.near > 0);
  *entry = is_hit ? span.near : INFINITY;
}

// Whether segments from o to o + d pass through a form.
INLINE void block(int32_t kind, const float size[3], const struct vectors *o,
                  const struct vectors *d, lane_mask *blocked) {
  struct interval span;
  switch (kind) {
    case scenes_capsule: block_capsule(size, o, d, blocked); return;
    case scenes_cylinder: cross_cylinder(size, o, d, &span); break;
    case scenes_box: cross_box(size, o, d, &span); break;
    default: cross_ellipsoid(size, o, d, &span); break;
  }
  *blocked = (span.near <= span.far) & (span.far > 0) & (span.near < 1);
}

#define SIGN(x) ((x) < 0 ? (lanes)(-1.0f) : (lanes)(1.0f))

// The outward unit normals at points of a form's surface.
INLINE void find_normal(int32_t kind, const float size[3], const struct vectors *p,
                        struct vectors *normal) {
  switch (kind) {
    case scenes_capsule: {
      float inverse = 1 / size[0];
      normal->x = p->x * inverse;
      normal->y = p->y * inverse;
      normal->z = (p->z - BETWEEN(p->z, -size[2], size[2])) * inverse;
      return;
    }
    case scenes_cylinder: {
      lanes distance = ROOT(p->x * p->x + p->y * p->y);
      lane_mask on_end = size[2] - MAGNITUDE(p->z) < size[0] - distance;
      normal->x = on_end ? 0 : p->x / distance;
      normal->y = on_end ? 0 : p->y / distance;
      normal->z = on_end ? SIGN(p->z) : 0;
      return;
    }
    case scenes_box: {
      lanes dx = size[0] - MAGNITUDE(p->x);
      lanes dy = size[1] - MAGNITUDE(p->y);
      lanes dz = size[2] - MAGNITUDE(p->z);
      lane_mask on_x = (dx <= dy) & (dx <= dz);
      lane_mask on_y = (dy <= dz) & ~on_x;
      normal->x = on_x ? SIGN(p->x) : 0;
      normal->y = on_y ? SIGN(p->y) : 0;
      normal->z = (on_x | on_y) ? 0 : SIGN(p->z);
      return;
    }
    default: {
      struct vectors n = {p->x / (size[0] * size[0]), p->y / (size[1] * size[1]),
                          p->z / (size[2] * size[2])};
      lanes scale = INVERSE_ROOT(DOT(n, n));
      *normal = (struct vectors){scale * n.x, scale * n.y, scale * n.z};
      return;
    }
  }
}
