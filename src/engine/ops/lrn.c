/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y_c = x_c / s_c^β, s_c = k + α Σ x² over the n channels around c, c − ⌊n/2⌋ … c + ⌊(n−1)/2⌋, at the same place (Krizhevsky,
 * Sutskever, Hinton 2012; some programs divide α by n). dx_c = dy_c s_c^−β − 2 α β x_c Σ dy_i y_i / s_i over the i whose
 * windows hold c. Scratch keeps s. */
#include "engine/ops/common.h"

#include <tgmath.h>

extern const NnOp nn_op_lrn;
extern const Param nn_lrn_params[];

enum { SIZE, ALPHA, BETA, K };

const Param nn_lrn_params[] = {
  { "size", N_ ("Channels in the window"), NULL, PARAM_INT, 0, 1, 4096, 5 },
  { "alpha", N_ ("α"), NULL, PARAM_REAL, PARAM_LOG, 0, 100, 1e-4 },
  { "beta", N_ ("β"), NULL, PARAM_REAL, 0, 0, 10, 0.75 },
  { "k", N_ ("k"), NULL, PARAM_REAL, 0, 0, 100, 2 },
  { 0 },
};

static bool
infer (NnNode *node, BaseError *error)
{
  node->shape = node->operands[0]->shape;
  node->scratch_size = nn_shape_size (&node->shape);
  return true;
}

/* Σ values over channels c − below … c + above. */
static real
window_sum (const real *values, int c, int below, int above, int n, real (*term) (const real *, int, const void *),
            const void *data)
{
  real sum = 0;
  for (int i = c - below < 0 ? 0 : c - below; i <= c + above && i < n; i++)
    sum += term (values, i, data);
  return sum;
}

static real
square (const real *x, int i, const void *unused)
{
  return x[i] * x[i];
}

static void
forward (const NnNode *node, int rows)
{
  int n = (int) op_channels (node), size = (int) node->settings[SIZE];
  for (size_t at = 0; at < (size_t) rows * node->size; at += (size_t) n)
    for (int c = 0; c < n; c++) {
      const real *x = node->operands[0]->value + at;
      real s = (real) node->settings[K] +
               (real) node->settings[ALPHA] * window_sum (x, c, size / 2, (size - 1) / 2, n, square, NULL);
      node->scratch[at + (size_t) c] = s;
      node->value[at + (size_t) c] = x[c] * pow (s, -(real) node->settings[BETA]);
    }
}

typedef struct {
  const real *y, *s;
} Place;

static real
slope (const real *dy, int i, const void *data)
{
  const Place *place = data;
  return dy[i] * place->y[i] / place->s[i];
}

static void
backward (const NnNode *node, int rows)
{
  int n = (int) op_channels (node), size = (int) node->settings[SIZE];
  real beta = (real) node->settings[BETA], factor = 2 * (real) node->settings[ALPHA] * beta;
  const NnNode *x = node->operands[0];
  for (size_t at = 0; x->gradient != NULL && at < (size_t) rows * node->size; at += (size_t) n) {
    const Place place = { node->value + at, node->scratch + at };
    const real *dy = node->gradient + at;
    for (int c = 0; c < n; c++)
      op_give (&x->gradient[at + (size_t) c],
               dy[c] * pow (place.s[c], -beta) -
                 factor * x->value[at + (size_t) c] * window_sum (dy, c, (size - 1) / 2, size / 2, n, slope, &place),
               op_adds (node, 0));
  }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 3 + which, 0.5, 0.75, 2 };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 2, 2, 7 } });
  return nn_graph_apply (graph, &nn_op_lrn, settings, 1, &x, error);
}

const NnOp nn_op_lrn = {
  .entry = { "lrn", N_ ("Local response normalisation"), N_ ("y = x / (k + α Σ x²)^β over neighbouring channels"),
             "Krizhevsky, Sutskever, Hinton 2012, ImageNet classification with deep convolutional neural networks",
             nn_lrn_params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 2,
};
