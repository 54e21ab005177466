/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The loss over a plane through a network's parameters (Li, Xu, Taylor, Studer, Goldstein 2018, Visualizing the loss landscape
 * of neural nets), and the network's way in it. */

#include "lab/viewer.h"

typedef enum { LAB_PLANE_PATH, LAB_PLANE_RANDOM } LabDirections; /* principal directions of the path; two random ones */

typedef struct {
  int grid;
  double left, right, bottom, top; /* in units of the directions */
  float *cells;     /* owned, [grid][grid], the top row first: mean loss over the first training samples */
  int rows;         /* how many samples */
  long n;           /* of the path, the step that is shown among them at @now */
  long now;
  double *x, *y;    /* owned, [n] */
  double shares[2]; /* of the path's variance along the directions; NaN: random ones */
} LabPlane;

/* On the probe thread. A path of one point has random directions, scaled filter by filter like the network's own weights. */
void lab_plane_make (LabPlane *plane, const LabProbeJob *job, int lane, LabDirections directions, int grid);
void lab_plane_clear (LabPlane *plane);
