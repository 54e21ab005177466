/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In training y = m x, where m is 0 with probability p; else 1 / (1 − p) (inverted) or 1 (standard, unscaled). In evaluation y = x,
 * or (1 − p) x where nothing was scaled in training (standard); "unscaled" forgets it. Scratch keeps m. */
#include "engine/ops/common.h"

extern const NnOp nn_op_dropout;
extern const Param nn_dropout_params[];

enum { RATE, KIND, MODE };
enum { INVERTED, STANDARD, UNSCALED };

const Param nn_dropout_params[] = {
  { "rate", N_ ("Share dropped"), NULL, PARAM_REAL, 0, 0, 0.999, 0.5 },
  { "kind", N_ ("Scaling"), NULL, PARAM_CHOICE, 0, 0, 2, INVERTED, "inverted|standard|unscaled" },
  { "mode", N_ ("Drops"), NULL, PARAM_CHOICE, 0, 0, 2, OP_MODE_AUTO, OP_MODES },
  { 0 },
};

static bool
infer (NnNode *node, BaseError *error)
{
  node->shape = node->operands[0]->shape;
  node->scratch_size = nn_shape_size (&node->shape);
  return true;
}

/* The factors of row r. */
static void
draw (const NnNode *node, size_t r)
{
  real *m = node->scratch + r * node->size, rate = (real) node->settings[RATE];
  real kept = node->settings[KIND] == INVERTED ? 1 / (1 - rate) : 1;
  nn_kernels ()->uniform (node->size, node->mode->seed, op_stream (node), ((uint64_t) node->row + r) << 32, m);
  for (size_t i = 0; i < node->size; i++)
    m[i] = m[i] < rate ? 0 : kept;
}

static real
factor_outside_training (const NnNode *node)
{
  return node->settings[KIND] == STANDARD ? 1 - (real) node->settings[RATE] : 1;
}

static void
forward_row (const NnNode *node, size_t r)
{
  const real *x = node->operands[0]->value + r * node->size, *m = node->scratch + r * node->size;
  real *y = node->value + r * node->size, factor = factor_outside_training (node);
  bool drops = op_in_training (node, MODE);
  if (drops)
    draw (node, r);
  for (size_t i = 0; i < node->size; i++)
    y[i] = x[i] * (drops ? m[i] : factor);
}

static void
forward (const NnNode *node, int rows)
{
  for (size_t r = 0; r < (size_t) rows; r++)
    forward_row (node, r);
}

static void
forward_part (const NnNode *node, int row, NnRect in, NnRect out)
{
  forward_row (node, (size_t) row);
}

static void
backward (const NnNode *node, int rows)
{
  const real *dy = node->gradient, *m = node->scratch;
  real *dx = node->operands[0]->gradient, factor = factor_outside_training (node);
  bool drops = op_in_training (node, MODE), add = op_adds (node, 0);
  for (size_t i = 0; dx != NULL && i < (size_t) rows * node->size; i++)
    op_give (&dx[i], dy[i] * (drops ? m[i] : factor), add);
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 0.3, which % 3, which < 3 ? OP_MODE_AUTO : OP_MODE_EVAL };
  NnNode *x = nn_graph_input (graph, "x", which % 2 == 0 ? (NnShape) { 1, { 19 } } : (NnShape) { 3, { 2, 3, 3 } });
  return nn_graph_apply (graph, &nn_op_dropout, settings, 1, &x, error);
}

const NnOp nn_op_dropout = {
  .entry = { "dropout", N_ ("Dropout"), N_ ("y = m x, m = 0 with the rate's probability"),
             "Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, Dropout: a simple way to prevent neural "
             "networks from overfitting", nn_dropout_params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .reach = op_reach_same,
  .forward_part = forward_part,
  .example = example,
  .n_examples = 6,
};
