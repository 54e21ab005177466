/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/boxes.h"

#include <math.h>

/* The common length of two intervals given by their middles and lengths. */
static double
overlap (double a, double a_length, double b, double b_length)
{
  return fmax (0, fmin (a + a_length / 2, b + b_length / 2) - fmax (a - a_length / 2, b - b_length / 2));
}

double
data_box_iou (const DataBox *a, const DataBox *b)
{
  double common = overlap (a->x, a->w, b->x, b->w) * overlap (a->y, a->h, b->y, b->h);
  return common / (a->w * a->h + b->w * b->h - common);
}

DataBox
data_box_draw (BaseRng *rng, double smallest, double largest)
{
  DataBox box = { .w = base_rng_range (rng, smallest, largest),
                  .h = base_rng_range (rng, smallest, largest) };
  box.x = base_rng_range (rng, box.w / 2, 1 - box.w / 2);
  box.y = base_rng_range (rng, box.h / 2, 1 - box.h / 2);
  return box;
}

DataBox
data_box_jitter (const DataBox *box, double jitter, BaseRng *rng)
{
  DataBox moved = *box;
  moved.x += box->w * base_rng_range (rng, -jitter, jitter);
  moved.y += box->h * base_rng_range (rng, -jitter, jitter);
  moved.w *= 1 + base_rng_range (rng, -jitter, jitter);
  moved.h *= 1 + base_rng_range (rng, -jitter, jitter);
  return moved;
}

void
data_box_write (const DataBox *box, float *to)
{
  to[0] = (float) box->x;
  to[1] = (float) box->y;
  to[2] = (float) box->w;
  to[3] = (float) box->h;
}
