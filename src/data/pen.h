/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A round pen on a small grey image: curves through knots, drawn by the distance of each pixel to the line.
 */

#include <stdbool.h>

#define PEN_MAX_KNOTS 40
#define PEN_MAX_POINTS 400

typedef enum {
  PEN_CURVE = 0,       /* the line passes smoothly through the knot */
  PEN_DOWN = 1 << 0,   /* the knot begins a new line */
  PEN_CORNER = 1 << 1, /* the line may turn sharply here */
} PenKind;

typedef struct {
  double x, y;
  int kind; /* PenKind */
} PenKnot;

typedef struct {
  float x, y;
  float radius;
  bool down; /* begins a new line: nothing is drawn from the point before */
} PenPoint;

typedef struct {
  PenPoint points[PEN_MAX_POINTS];
  int n;
} PenPath;

/* Turns knots into a polyline: cubic Hermite pieces with Catmull–Rom tangents (Catmull, Rom 1974), one-sided
 * at the ends and corners, each piece in @pieces straight parts. Radii are zero. */
void pen_path_from_knots (const PenKnot *knots, int n_knots, int pieces, PenPath *path);

/* The box around all points, without the pen's radius. */
void pen_path_bounds (const PenPath *path, double *left, double *top, double *right, double *bottom);

/* The centre of the ink: midpoints of the parts, weighted with length times radius (radii must be set). */
void pen_path_centre (const PenPath *path, double *x, double *y);

/* Draws @path in pixels (the centre of the first pixel is (0.5, 0.5)) onto @image [height][width], 0 … 1.
 * Where the line passes twice the darker ink counts. A pixel at distance d is covered by (radius + softness −
 * d) / (2 softness), limited to 0 … 1 and smoothed. Radii vary linearly along each part. */
void pen_path_draw (const PenPath *path, double softness, float *image, int height, int width);
