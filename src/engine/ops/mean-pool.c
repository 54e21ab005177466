/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y[c] = the mean of x[i][c] over all places i of an image, or steps of a sequence. */
#include "engine/ops/common.h"

#include <string.h>

extern const NnOp nn_op_mean_pool;

static void
forward (const NnNode *node, int rows)
{
  size_t channels = node->size, size = node->operands[0]->size, n = size / channels;
  for (size_t r = 0; r < (size_t) rows; r++) {
    const real *x = node->operands[0]->value + r * size;
    real *y = node->value + r * channels;
    memcpy (y, x, channels * sizeof (real));
    for (size_t i = 1; i < n; i++)
      for (size_t c = 0; c < channels; c++)
        y[c] += x[i * channels + c];
    for (size_t c = 0; c < channels; c++)
      y[c] /= (real) n;
  }
}

static void
backward (const NnNode *node, int rows)
{
  size_t channels = node->size, size = node->operands[0]->size, n = size / channels;
  for (size_t r = 0; node->operands[0]->gradient != NULL && r < (size_t) rows; r++) {
    const real *dy = node->gradient + r * channels;
    real *dx = node->operands[0]->gradient + r * size;
    for (size_t i = 0; i < n; i++, dx += channels)
      for (size_t c = 0; c < channels; c++)
        dx[c] = (op_adds (node, 0) ? dx[c] : 0) + dy[c] / (real) n;
  }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return op_example_of_input (graph, &nn_op_mean_pool,
                              which == 0 ? (NnShape) { 2, { 7, 3 } } : (NnShape) { 3, { 2, 3, 2 } }, error);
}

const NnOp nn_op_mean_pool = {
  .entry = { "mean-pool", N_ ("Mean pooling"), N_ ("y[c] = the mean of x[…][c]"), NULL, NULL },
  .infer = op_infer_channels,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 2,
};
