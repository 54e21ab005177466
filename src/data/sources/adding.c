/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* The adding problem (Hochreiter, Schmidhuber 1997, experiment 4) in its usual form (Le, Jaitly, Hinton
 * 2015): at each step a number in 0 … 1 and a mark that is 1 at one step of the first half and one of the
 * second; the target is the sum of the two marked numbers. Who answers 1 always has a mean squared error of
 * 1/6. Further features are noise in −½ … ½. */

enum { N, TEST, LENGTH, FEATURES };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int length = (int) draw->values[LENGTH], features = (int) draw->values[FEATURES], half = length / 2;
  DataSet *set = data_set_new_sequences ("adding", draw->n, length, features, DATA_REAL, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i);
    int marks[] = { (int) base_rng_below (draw->rng, (uint32_t) half),
                    half + (int) base_rng_below (draw->rng, (uint32_t) (length - half)) };
    for (int k = 0; k < length * features; k++)
      x[k] = (float) (base_rng_uniform (draw->rng) - (k % features >= 2 ? 0.5 : 0));
    for (int t = 0; t < length; t++)
      x[t * features + 1] = t == marks[0] || t == marks[1];
    set->targets[i] = x[marks[0] * features] + x[marks[1] * features];
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (50000, 1024),
  [TEST] = DATA_PARAM_TEST (50000, 512),
  [LENGTH] = DATA_PARAM_LENGTH (2, 1000, 64),
  [FEATURES] = { "features", N_ ("Values of a step"), NULL, PARAM_INT, 0, 2, 16, 2 },
  { NULL },
};

const DataSource data_source_adding = {
  { "adding", N_ ("Adding problem"), N_ ("The sum of the two marked numbers of a sequence, one in each half"),
    "Hochreiter, Schmidhuber 1997, Long short-term memory", params },
  generate,
};
