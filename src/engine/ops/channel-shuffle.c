/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The channels of g groups dealt in turn: y[j g + i] = x[i n + j], n = channels / g, so that the next grouped convolution sees
 * all groups. */
#include "engine/ops/common.h"

#include "base/words.h"

extern const NnOp nn_op_channel_shuffle;
extern const Param nn_channel_shuffle_params[];

const Param nn_channel_shuffle_params[] = {
  { "groups", N_ ("Groups"), NULL, PARAM_INT, 0, 1, 4096, 2 },
  { 0 },
};

static bool
infer (NnNode *node, BaseError *error)
{
  int groups = (int) node->settings[0];
  node->shape = node->operands[0]->shape;
  if (op_channels (node) % (size_t) groups != 0)
    return base_error_set (error, _ ("channel-shuffle: %d channels do not make %d equal groups"), (int) op_channels (node),
                           groups);
  return true;
}

/* Where channel c of y comes from. */
static size_t
source (const NnNode *node, size_t c)
{
  size_t groups = (size_t) node->settings[0];
  return c % groups * (op_channels (node) / groups) + c / groups;
}

static void
forward (const NnNode *node, int rows)
{
  size_t n = op_channels (node);
  for (size_t i = 0; i < (size_t) rows * node->size; i += n)
    for (size_t c = 0; c < n; c++)
      node->value[i + c] = node->operands[0]->value[i + source (node, c)];
}

static void
backward (const NnNode *node, int rows)
{
  size_t n = op_channels (node);
  real *dx = node->operands[0]->gradient;
  for (size_t i = 0; dx != NULL && i < (size_t) rows * node->size; i += n)
    for (size_t c = 0; c < n; c++)
      op_give (&dx[i + source (node, c)], node->gradient[i + c], op_adds (node, 0));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 3 };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 2, 2, 6 } });
  return nn_graph_apply (graph, &nn_op_channel_shuffle, settings, 1, &x, error);
}

const NnOp nn_op_channel_shuffle = {
  .entry = { "channel-shuffle", N_ ("Channel shuffle"), N_ ("channels of the groups in turn"),
             "Zhang, Zhou, Lin, Sun 2018, ShuffleNet: an extremely efficient convolutional neural network for mobile "
             "devices", nn_channel_shuffle_params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
};
