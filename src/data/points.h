/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What sources share. */

#include "data/set.h"

/* The first two settings of every source, with their defaults. */
#define DATA_PARAM_N(max, def)                                                                               \
  {                                                                                                          \
    "n", N_ ("Training samples"), NULL, PARAM_INT, PARAM_LOG, 2, max, def                                    \
  }
#define DATA_PARAM_TEST(max, def)                                                                            \
  {                                                                                                          \
    "test", N_ ("Test samples"), NULL, PARAM_INT, PARAM_LOG, 2, max, def                                     \
  }
#define DATA_MAX_POINTS 100000

/* A DATA_BINARY set of @n points in @dims dimensions (2: named x and y; otherwise x1, x2 …), everything zero.
 */
DataSet *data_points_new (const char *name, int n, int dims, BaseError *error);

/* Sets point @i of a plane: (@x, @y) moved by normal noise of deviation @noise in each direction, class
 * @label. */
void data_points_put (DataSet *set, int i, double x, double y, double noise, int label, BaseRng *rng);
