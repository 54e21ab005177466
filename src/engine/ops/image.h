/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Images with zeros around them, for ops on windows. */

#include "engine/ops/common.h"

/* Reals of a padded image. */
static inline size_t
image_size (const NnConv *g)
{
  return (size_t) g->in_height * (size_t) g->in_width * (size_t) g->in_channels;
}

/* Row r of @node's scratch, where padded images are kept if there is padding, else of operand 0. */
static inline const real *
image_padded (const NnNode *node, int r)
{
  return node->scratch_size > 0 ? node->scratch + (size_t) r * node->scratch_size
                                : node->operands[0]->value + (size_t) r * node->operands[0]->size;
}

/* Copies @channels channels from an image @from of shape @x into the middle of a padded one @to that has only these; its border
 * is left as it is. */
void image_pad (const NnShape *x, int pad, int channels, const real *from, real *to);

/* The middle of a padded image into, or onto, an image. */
void image_unpad (const NnShape *x, int pad, int channels, const real *from, real *to, bool add);

/* What every convolution infers from its geometry; false where the image does not hold a kernel. */
bool image_infer (NnNode *node, NnConv *g, int pad, BaseError *error);
