/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Pooling by a weighted sum: y[i][j][c] = Σ_{u,v} w[u] w[v] x[i s + u − p][j s + v − p][c] with the same weights for all
 * channels; places outside the image are those mirrored at its border pixels. */

#include "engine/ops/common.h"

#define WINDOW_MAX 64

typedef struct {
  int size, stride, pad; /* pad < height and width */
  real weights[WINDOW_MAX];
} Window;

/* Sets node->shape; false where the image of operand 0 does not hold a window. */
bool window_infer (NnNode *node, const Window *window, BaseError *error);

void window_forward (const NnNode *node, const Window *window, int rows);
void window_backward (const NnNode *node, const Window *window, int rows);

/* The outputs that see @in: a mirrored pixel lies at most 2 pad from where it is taken for. */
NnRect window_reach (const NnNode *node, const Window *window, NnRect in);

/* The outputs in @out of one row. */
void window_forward_part (const NnNode *node, const Window *window, int row, NnRect out);

/* An op's functions, from its window (node). */
#define WINDOW_FUNCTIONS                                                                                               \
  static bool infer (NnNode *node, BaseError *error)                                                                   \
  {                                                                                                                    \
    Window w = window (node);                                                                                          \
    return window_infer (node, &w, error);                                                                             \
  }                                                                                                                    \
  static void forward (const NnNode *node, int rows)                                                                   \
  {                                                                                                                    \
    Window w = window (node);                                                                                          \
    window_forward (node, &w, rows);                                                                                   \
  }                                                                                                                    \
  static void backward (const NnNode *node, int rows)                                                                  \
  {                                                                                                                    \
    Window w = window (node);                                                                                          \
    window_backward (node, &w, rows);                                                                                  \
  }                                                                                                                    \
  static NnRect reach (const NnNode *node, NnRect in)                                                                  \
  {                                                                                                                    \
    Window w = window (node);                                                                                          \
    return window_reach (node, &w, in);                                                                                \
  }                                                                                                                    \
  static void forward_part (const NnNode *node, int row, NnRect in, NnRect out)                                        \
  {                                                                                                                    \
    Window w = window (node);                                                                                          \
    window_forward_part (node, &w, row, out);                                                                          \
  }
