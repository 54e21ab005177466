/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y = Σ wᵢ xᵢ over operands of equal shape. */
#include "engine/ops/common.h"

#include "base/words.h"

extern const NnOp nn_op_add;

static const Param params[] = {
  { "weight1", N_ ("Weight 1"), NULL, PARAM_REAL, 0, -1e6, 1e6, 1 },
  { "weight2", N_ ("Weight 2"), NULL, PARAM_REAL, 0, -1e6, 1e6, 1 },
  { "weight3", N_ ("Weight 3"), NULL, PARAM_REAL, 0, -1e6, 1e6, 1 },
  { "weight4", N_ ("Weight 4"), NULL, PARAM_REAL, 0, -1e6, 1e6, 1 },
  { "weight5", N_ ("Weight 5"), NULL, PARAM_REAL, 0, -1e6, 1e6, 1 },
  { "weight6", N_ ("Weight 6"), NULL, PARAM_REAL, 0, -1e6, 1e6, 1 },
  { "weight7", N_ ("Weight 7"), NULL, PARAM_REAL, 0, -1e6, 1e6, 1 },
  { "weight8", N_ ("Weight 8"), NULL, PARAM_REAL, 0, -1e6, 1e6, 1 },
  { 0 },
};

static bool
infer (NnNode *node, BaseError *error)
{
  char first[NN_SHAPE_TEXT], other[NN_SHAPE_TEXT];
  for (int i = 1; i < node->n_operands; i++)
    if (!nn_shape_equal (&node->operands[i]->shape, &node->operands[0]->shape))
      return base_error_set (error, _ ("add: %s and %s have different shapes"),
                             nn_shape_format (&node->operands[0]->shape, first),
                             nn_shape_format (&node->operands[i]->shape, other));
  return op_infer_same (node, error);
}

static void
forward (const NnNode *node, int rows)
{
  size_t n = (size_t) rows * node->size;
  for (int k = 0; k < node->n_operands; k++) {
    const real *x = node->operands[k]->value, w = (real) node->settings[k];
    for (size_t i = 0; i < n; i++)
      node->value[i] = k == 0 ? w * x[i] : node->value[i] + w * x[i];
  }
}

static void
backward (const NnNode *node, int rows)
{
  size_t n = (size_t) rows * node->size;
  for (int k = 0; k < node->n_operands; k++) {
    real *dx = node->operands[k]->gradient, w = (real) node->settings[k];
    bool adds = op_adds (node, k);
    for (size_t i = 0; dx != NULL && i < n; i++)
      dx[i] = adds ? dx[i] + w * node->gradient[i] : w * node->gradient[i];
  }
}

/* One operand twice, a parameterless path and two weights that are not 1. */
static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 5 } });
  NnNode *bent = nn_graph_apply (graph, (const NnOp *) base_registry_find (&nn_activations, "tanh"), NULL, 1, &x, error);
  const double weights[PARAM_MAX] = { 1, -2, 0.5, 1, 1, 1, 1, 1 };
  return nn_graph_apply (graph, &nn_op_add, weights, 3, (NnNode *[]) { x, bent, x }, error);
}

const NnOp nn_op_add = {
  .entry = { "add", N_ ("Sum"), N_ ("weighted sum of several of the same shape"), NULL, params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
};
