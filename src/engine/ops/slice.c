/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some of the values of a sample: y = x[first … first + n − 1]. */
#include "engine/ops/common.h"

#include "base/words.h"

#include <string.h>

extern const NnOp nn_op_slice;

enum { FIRST, N };

static const Param params[] = {
  { "first", N_ ("First"), NULL, PARAM_INT, 0, 0, 1e9, 0 },
  { "n", N_ ("Number"), NULL, PARAM_INT, 0, 1, 1e9, 1 },
  { 0 },
};

static bool
infer (NnNode *node, BaseError *error)
{
  char shape[NN_SHAPE_TEXT];
  if (node->settings[FIRST] + node->settings[N] > (double) node->operands[0]->size)
    return base_error_set (error, _ ("slice: values %g to %g of %s"), node->settings[FIRST],
                           node->settings[FIRST] + node->settings[N] - 1,
                           nn_shape_format (&node->operands[0]->shape, shape));
  node->shape = (NnShape) { 1, { (int) node->settings[N] } };
  return true;
}

static void
forward (const NnNode *node, int rows)
{
  const real *x = node->operands[0]->value + (size_t) node->settings[FIRST];
  for (size_t r = 0; r < (size_t) rows; r++)
    memcpy (node->value + r * node->size, x + r * node->operands[0]->size, node->size * sizeof (real));
}

static void
backward (const NnNode *node, int rows)
{
  size_t width = node->operands[0]->size, first = (size_t) node->settings[FIRST];
  real *dx = node->operands[0]->gradient;
  if (dx == NULL)
    return;
  if (!op_adds (node, 0))
    memset (dx, 0, (size_t) rows * width * sizeof (real));
  for (size_t r = 0; r < (size_t) rows; r++)
    for (size_t i = 0; i < node->size; i++)
      dx[r * width + first + i] += node->gradient[r * node->size + i];
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 6 } });
  const double settings[PARAM_MAX] = { 2, 3 };
  return nn_graph_apply (graph, &nn_op_slice, settings, 1, &x, error);
}

const NnOp nn_op_slice = {
  .entry = { "slice", N_ ("Slice"), N_ ("some of the values of a sample"), NULL, params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
};
