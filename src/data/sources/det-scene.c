/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/boxes.h"
#include "data/pen.h"
#include "data/points.h"

#include <math.h>

/* A square canvas with shapes (ellipses, rectangles, triangles) on clutter and noise. Objects are put where
 * they overlap no other (IoU < 0.05 if 30 tries find a place), except for a share of neighbours in crowds: of
 * the size of the object before, moved so that both overlap with an IoU of 0.56. The targets hold, for each
 * object that could be there,
 *
 *   kind, x, y, w, h:   0: none, 1: ellipse, 2: rectangle, 3: triangle; centre and size as shares of the
 * side. */

enum { N, TEST, SIDE, OBJECTS, VARY, SIZE, SIZE_SPREAD, RATIO_SPREAD, CROWDING, CLUSTERING, CLUTTER, NOISE };
enum { NO_SHAPE, ELLIPSE, RECTANGLE, TRIANGLE };

#define MAX_OBJECTS 8
#define TRIES 30
#define CROWDED_SHIFT 0.282 /* of the width: (1 − d) / (1 + d) = 0.56 */
#define CLUTTER_LIGHT 0.35f
#define SUBPIXELS 3

/* Whether (@u, @v), from −1 to 1 across the box, belongs to the shape. */
static bool
is_inside (int kind, double u, double v)
{
  if (fabs (u) > 1 || fabs (v) > 1)
    return false;
  return kind == ELLIPSE ? u * u + v * v <= 1 : kind == TRIANGLE ? fabs (u) <= (v + 1) / 2 : true;
}

/* Paints a shape over what is there. */
static void
paint (int kind, const DataBox *box, double light, float *image, int side)
{
  int left = (int) fmax (0, (box->x - box->w / 2) * side),
      right = (int) fmin (side, ceil ((box->x + box->w / 2) * side));
  int top = (int) fmax (0, (box->y - box->h / 2) * side),
      bottom = (int) fmin (side, ceil ((box->y + box->h / 2) * side));
  for (int row = top; row < bottom; row++)
    for (int column = left; column < right; column++) {
      int inside = 0;
      for (int k = 0; k < SUBPIXELS * SUBPIXELS; k++) {
        double x = (column + (k % SUBPIXELS + 0.5) / SUBPIXELS) / side,
               y = (row + (k / SUBPIXELS + 0.5) / SUBPIXELS) / side;
        inside += is_inside (kind, 2 * (x - box->x) / box->w, 2 * (y - box->y) / box->h);
      }
      float *pixel = &image[row * side + column];
      *pixel += ((float) light - *pixel) * (float) inside / (SUBPIXELS * SUBPIXELS);
    }
}

/* Short strokes that are no objects. */
static void
paint_clutter (int n, float *image, int side, BaseRng *rng)
{
  for (int i = 0; i < n; i++) {
    double x = base_rng_range (rng, 0, side), y = base_rng_range (rng, 0, side),
           angle = base_rng_range (rng, 0, 2 * M_PI);
    double length = base_rng_range (rng, 0.05, 0.2) * side;
    PenPath path = { .points = { { (float) x, (float) y, 0.6f, true },
                                 { (float) (x + length * cos (angle)), (float) (y + length * sin (angle)),
                                   0.6f, false } },
                     .n = 2 };
    pen_path_draw (&path, 0.7, image, side, side);
  }
  for (int p = 0; p < side * side; p++)
    image[p] *= CLUTTER_LIGHT;
}

/* A box of the scene's sizes, wholly inside; around (@x, @y) where that is a number. */
static DataBox
draw_box (const double *values, double x, double y, BaseRng *rng)
{
  double size = values[SIZE] * exp (values[SIZE_SPREAD] * base_rng_range (rng, -1, 1));
  double ratio = exp (values[RATIO_SPREAD] * base_rng_range (rng, -1, 1) / 2);
  DataBox box = { 0, 0, fmin (0.9, size * ratio), fmin (0.9, size / ratio) };
  double far = 0.1 * base_rng_normal (rng), down = 0.1 * base_rng_normal (rng);
  box.x = isnan (x) ? base_rng_range (rng, 0, 1) : x + far;
  box.y = isnan (y) ? base_rng_range (rng, 0, 1) : y + down;
  box.x = fmax (box.w / 2, fmin (1 - box.w / 2, box.x));
  box.y = fmax (box.h / 2, fmin (1 - box.h / 2, box.y));
  return box;
}

