/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/pen.h"

#include <assert.h>
#include <math.h>

/* The tangent at knot @i: half of the way from the knot before to the knot after, or the way to the only
 * neighbour on that side of a corner or end. @side is −1 (arriving) or 1 (leaving). */
static void
tangent (const PenKnot *knots, int n, int i, int side, double *x, double *y)
{
  bool before = i > 0 && (knots[i].kind & PEN_DOWN) == 0;
  bool after = i + 1 < n && (knots[i + 1].kind & PEN_DOWN) == 0;
  if ((knots[i].kind & PEN_CORNER) != 0) {
    before = before && side < 0;
    after = after && side > 0;
  }
  const PenKnot *from = &knots[before ? i - 1 : i], *to = &knots[after ? i + 1 : i];
  double scale = before && after ? 0.5 : 1;
  *x = scale * (to->x - from->x);
  *y = scale * (to->y - from->y);
}

static void
append (PenPath *path, double x, double y, bool down)
{
  assert (path->n < PEN_MAX_POINTS);
  path->points[path->n++] = (PenPoint){ .x = (float) x, .y = (float) y, .down = down };
}

void
pen_path_from_knots (const PenKnot *knots, int n_knots, int pieces, PenPath *path)
{
  path->n = 0;
  for (int i = 0; i < n_knots; i++) {
    if (i == 0 || (knots[i].kind & PEN_DOWN) != 0) {
      append (path, knots[i].x, knots[i].y, true);
      continue;
    }
    double ax, ay, bx, by;
    tangent (knots, n_knots, i - 1, 1, &ax, &ay);
    tangent (knots, n_knots, i, -1, &bx, &by);
    for (int k = 1; k <= pieces; k++) {
      double t = (double) k / pieces, t2 = t * t, t3 = t2 * t;
      double p = 2 * t3 - 3 * t2 + 1, q = 3 * t2 - 2 * t3, u = t3 - 2 * t2 + t, v = t3 - t2;
      append (path, p * knots[i - 1].x + q * knots[i].x + u * ax + v * bx,
              p * knots[i - 1].y + q * knots[i].y + u * ay + v * by, false);
    }
  }
}

void
pen_path_bounds (const PenPath *path, double *left, double *top, double *right, double *bottom)
{
  *left = *top = INFINITY;
  *right = *bottom = -INFINITY;
  for (int i = 0; i < path->n; i++) {
    *left = fmin (*left, (double) path->points[i].x);
    *right = fmax (*right, (double) path->points[i].x);
    *top = fmin (*top, (double) path->points[i].y);
    *bottom = fmax (*bottom, (double) path->points[i].y);
  }
}

void
pen_path_centre (const PenPath *path, double *x, double *y)
{
  double weight = 0, sum_x = 0, sum_y = 0;
  for (int i = 1; i < path->n; i++) {
    const PenPoint *a = &path->points[i - 1], *b = &path->points[i];
    if (b->down)
      continue;
    double w = hypot ((double) (b->x - a->x), (double) (b->y - a->y)) * (double) (a->radius + b->radius);
    weight += w;
    sum_x += w * (double) (a->x + b->x) / 2;
    sum_y += w * (double) (a->y + b->y) / 2;
  }
  *x = weight > 0 ? sum_x / weight : 0;
  *y = weight > 0 ? sum_y / weight : 0;
}

static inline float
clamp (float x)
{
  x = x < 0 ? 0 : x;
  return x > 1 ? 1 : x;
}

#define BLOCK 8

/* One straight part with round ends; from @x, @y it goes by @dx, @dy. */
typedef struct {
  float x, y, dx, dy, scale, thin, wider, softness, edge;
} Part;

/* @n pixels from @column on in a row whose middle is @py below the part's beginning: a fixed number, each in the
 * same way, so that the compiler takes them at once. */
static inline void
cover (const Part *part, float py, int column, int n, float *pixels)
{
  for (int i = 0; i < n; i++) {
    float px = (float) (column + i) + 0.5f - part->x;
    float along = clamp ((px * part->dx + py * part->dy) * part->scale);
    float ox = px - along * part->dx, oy = py - along * part->dy;
    float outer = part->thin + along * part->wider + part->softness;
    float cover = clamp ((outer - sqrtf (ox * ox + oy * oy)) * part->edge), ink = cover * cover * (3 - 2 * cover);
    pixels[column + i] = pixels[column + i] > ink ? pixels[column + i] : ink;
  }
}

/* Only the rows in its box are visited, and blocks of pixels that cover it: beyond it there is no ink. */
static void
draw_part (const PenPoint *a, const PenPoint *b, float softness, float *image, int height, int width)
{
  float reach = fmaxf (a->radius, b->radius) + softness;
  int left = (int) fmaxf (0, floorf (fminf (a->x, b->x) - reach));
  int top = (int) fmaxf (0, floorf (fminf (a->y, b->y) - reach));
  int right = (int) fminf ((float) width, ceilf (fmaxf (a->x, b->x) + reach));
  int bottom = (int) fminf ((float) height, ceilf (fmaxf (a->y, b->y) + reach));
  float dx = b->x - a->x, dy = b->y - a->y, length2 = dx * dx + dy * dy;
  const Part part = { a->x, a->y, dx, dy, length2 > 0 ? 1 / length2 : 0, a->radius, b->radius - a->radius, softness,
                      1 / (2 * softness) };
  for (int row = top; row < bottom; row++) {
    float py = (float) row + 0.5f - a->y, *pixels = image + row * width;
    if (width < BLOCK)
      cover (&part, py, 0, width, pixels);
    else
      for (int column = left; column < right; column += BLOCK)
        cover (&part, py, column < width - BLOCK ? column : width - BLOCK, BLOCK, pixels);
  }
}

void
pen_path_draw (const PenPath *path, double softness, float *image, int height, int width)
{
  for (int i = 0; i < path->n; i++) {
    const PenPoint *point = &path->points[i];
    bool lonely = point->down && (i + 1 == path->n || path->points[i + 1].down);
    if (!point->down)
      draw_part (point - 1, point, (float) softness, image, height, width);
    else if (lonely)
      draw_part (point, point, (float) softness, image, height, width);
  }
}
