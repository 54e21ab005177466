/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Boxes of objects, as centre and size. */

#include "base/rng.h"

typedef struct {
  double x, y, w, h;
} DataBox;

/* |A ∩ B| / |A ∪ B| (Jaccard 1912). */
double data_box_iou (const DataBox *a, const DataBox *b);

/* A box inside the unit square with sides between @smallest and @largest. */
DataBox data_box_draw (BaseRng *rng, double smallest, double largest);

/* @box moved by up to @jitter of its sides, each side scaled by a factor in 1 ± @jitter. */
DataBox data_box_jitter (const DataBox *box, double jitter, BaseRng *rng);

/* Writes x, y, w, h. */
void data_box_write (const DataBox *box, float *to);
