/* SPDX-License-Identifier: GPL-3.0-or-later */
/* n normal numbers for each row of a batch, N (mean, spread²), whatever the input is: what a generator begins with. They depend on
 * seed, step, node and row alone. */
#include "engine/ops/common.h"

#include <tgmath.h>

extern const NnOp nn_op_latent;
extern const Param nn_latent_params[];

enum { N, SPREAD, MEAN };

const Param nn_latent_params[] = {
  [N] = { "n", N_ ("Numbers"), NULL, PARAM_INT, 0, 1, 4096, 8 },
  [SPREAD] = { "spread", N_ ("Standard deviation"), NULL, PARAM_REAL, 0, 0, 1000, 1 },
  [MEAN] = { "mean", N_ ("Mean"), NULL, PARAM_REAL, 0, -1000, 1000, 0 },
  { 0 },
};

static bool
infer (NnNode *node, BaseError *error)
{
  node->shape = (NnShape) { 1, { (int) node->settings[N] } };
  node->workspace_size = op_room (2 * (size_t) node->settings[N]);
  return true;
}

/* Two uniform numbers make one normal number (Box, Muller 1958). */
static void
draw (const NnNode *node, uint64_t row, real *y)
{
  const real *u = node->workspace;
  real spread = (real) node->settings[SPREAD];
  nn_kernels ()->uniform (2 * node->size, node->mode->seed, op_stream (node), row << 32, node->workspace);
  for (size_t i = 0; i < node->size; i++)
    y[i] += spread * sqrt (-2 * log (1 - u[2 * i])) * cos ((real) 6.283185307179586 * u[2 * i + 1]);
}

static void
forward (const NnNode *node, int rows)
{
  for (size_t i = 0; i < (size_t) rows * node->size; i++)
    node->value[i] = (real) node->settings[MEAN];
  for (size_t r = 0; node->settings[SPREAD] > 0 && r < (size_t) rows; r++)
    draw (node, node->mode->first_row + (uint64_t) node->row + r, node->value + r * node->size);
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 3, 1 - which, 2 };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 5 } });
  return nn_graph_apply (graph, &nn_op_latent, settings, 1, &x, error);
}

const NnOp nn_op_latent = {
  .entry = { "latent", N_ ("Latent noise"), N_ ("n normal numbers for each sample, whatever the input"), NULL,
             nn_latent_params },
  .infer = infer,
  .forward = forward,
  .example = example,
  .n_examples = 2,
};