static bool
is_free (const DataBox *box, const DataBox *others, int n)
{
  for (int i = 0; i < n; i++)
    if (data_box_iou (box, &others[i]) >= 0.05)
      return false;
  return true;
}

/* The next box of a scene with @n already. */
static DataBox
place (const double *values, const DataBox *boxes, int n, double x, double y, BaseRng *rng)
{
  if (n > 0 && data_happens (rng, values[CROWDING])) {
    DataBox box = boxes[n - 1];
    double step = CROWDED_SHIFT * box.w;
    box.x += box.x + step + box.w / 2 <= 1 ? step : -step;
    return box;
  }
  bool clustered = data_happens (rng, values[CLUSTERING]);
  DataBox box = { 0 };
  for (int i = 0; i < TRIES && (i == 0 || !is_free (&box, boxes, n)); i++)
    box = draw_box (values, clustered ? x : NAN, clustered ? y : NAN, rng);
  return box;
}

static void
draw_scene (const DataDraw *draw, float *image, float *targets)
{
  const double *values = draw->values;
  int side = (int) values[SIDE], most = (int) values[OBJECTS];
  int n = values[VARY] > 0 ? (int) base_rng_below (draw->rng, (uint32_t) most + 1) : most;
  double x = base_rng_range (draw->rng, 0.2, 0.8), y = base_rng_range (draw->rng, 0.2, 0.8);
  DataBox boxes[MAX_OBJECTS];
  paint_clutter ((int) values[CLUTTER], image, side, draw->rng);
  for (int i = 0; i < n; i++) {
    int kind = ELLIPSE + (int) base_rng_below (draw->rng, TRIANGLE);
    boxes[i] = place (values, boxes, i, x, y, draw->rng);
    paint (kind, &boxes[i], base_rng_range (draw->rng, 0.6, 1), image, side);
    targets[5 * i] = (float) kind;
    data_box_write (&boxes[i], targets + 5 * i + 1);
  }
  for (int p = 0; p < side * side && values[NOISE] > 0; p++)
    image[p] = (float) fmax (0, fmin (1, (double) image[p] + values[NOISE] * base_rng_normal (draw->rng)));
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int side = (int) draw->values[SIDE];
  DataSet *set = data_set_new ("det-scene", draw->n, side, side, 1, DATA_REAL, 0,
                               5 * (int) draw->values[OBJECTS], error);
  for (int i = 0; set != NULL && i < draw->n; i++)
    draw_scene (draw, data_inputs_of (set, i), data_targets_of (set, i));
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (5000, 500),
  [TEST] = DATA_PARAM_TEST (5000, 60),
  [SIDE] = { "side", N_ ("Side of the image"), "px", PARAM_INT, 0, 16, 128, 64 },
  [OBJECTS] = { "objects", N_ ("Objects"), NULL, PARAM_INT, 0, 1, MAX_OBJECTS, 4 },
  [VARY] = { "vary", N_ ("Any number up to that"), NULL, PARAM_BOOL, 0, 0, 1, 1 },
  [SIZE] = { "size", N_ ("Size of an object"), NULL, PARAM_REAL, 0, 0.05, 0.8, 0.25 },
  [SIZE_SPREAD] = { "size_spread", N_ ("Spread of the sizes"), NULL, PARAM_REAL, 0, 0, 1.5, 0.4 },
  [RATIO_SPREAD] = { "ratio_spread", N_ ("Spread of width to height"), NULL, PARAM_REAL, 0, 0, 1.5, 0.4 },
  [CROWDING] = { "crowding", N_ ("Share of crowded neighbours"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  [CLUSTERING] = { "clustering", N_ ("Share of clustered centres"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  [CLUTTER] = { "clutter", N_ ("Strokes of clutter"), NULL, PARAM_INT, 0, 0, 40, 6 },
  [NOISE] = DATA_PARAM_NOISE (0.5, 0.03),
  { NULL },
};

const DataSource data_source_det_scene = {
  { "det-scene", N_ ("Scenes"),
    N_ ("Canvases with ellipses, rectangles and triangles on clutter; the targets are kind, centre and size "
        "of each object"),
    NULL, params },
  generate,
};
