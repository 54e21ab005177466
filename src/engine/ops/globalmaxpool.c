/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y[c] = the largest x[i][c] over all places i of an image, or steps of a sequence. Scratch keeps where it was; ties go to the
 * first, a NaN wins. */
#include "engine/ops/common.h"

#include <string.h>

extern const NnOp nn_op_globalmaxpool;

static void
forward (const NnNode *node, int rows)
{
  size_t channels = node->size, size = node->operands[0]->size;
  for (size_t r = 0; r < (size_t) rows; r++) {
    const real *x = node->operands[0]->value + r * size;
    real *y = node->value + r * channels, *place = node->scratch + r * channels;
    memcpy (y, x, channels * sizeof (real));
    memset (place, 0, channels * sizeof (real));
    for (size_t i = 1; i < size / channels; i++)
      for (size_t c = 0; c < channels; c++)
        if (!(x[i * channels + c] <= y[c]) && y[c] == y[c]) {
          y[c] = x[i * channels + c];
          place[c] = (real) i;
        }
  }
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0];
  size_t channels = node->size;
  if (x->gradient == NULL)
    return;
  if (!op_adds (node, 0))
    memset (x->gradient, 0, (size_t) rows * x->size * sizeof (real));
  for (size_t r = 0; r < (size_t) rows; r++)
    for (size_t c = 0; c < channels; c++) {
      size_t i = (size_t) node->scratch[r * channels + c];
      x->gradient[r * x->size + i * channels + c] += node->gradient[r * channels + c];
    }
}

static bool
infer (NnNode *node, BaseError *error)
{
  if (!op_infer_channels (node, error))
    return false;
  node->scratch_size = nn_shape_size (&node->shape);
  return true;
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return op_example_of_input (graph, &nn_op_globalmaxpool,
                              which == 0 ? (NnShape) { 2, { 7, 3 } } : (NnShape) { 3, { 2, 3, 2 } }, error);
}

const NnOp nn_op_globalmaxpool = {
  .entry = { "globalmaxpool", N_ ("Global max pooling"), N_ ("y[c] = the largest x[…][c]"), NULL, NULL },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 2,
};
