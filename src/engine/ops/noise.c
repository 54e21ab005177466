/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In training y = (1 + α a) x + β b with normal a and b, drawn anew at every step: for each value, or for each channel, the same in
 * all rows and places (Santurkar et al. 2018 let distributions jump like this behind batch normalisation). Backward draws
 * them again. */
#include "engine/ops/common.h"

#include <tgmath.h>

extern const NnOp nn_op_noise;
extern const Param nn_noise_params[];

enum { SHIFT, SCALE, PER, MODE };

const Param nn_noise_params[] = {
  { "shift", N_ ("Deviation of what is added"), NULL, PARAM_REAL, 0, 0, 1000, 0.1 },
  { "scale", N_ ("Deviation of the factor"), NULL, PARAM_REAL, 0, 0, 1000, 0 },
  { "per", N_ ("Drawn for each"), NULL, PARAM_CHOICE, 0, 0, 1, 0, "value|channel" },
  { "mode", N_ ("Noisy"), NULL, PARAM_CHOICE, 0, 0, 2, OP_MODE_AUTO, OP_MODES },
  { 0 },
};

/* How many are drawn for a row. */
static size_t
n_draws (const NnNode *node)
{
  return node->settings[PER] > 0 ? op_channels (node) : nn_shape_size (&node->shape);
}

static bool
infer (NnNode *node, BaseError *error)
{
  node->shape = node->operands[0]->shape;
  node->workspace_size = 2 * n_draws (node);
  return true;
}

/* Factors and shifts of row r, one after the other in the workspace: two normal numbers from two uniform ones (Box, Muller
 * 1958). */
static const real *
draw (const NnNode *node, size_t r)
{
  size_t n = n_draws (node);
  uint64_t block = node->settings[PER] > 0 ? 0 : ((uint64_t) node->row + r) << 32;
  real *w = node->workspace;
  bool noisy = op_in_training (node, MODE);
  if (noisy)
    nn_kernels ()->uniform (2 * n, node->mode->seed, op_stream (node), block, w);
  for (size_t i = 0; i < 2 * n; i += 2) {
    real radius = noisy ? sqrt (-2 * log (1 - w[i])) : 0, angle = noisy ? (real) 6.283185307179586 * w[i + 1] : 0;
    w[i] = 1 + (real) node->settings[SCALE] * radius * cos (angle);
    w[i + 1] = (real) node->settings[SHIFT] * radius * sin (angle);
  }
  return w;
}

static void
forward (const NnNode *node, int rows)
{
  size_t n = n_draws (node);
  for (size_t r = 0; r < (size_t) rows; r++) {
    const real *w = draw (node, r), *x = node->operands[0]->value + r * node->size;
    real *y = node->value + r * node->size;
    for (size_t i = 0; i < node->size; i++)
      y[i] = x[i] * w[2 * (i % n)] + w[2 * (i % n) + 1];
  }
}

static void
backward (const NnNode *node, int rows)
{
  size_t n = n_draws (node);
  real *dx = node->operands[0]->gradient;
  for (size_t r = 0; dx != NULL && r < (size_t) rows; r++) {
    const real *w = draw (node, r);
    for (size_t i = 0; i < node->size; i++)
      op_give (&dx[r * node->size + i], node->gradient[r * node->size + i] * w[2 * (i % n)], op_adds (node, 0));
  }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 0.5, 0.7, which % 2, which < 2 ? OP_MODE_AUTO : OP_MODE_EVAL };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 2, { 4, 3 } });
  return nn_graph_apply (graph, &nn_op_noise, settings, 1, &x, error);
}

const NnOp nn_op_noise = {
  .entry = { "noise", N_ ("Noise"), N_ ("y = (1 + α a) x + β b, a and b normal"), NULL, nn_noise_params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 3,
};
