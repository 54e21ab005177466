/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A blur with binomial weights, then every s-th pixel: y = Σ_{u,v} b_u b_v x[i s + u − p][j s + v − p] with b = (1 2 1) / 4 for size 3,
 * p = ⌊size / 2⌋ and mirrored borders (Zhang 2019). After max pooling of stride 1 it makes shifts count less. */
#include "engine/ops/windows.h"

extern const NnOp nn_op_blurpool;
extern const Param nn_blurpool_params[];

enum { SIZE, STRIDE };

const Param nn_blurpool_params[] = {
  { "size", N_ ("Blur"), "px", PARAM_INT, 0, 1, 7, 3 },
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 2 },
  { 0 },
};

static Window
window (const NnNode *node)
{
  int size = (int) node->settings[SIZE];
  Window w = { .size = size, .stride = (int) node->settings[STRIDE], .pad = size / 2 };
  real binomial = 1 / (real) (1 << (size - 1));
  for (int i = 0; i < size; i++) {
    w.weights[i] = binomial;
    binomial = binomial * (real) (size - 1 - i) / (real) (i + 1);
  }
  return w;
}

WINDOW_FUNCTIONS

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { [SIZE] = 3 + which, [STRIDE] = 1 + which };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 6, 7, 3 } });
  return nn_graph_apply (graph, &nn_op_blurpool, settings, 1, &x, error);
}

const NnOp nn_op_blurpool = {
  .entry = { "blurpool", N_ ("Blur pooling"), N_ ("a binomial blur, then every s-th pixel"),
             "Zhang 2019, Making convolutional networks shift-invariant again", nn_blurpool_params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .reach = reach,
  .forward_part = forward_part,
  .example = example,
  .n_examples = 2,
};
