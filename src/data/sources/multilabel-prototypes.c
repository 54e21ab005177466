/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Each of a few labels is there with probability p, independently; a sample is the sum of the prototypes of
 * its labels, and noise. The prototypes are standard normal vectors, drawn once. */

enum { N, TEST, DIMS, N_LABELS, P, NOISE };
#define MAX_DIMS 128
#define MAX_LABELS 16

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = (int) draw->values[DIMS], n_labels = (int) draw->values[N_LABELS];
  float prototypes[MAX_LABELS * MAX_DIMS];
  DataSet *set = data_vectors_new ("multilabel-prototypes", draw->n, dims, DATA_BINARY, 2, n_labels, error);
  data_draw_normal (draw->shared, 1, prototypes, n_labels * dims);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i), *labels = data_targets_of (set, i);
    data_draw_normal (draw->rng, draw->values[NOISE], x, dims);
    for (int k = 0; k < n_labels; k++) {
      labels[k] = data_happens (draw->rng, draw->values[P]);
      for (int d = 0; d < dims; d++)
        x[d] += labels[k] * prototypes[k * dims + d];
    }
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 1000),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 1000),
  [DIMS] = DATA_PARAM_DIMS (2, MAX_DIMS, 16),
  [N_LABELS] = { "n_labels", N_ ("Labels"), NULL, PARAM_INT, 0, 2, MAX_LABELS, 4 },
  [P] = { "p", N_ ("Probability of a label"), NULL, PARAM_REAL, 0, 0.01, 0.99, 0.4 },
  [NOISE] = DATA_PARAM_NOISE (5, 0.5),
  { NULL },
};

const DataSource data_source_multilabel_prototypes = {
  { "multilabel-prototypes", N_ ("Several labels"),
    N_ ("Sums of prototypes: any of the labels may be there together, each with probability p"), NULL,
    params },
  generate,
};
