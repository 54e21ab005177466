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

/* Further settings that many sources have. */
#define DATA_PARAM_NOISE(max, def)                                                                           \
  {                                                                                                          \
    "noise", N_ ("Noise"), NULL, PARAM_REAL, 0, 0, max, def                                                  \
  }
#define DATA_PARAM_DIMS(min, max, def)                                                                       \
  {                                                                                                          \
    "dims", N_ ("Dimensions"), NULL, PARAM_INT, 0, min, max, def                                             \
  }
#define DATA_PARAM_LENGTH(min, max, def)                                                                     \
  {                                                                                                          \
    "length", N_ ("Steps of a sequence"), NULL, PARAM_INT, 0, min, max, def                                  \
  }

/* A set of @n points in @dims dimensions (2: named x and y; up to 256: x1, x2 …), everything zero. */
DataSet *data_vectors_new (const char *name, int n, int dims, DataTarget target, int n_classes, int n_targets,
                           BaseError *error);

/* The same with two classes. */
DataSet *data_points_new (const char *name, int n, int dims, BaseError *error);

/* Sets point @i of a plane: (@x, @y) moved by normal noise of deviation @noise in each direction, class
 * @label. */
void data_points_put (DataSet *set, int i, double x, double y, double noise, int label, BaseRng *rng);

/* The inputs and the targets of sample @i. */
float *data_inputs_of (const DataSet *set, int i);
float *data_targets_of (const DataSet *set, int i);

/* Fills @x with normal numbers of mean 0. */
void data_draw_normal (BaseRng *rng, double deviation, float *x, int n);

/* Whether something of probability @p happens. */
bool data_happens (BaseRng *rng, double p);

/* 1 / (1 + e^−z) */
double data_sigmoid (double z);

/* Fills the rows of @directions [n][dims] with unit vectors at right angles (n ≤ dims), in uniformly random
 * directions: Gram and Schmidt's method on normal vectors. */
void data_draw_directions (BaseRng *rng, double *directions, int n, int dims);

/* The next group of a sequence in which each of @n groups has a share as in @weights (not all 0), at every
 * beginning as nearly as it can be: the group that lags most. @counts: how often each has come, all 0 at
 * first. */
int data_next_group (const double *weights, int *counts, int n);

/* Samples without labels have themselves as targets, as an autoencoder would want: for a set of @n vectors.
 */
DataSet *data_unlabelled_new (const char *name, int n, int dims, BaseError *error);
void data_targets_are_inputs (DataSet *set);
