/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* One bright pixel in the middle of a dark image, or an image of ones: what a linear operation does is seen
 * at once. */

enum { N, TEST, SIDE, CONTENT };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int side = (int) draw->values[SIDE], width = side * side;
  DataSet *set = data_set_new ("delta-image", draw->n, side, side, 1, DATA_REAL, 0, width, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *pixels = data_inputs_of (set, i);
    for (int p = 0; p < width; p++)
      pixels[p] = draw->values[CONTENT] > 0 || p == side / 2 * side + side / 2;
  }
  if (set != NULL)
    data_targets_are_inputs (set);
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (100, 2),
  [TEST] = DATA_PARAM_TEST (100, 2),
  [SIDE] = { "side", N_ ("Side of the image"), "px", PARAM_INT, 0, 2, 128, 64 },
  [CONTENT] = { "content", N_ ("Content"), NULL, PARAM_CHOICE, 0, 0, 1, 0, "pixel|ones" },
  { NULL },
};

const DataSource data_source_delta_image = {
  { "delta-image", N_ ("One bright pixel"),
    N_ ("One bright pixel in the middle of a dark image, or an image of ones; the targets are the inputs"),
    NULL, params },
  generate,
  .fixed = true,
};
