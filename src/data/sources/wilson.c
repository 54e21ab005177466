/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* The construction on which adaptive methods generalise badly (Wilson, Roelofs, Stern, Srebro, Recht 2017,
 * section 3.3). The label y is 1 with probability p > ½, else −1; of the inputs of sample i, counted from 1,
 *
 *   x_1 = y,   x_2 = x_3 = 1,   x_j = 1 for j = 4 + 5 (i − 1) … 4 + 5 (i − 1) + 2 (1 − y),   all others 0:
 *
 * only the first says something, the next two say nothing, and one or five belong to this sample alone. A
 * test sample has its own among inputs that no training sample touches; they are left out here, since weights
 * that start at 0 stay 0 there. The target is 0 for y = −1. */

enum { N, TEST, P };
#define SHARED_INPUTS 3
#define OWN_INPUTS 5

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = SHARED_INPUTS + OWN_INPUTS * (int) draw->values[N];
  DataSet *set = data_points_new ("wilson", draw->n, dims, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    int label = data_happens (draw->rng, draw->values[P]), n_own = label == 1 ? 1 : OWN_INPUTS;
    float *x = data_inputs_of (set, i);
    set->targets[i] = (float) label;
    x[0] = label == 1 ? 1 : -1;
    x[1] = x[2] = 1;
    for (int k = 0; !draw->test && k < n_own; k++)
      x[SHARED_INPUTS + OWN_INPUTS * i + k] = 1;
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (2000, 60),
  [TEST] = DATA_PARAM_TEST (2000, 1000),
  [P] = { "p", N_ ("Share of class 1"), NULL, PARAM_REAL, 0, 0.51, 0.99, 0.6 },
  { NULL },
};

const DataSource data_source_wilson = {
  { "wilson", N_ ("Wilson's construction"),
    N_ ("One input is the label, two are constant, the rest belong to one sample each: adaptive methods fall "
        "for them"),
    "Wilson, Roelofs, Stern, Srebro, Recht 2017, The marginal value of adaptive gradient methods in machine "
    "learning",
    params },
  generate,
};
