/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Two features in normal noise; token A is a 1 in the first at one step, token B a 1 in the second at
 * another, any two steps equally likely. Class 1: A comes first. */

enum { N, TEST, LENGTH, NOISE };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int length = (int) draw->values[LENGTH];
  DataSet *set = data_set_new_sequences ("seq-order", draw->n, length, 2, DATA_BINARY, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i);
    int a = (int) base_rng_below (draw->rng, (uint32_t) length),
        b = (int) base_rng_below (draw->rng, (uint32_t) length - 1);
    b += b >= a;
    data_draw_normal (draw->rng, draw->values[NOISE], x, 2 * length);
    x[2 * a] += 1;
    x[2 * b + 1] += 1;
    set->targets[i] = a < b;
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (50000, 800),
  [TEST] = DATA_PARAM_TEST (50000, 1000),
  [LENGTH] = DATA_PARAM_LENGTH (2, 1000, 24),
  [NOISE] = DATA_PARAM_NOISE (2, 0.1),
  { NULL },
};

const DataSource data_source_seq_order = {
  { "seq-order", N_ ("Which comes first"),
    N_ ("Two marked steps in noise; the class says which of the marks comes first"),
    "Hochreiter, Schmidhuber 1997, Long short-term memory", params },
  generate,
};
