/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y[i][j][c] = mean over u, v < size of x[i s + u][j s + v][c]. */
#include "engine/ops/windows.h"

extern const NnOp nn_op_avgpool;
extern const Param nn_avgpool_params[];

enum { SIZE, STRIDE };

const Param nn_avgpool_params[] = {
  { "size", N_ ("Window"), "px", PARAM_INT, 0, 1, WINDOW_MAX, 2 },
  { "stride", N_ ("Stride (0: as the window)"), "px", PARAM_INT, 0, 0, 64, 0 },
  { 0 },
};

static Window
window (const NnNode *node)
{
  int size = (int) node->settings[SIZE], stride = (int) node->settings[STRIDE];
  Window w = { .size = size, .stride = stride > 0 ? stride : size };
  for (int i = 0; i < size; i++)
    w.weights[i] = 1 / (real) size;
  return w;
}

WINDOW_FUNCTIONS

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { [SIZE] = 2 + which, [STRIDE] = 2 * which };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 6, 7, 3 } });
  return nn_graph_apply (graph, &nn_op_avgpool, settings, 1, &x, error);
}

const NnOp nn_op_avgpool = {
  .entry = { "avgpool", N_ ("Average pooling"), N_ ("y = the mean of each window"), NULL, nn_avgpool_params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .reach = reach,
  .forward_part = forward_part,
  .example = example,
  .n_examples = 2,
};
