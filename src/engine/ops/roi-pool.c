/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A box of a feature map, of any size, as n x n cells: y[i][j][c] = the largest x in cell (i, j), whose borders are those of the box
 * in n parts, rounded outwards (Girshick 2015). The box is { top, left, bottom, right } in shares of the image, from the
 * settings or from a second operand, which gets no gradient. Scratch keeps the place; ties go to the first, a NaN wins. */
#include "engine/ops/common.h"

#include "base/words.h"

#include <string.h>
#include <tgmath.h>

extern const NnOp nn_op_roi_pool;
extern const Param nn_roi_pool_params[];

enum { SIZE, BOX };

const Param nn_roi_pool_params[] = {
  { "size", N_ ("Cells in a row"), NULL, PARAM_INT, 0, 1, 64, 2 },
  { "top", N_ ("Top"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  { "left", N_ ("Left"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  { "bottom", N_ ("Bottom"), NULL, PARAM_REAL, 0, 0, 1, 1 },
  { "right", N_ ("Right"), NULL, PARAM_REAL, 0, 0, 1, 1 },
  { 0 },
};

/* Operands: x {height, width, channels}, and boxes {4} or none. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape;
  char shape[NN_SHAPE_TEXT];
  if (x->n != 3)
    return base_error_set (error, _ ("roi-pool: the input is %s, not an image (height x width x channels)"),
                           nn_shape_format (x, shape));
  if (node->n_operands > 1 && node->operands[1]->size != 4)
    return base_error_set (error, _ ("roi-pool: a box is four numbers, not %s"),
                           nn_shape_format (&node->operands[1]->shape, shape));
  node->shape = (NnShape) { 3, { (int) node->settings[SIZE], (int) node->settings[SIZE], x->d[2] } };
  node->scratch_size = nn_shape_size (&node->shape);
  return true;
}

/* Pixels of cell @k of @n between @low and @high, shares of @size pixels: at least one. */
static void
cell (double low, double high, int size, int k, int n, int *first, int *end)
{
  double step = (high - low) * size / n;
  *first = (int) floor (low * size + k * step + 1e-6);
  *end = (int) ceil (low * size + (k + 1) * step - 1e-6);
  *first = *first < 0 ? 0 : *first >= size ? size - 1 : *first;
  *end = *end <= *first ? *first + 1 : *end > size ? size : *end;
}

static NnRect
cell_rect (const NnNode *node, size_t r, int i, int j)
{
  const NnShape *x = &node->operands[0]->shape;
  int n = (int) node->settings[SIZE];
  double box[4];
  for (size_t k = 0; k < 4; k++)
    box[k] = node->n_operands > 1 ? (double) node->operands[1]->value[4 * r + k] : node->settings[BOX + k];
  NnRect rect;
  cell (box[0], box[2], x->d[0], i, n, &rect.top, &rect.bottom);
  cell (box[1], box[3], x->d[1], j, n, &rect.left, &rect.right);
  return rect;
}

/* The largest of channel c in @rect, and its place. */
static real
largest (const NnShape *shape, const real *x, NnRect rect, int c, real *place)
{
  real best = 0;
  *place = -1;
  for (int i = rect.top; i < rect.bottom; i++)
    for (int j = rect.left; j < rect.right; j++) {
      real value = x[(i * shape->d[1] + j) * shape->d[2] + c];
      if (*place >= 0 && (value <= best || best != best))
        continue;
      best = value;
      *place = (real) (i * shape->d[1] + j);
    }
  return best;
}

static void
forward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0];
  size_t to = 0;
  for (size_t r = 0; r < (size_t) rows; r++)
    for (int i = 0; i < node->shape.d[0]; i++)
      for (int j = 0; j < node->shape.d[1]; j++) {
        NnRect rect = cell_rect (node, r, i, j);
        for (int c = 0; c < node->shape.d[2]; c++, to++)
          node->value[to] = largest (&x->shape, x->value + r * x->size, rect, c, &node->scratch[to]);
      }
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0];
  size_t n = op_channels (node);
  if (x->gradient == NULL)
    return;
  if (!op_adds (node, 0))
    memset (x->gradient, 0, (size_t) rows * x->size * sizeof (real));
  for (size_t i = 0; i < (size_t) rows * node->size; i++)
    x->gradient[i / node->size * x->size + (size_t) node->scratch[i] * n + i % n] += node->gradient[i];
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 2 + which, 0.2 * which, 0, 0.9, 1 };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 5, 4, 3 } });
  NnNode *box = which == 2 ? nn_graph_input (graph, "boxes", (NnShape) { 1, { 4 } }) : NULL;
  return nn_graph_apply (graph, &nn_op_roi_pool, settings, which == 2 ? 2 : 1, (NnNode *[]) { x, box }, error);
}

const NnOp nn_op_roi_pool = {
  .entry = { "roi-pool", N_ ("Region pooling"), N_ ("the largest value of each cell of a box"), "Girshick 2015, Fast R-CNN",
             nn_roi_pool_params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 3,
};
