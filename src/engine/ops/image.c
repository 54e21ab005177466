/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/image.h"

#include "base/words.h"

#include <string.h>

void
image_pad (const NnShape *x, int pad, int channels, const real *from, real *to)
{
  size_t n = (size_t) channels, width = (size_t) x->d[1], all = (size_t) x->d[2], line = (width + 2 * (size_t) pad) * n;
  size_t run = n == all ? width * n : n; /* what is contiguous */
  to += (size_t) pad * (line + n);
  for (int i = 0; i < x->d[0]; i++, from += width * all, to += line)
    for (size_t j = 0; j * run < width * n; j++)
      memcpy (to + j * run, from + j * all, run * sizeof (real));
}

void
image_unpad (const NnShape *x, int pad, int channels, const real *from, real *to, bool add)
{
  size_t n = (size_t) channels, width = (size_t) x->d[1], all = (size_t) x->d[2], line = (width + 2 * (size_t) pad) * n;
  size_t run = n == all ? width * n : n; /* what is contiguous */
  from += (size_t) pad * (line + n);
  for (int i = 0; i < x->d[0]; i++, from += line, to += width * all)
    for (size_t j = 0; j * run < width * n; j++)
      for (size_t c = 0; c < run; c++)
        op_give (&to[j * all + c], from[j * run + c], add);
}

bool
image_infer (NnNode *node, NnConv *g, int pad, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape;
  char image[NN_SHAPE_TEXT];
  g->in_height = x->d[0] + 2 * pad;
  g->in_width = x->d[1] + 2 * pad;
  if (g->in_height < g->kernel || g->in_width < g->kernel)
    return base_error_set (error, _ ("%s: input %s with padding %d is smaller than the kernel %dx%d"), node->op->entry.name,
                           nn_shape_format (x, image), pad, g->kernel, g->kernel);
  g->out_height = (g->in_height - g->kernel) / g->stride + 1;
  g->out_width = (g->in_width - g->kernel) / g->stride + 1;
  return true;
}
