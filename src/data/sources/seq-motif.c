/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Normal noise with a pattern of five steps somewhere (class 1), or with its twin, the pattern reversed and
 * negated (class 0). Both sum to 0, so the mean of a sequence says nothing, and a matched filter answers the
 * twin with 0.44 at most of what it answers the pattern. */

enum { N, TEST, LENGTH, AMPLITUDE, NOISE };
#define MOTIF 5

static const double motif[MOTIF] = { -1.5, 1, 1.5, -1.5, 0.5 };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int length = (int) draw->values[LENGTH];
  DataSet *set = data_set_new_sequences ("seq-motif", draw->n, length, 1, DATA_BINARY, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i);
    set->targets[i] = data_happens (draw->rng, 0.5);
    int at = (int) base_rng_below (draw->rng, (uint32_t) (length - MOTIF + 1));
    data_draw_normal (draw->rng, draw->values[NOISE], x, length);
    for (int k = 0; k < MOTIF; k++)
      x[at + k] +=
          (float) (draw->values[AMPLITUDE] * (set->targets[i] > 0 ? motif[k] : -motif[MOTIF - 1 - k]));
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (50000, 400),
  [TEST] = DATA_PARAM_TEST (50000, 1000),
  [LENGTH] = DATA_PARAM_LENGTH (MOTIF, 1000, 40),
  [AMPLITUDE] = { "amplitude", N_ ("Size of the pattern"), NULL, PARAM_REAL, 0, 0, 10, 1 },
  [NOISE] = DATA_PARAM_NOISE (5, 0.3),
  { NULL },
};

const DataSource data_source_seq_motif = {
  { "seq-motif", N_ ("Pattern in noise"),
    N_ ("Noise with a short pattern somewhere; the class says whether it is the pattern or its reversed, "
        "negated twin"),
    NULL, params },
  generate,
};
