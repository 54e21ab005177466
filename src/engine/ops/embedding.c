/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y[t] = row x[t] of the table. A number that is no row of it, and the token `pad`, are padding: zeros, and no gradient. */
#include "engine/ops/common.h"

#include "base/words.h"

#include <math.h>
#include <string.h>

extern const NnOp nn_op_embedding;

enum { PAD };

static const Param params[] = {
  { "pad", N_ ("Token that is padding (−1: none)"), NULL, PARAM_INT, 0, -1, 1e6, -1 },
  { 0 },
};

/* Operands: x {T} or {T, 1}, table {tokens, units}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape, *table = &node->operands[1]->shape;
  char have[NN_SHAPE_TEXT];
  if (table->n != 2 || !(x->n == 1 || (x->n == 2 && x->d[1] == 1)))
    return base_error_set (error, _ ("embedding: the input is %s, not a sequence of tokens (steps, or steps x 1)"),
                           nn_shape_format (x, have));
  node->shape = (NnShape) { 2, { x->d[0], table->d[1] } };
  return true;
}

/* The row of the table for token @i of the batch, in @table (values or gradients); NULL: padding. */
static real *
row_of (const NnNode *node, size_t i, real *table)
{
  const NnShape *shape = &node->operands[1]->shape;
  double token = rint ((double) node->operands[0]->value[i]);
  bool known = token >= 0 && token < shape->d[0] && token != node->settings[PAD];
  return known ? table + (size_t) token * (size_t) shape->d[1] : NULL;
}

static void
forward (const NnNode *node, int rows)
{
  size_t n = (size_t) rows * node->operands[0]->size, units = (size_t) node->shape.d[1];
  for (size_t i = 0; i < n; i++) {
    const real *from = row_of (node, i, node->operands[1]->value);
    if (from != NULL)
      memcpy (node->value + i * units, from, units * sizeof (real));
    else
      memset (node->value + i * units, 0, units * sizeof (real));
  }
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *table = node->operands[1];
  size_t n = (size_t) rows * x->size, units = (size_t) node->shape.d[1];
  if (x->gradient != NULL && !op_adds (node, 0))
    memset (x->gradient, 0, n * sizeof (real));
  if (table->gradient == NULL)
    return;
  if (!op_adds (node, 1))
    memset (table->gradient, 0, table->size * sizeof (real));
  for (size_t i = 0; i < n; i++) {
    real *to = row_of (node, i, table->gradient);
    for (size_t j = 0; to != NULL && j < units; j++)
      to[j] += node->gradient[i * units + j];
  }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 4 } });
  NnNode *table = op_example_parameter (graph, (NnShape) { 2, { 3, 5 } });
  return nn_graph_apply (graph, &nn_op_embedding, (double[PARAM_MAX]) { which == 1 ? 0 : -1 }, 2,
                         (NnNode *[]) { x, table }, error);
}

const NnOp nn_op_embedding = {
  .entry = { "embedding", N_ ("Embedding"), N_ ("y[t] = row x[t] of a table"), NULL, params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 2,
};
