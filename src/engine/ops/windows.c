/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/windows.h"

#include "base/words.h"

#include <string.h>

bool
window_infer (NnNode *node, const Window *w, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape;
  char image[NN_SHAPE_TEXT];
  int height = x->d[0] + 2 * w->pad - w->size, width = x->d[1] + 2 * w->pad - w->size;
  if (x->n != 3 || height < 0 || width < 0 || w->pad >= x->d[0] || w->pad >= x->d[1])
    return base_error_set (error, _ ("%s: input %s does not hold a window %dx%d (an image is height x width x channels)"),
                           node->op->entry.name, nn_shape_format (x, image), w->size, w->size);
  node->shape = (NnShape) { 3, { height / w->stride + 1, width / w->stride + 1, x->d[2] } };
  return true;
}

static int
mirrored (int i, int n)
{
  return i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i;
}

/* The pixel that tap (u, v) of output (i, j) sees, and its weight. */
static size_t
tap (const NnNode *node, const Window *w, int i, int j, int u, int v, real *weight)
{
  const NnShape *x = &node->operands[0]->shape;
  int row = mirrored (i * w->stride + u - w->pad, x->d[0]), column = mirrored (j * w->stride + v - w->pad, x->d[1]);
  *weight = w->weights[u] * w->weights[v];
  return (size_t) ((row * x->d[1] + column) * x->d[2]);
}

void
window_forward_part (const NnNode *node, const Window *w, int row, NnRect out)
{
  const real *x = node->operands[0]->value + (size_t) row * node->operands[0]->size;
  size_t n = op_channels (node);
  real weight;
  for (int i = out.top; i < out.bottom; i++)
    for (int j = out.left; j < out.right; j++) {
      real *y = node->value + (size_t) row * node->size + (size_t) (i * node->shape.d[1] + j) * n;
      memset (y, 0, n * sizeof (real));
      for (int k = 0; k < w->size * w->size; k++) {
        const real *from = x + tap (node, w, i, j, k / w->size, k % w->size, &weight);
        for (size_t c = 0; c < n; c++)
          y[c] += weight * from[c];
      }
    }
}

NnRect
window_reach (const NnNode *node, const Window *w, NnRect in)
{
  int more = 2 * w->pad;
  NnRect wide = { in.top - more, in.left - more, in.bottom + more, in.right + more };
  return op_reach_windows (node, wide, w->size, w->stride, w->pad);
}

void
window_forward (const NnNode *node, const Window *w, int rows)
{
  for (int r = 0; r < rows; r++)
    window_forward_part (node, w, r, (NnRect) { 0, 0, node->shape.d[0], node->shape.d[1] });
}

void
window_backward (const NnNode *node, const Window *w, int rows)
{
  const NnNode *x = node->operands[0];
  size_t n = op_channels (node), places = node->size / n;
  real weight;
  if (x->gradient == NULL)
    return;
  if (!op_adds (node, 0))
    memset (x->gradient, 0, (size_t) rows * x->size * sizeof (real));
  for (size_t p = 0; p < (size_t) rows * places; p++) {
    int i = (int) (p % places) / node->shape.d[1], j = (int) (p % places) % node->shape.d[1];
    const real *dy = node->gradient + p * n;
    for (int k = 0; k < w->size * w->size; k++) {
      real *dx = x->gradient + p / places * x->size + tap (node, w, i, j, k / w->size, k % w->size, &weight);
      for (size_t c = 0; c < n; c++)
        dx[c] += weight * dy[c];
    }
  }
}
