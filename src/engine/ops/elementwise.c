/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one op of all elementwise activations: y = f (x; settings). */
#include "engine/ops/common.h"

#include <string.h>

/* @f compiled for this processor. */
static const NnActivation *
fast (const NnActivation *f)
{
  return nn_kernels ()->activations[f->index];
}

static const NnActivation *
activation (const NnNode *node)
{
  return fast ((const NnActivation *) node->op);
}

void
op_elementwise_forward (const NnNode *node, int rows)
{
  activation (node)->value ((size_t) rows * node->size, node->settings, node->operands[0]->value, node->value);
}

void
op_elementwise_backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0];
  if (x->gradient != NULL)
    activation (node)->slope ((size_t) rows * node->size, node->settings, x->value, node->value, node->gradient,
                              x->gradient, op_adds (node, 0));
}

/* A run of n numbers from @start that whole vectors of 16 cover without touching others: longer where its neighbours can be
 * recomputed as well, the whole sample where it is short (its last vector then ends in the room behind the rows). */
static void
run_part (const NnNode *node, size_t start, size_t n, const real *x, real *y)
{
  size_t whole = (n + 15) / 16 * 16;
  if (start + whole > node->size)
    start = start + n >= whole ? start + n - whole : 0;
  if (start + whole > node->size)
    whole = node->size;
  activation (node)->value (whole, node->settings, x + start, y + start);
}

void
op_elementwise_forward_part (const NnNode *node, int row, NnRect in, NnRect out)
{
  size_t pixel = (size_t) node->shape.d[2], line = (size_t) node->shape.d[1] * pixel, base = (size_t) row * node->size;
  size_t n = (size_t) (out.right - out.left) * pixel;
  for (int i = out.top; i < out.bottom && n > 0; i++)
    run_part (node, (size_t) i * line + (size_t) out.left * pixel, n, node->operands[0]->value + base,
              node->value + base);
}

void
nn_activation_slopes (const NnActivation *f, const double *settings, size_t n, const real *x, const real *y,
                      real *slopes)
{
  enum { CHUNK = 256 };
  real ones[CHUNK], values[CHUNK], part[CHUNK];
  for (int i = 0; i < CHUNK; i++)
    ones[i] = 1;
  for (size_t first = 0; first < n; first += CHUNK) {
    size_t rest = n - first < CHUNK ? n - first : CHUNK;
    bool whole = rest % 16 == 0; /* then nothing is written behind */
    if (y == NULL)
      fast (f)->value (rest, settings, x + first, values);
    fast (f)->slope (rest, settings, x + first, y != NULL ? y + first : values, ones, whole ? slopes + first : part, false);
    if (!whole)
      memcpy (slopes + first, part, rest * sizeof (real));
  }
}

double
nn_activation_max_slope (const NnActivation *f, const double *settings)
{
  return f->max_slope != NULL ? f->max_slope (settings) : 1;
}
