/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* The first step is +amplitude or −amplitude, which is the class; all that follows is normal noise around 0.
 */

enum { N, TEST, LENGTH, AMPLITUDE, NOISE };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int length = (int) draw->values[LENGTH];
  DataSet *set = data_set_new_sequences ("seq-latch", draw->n, length, 1, DATA_BINARY, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i);
    set->targets[i] = data_happens (draw->rng, 0.5);
    x[0] = (float) (set->targets[i] > 0 ? draw->values[AMPLITUDE] : -draw->values[AMPLITUDE]);
    data_draw_normal (draw->rng, draw->values[NOISE], x + 1, length - 1);
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (50000, 800),
  [TEST] = DATA_PARAM_TEST (50000, 500),
  [LENGTH] = DATA_PARAM_LENGTH (2, 1000, 40),
  [AMPLITUDE] = { "amplitude", N_ ("Size of the first step"), NULL, PARAM_REAL, 0, 0.1, 10, 1.5 },
  [NOISE] = DATA_PARAM_NOISE (5, 0.3),
  { NULL },
};

const DataSource data_source_seq_latch = {
  { "seq-latch", N_ ("Remember the first step"),
    N_ ("The sign of the first step is the class; noise follows"),
    "Bengio, Simard, Frasconi 1994, Learning long-term dependencies with gradient descent is difficult",
    params },
  generate,
};
