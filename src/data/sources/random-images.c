/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Images of independent normal pixels; labels 0 to 9 by chance. */

enum { N, TEST, SIDE, CHANNELS, MEAN, DEVIATION };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  int side = (int) values[SIDE], channels = (int) values[CHANNELS], width = side * side * channels;
  DataSet *set = data_set_new ("random-images", draw->n, side, side, channels, DATA_CLASSES, 10, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *pixels = data_inputs_of (set, i);
    data_draw_normal (draw->rng, values[DEVIATION], pixels, width);
    for (int p = 0; p < width; p++)
      pixels[p] += (float) values[MEAN];
    set->targets[i] = (float) base_rng_below (draw->rng, 10);
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (2000, 64),
  [TEST] = DATA_PARAM_TEST (2000, 64),
  [SIDE] = { "side", N_ ("Side of the image"), "px", PARAM_INT, 0, 4, 128, 64 },
  [CHANNELS] = { "channels", N_ ("Channels"), NULL, PARAM_INT, 0, 1, 4, 1 },
  [MEAN] = { "mean", N_ ("Mean"), NULL, PARAM_REAL, 0, -10, 10, 0 },
  [DEVIATION] = { "deviation", N_ ("Standard deviation"), NULL, PARAM_REAL, 0, 0.01, 100, 1 },
  { NULL },
};

const DataSource data_source_random_images = {
  { "random-images", N_ ("Noise images"),
    N_ ("Images of independent normal pixels; their labels 0 to 9 are chance"), NULL, params },
  generate,
};
