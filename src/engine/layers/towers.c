/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/towers.h"

#include "base/words.h"

extern const NnOp nn_op_concat, nn_op_slice;

static const Param params[] = {
  { "n", N_ ("Towers"), NULL, PARAM_INT, 0, 1, NN_MAX_OPERANDS, 2 },
  { 0 },
};

bool
nn_towers_split (NnGraph *graph, NnNode *input, int n, NnNode **parts, BaseError *error)
{
  char shape[NN_SHAPE_TEXT];
  int width = (int) input->size / n;
  if (input->shape.n != 1 || (size_t) (width * n) != input->size)
    return base_error_set (error, _ ("towers: %s is no row of numbers that can be divided into %d equal parts"),
                           nn_shape_format (&input->shape, shape), n);
  for (int i = 0; i < n; i++) {
    const double part[PARAM_MAX] = { i * width, width };
    parts[i] = nn_graph_apply (graph, &nn_op_slice, part, 1, &input, error);
    if (parts[i] == NULL)
      return false;
  }
  return true;
}

static NnNode *
join (NnGraph *graph, NnNode *input, int n, NnNode *const *ends, const double *values, const NnLayerOptions *options,
      BaseError *error)
{
  return nn_graph_apply (graph, &nn_op_concat, NULL, n, ends, error);
}

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return join (graph, input, 1, &input, values, options, error);
}

const NnLayer nn_layer_towers = {
  .entry = { "towers", N_ ("Towers"), N_ ("one inner chain with the same weights over each of n equal parts of the input, outputs side by side"),
             "Bromley, Guyon, LeCun, Säckinger, Shah 1993, Signature verification using a \"siamese\" time delay neural network", params },
  .build = build,
  .join = join,
  .max_branches = 1,
};
