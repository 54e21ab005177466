/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What several ops share. */

#include "engine/kernels.h"
#include "engine/op.h"

/* Whether backward adds to operand @i's gradient (else it sets it). */
static inline bool
op_adds (const NnNode *node, int i)
{
  return (node->first >> i & 1) == 0;
}

/* @n reals and room for the vector that ends them, where several arrays share a block. */
static inline size_t
op_room (size_t n)
{
  return (n + 15) / 16 * 16;
}

/* A setting of ops that do something else in training: as the graph is run, or wrong on purpose. */
typedef enum { OP_MODE_AUTO, OP_MODE_TRAIN, OP_MODE_EVAL } OpMode;
#define OP_MODES "auto|train|eval"

static inline bool
op_in_training (const NnNode *node, int setting)
{
  OpMode mode = (OpMode) node->settings[setting];
  return mode == OP_MODE_AUTO ? node->mode->training : mode == OP_MODE_TRAIN;
}

/* The stream of what is random in a node at a step; row r has its blocks from r 2^32 on. */
static inline uint64_t
op_stream (const NnNode *node)
{
  return (uint64_t) 1 << 63 | (uint64_t) node->index << 40 | node->mode->step;
}

/* Numbers of one channel (the last dim) lie this far apart. */
static inline size_t
op_channels (const NnNode *node)
{
  return (size_t) node->shape.d[node->shape.n - 1];
}

/* to = from, or to += from. */
static inline void
op_give (real *to, real from, bool add)
{
  *to = add ? *to + from : from;
}

/* Shape of operand 0: what an elementwise op infers. */
bool op_infer_same (NnNode *node, BaseError *error);

/* One number for each channel (the last dim) of an image or feature of a sequence: what pooling over all places infers. */
bool op_infer_channels (NnNode *node, BaseError *error);

/* A parameter of normal numbers, for examples. */
NnNode *op_example_parameter (NnGraph *graph, NnShape shape);

/* One that is not trained, all 1.5. */
NnNode *op_example_statistic (NnGraph *graph, NnShape shape);

/* The example of an op with one operand. */
NnNode *op_example_of_input (NnGraph *graph, const NnOp *op, NnShape shape, BaseError *error);

/* The example of a loss op: logits and a target from inputs; class targets are one number. */
NnNode *op_example_loss (NnGraph *graph, const NnOp *op, int n_outputs, int n_targets, BaseError *error);

/* What outputs of elementwise ops see. */
NnRect op_reach_same (const NnNode *node, NnRect in);

/* Ops that are an elementwise NnActivation. */
void op_elementwise_forward (const NnNode *node, int rows);
void op_elementwise_backward (const NnNode *node, int rows);
void op_elementwise_forward_part (const NnNode *node, int row, NnRect in, NnRect out);

/* Windows of @size every @stride of an image with @pad around it, clipped to the output. */
NnRect op_reach_windows (const NnNode *node, NnRect in, int size, int stride, int pad);
