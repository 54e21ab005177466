/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y = x above zero, else a x, with one number a for each channel (the last dim) or for all values. At 0 the slope is a, and
 * that of a is 0. */
#include "engine/kernels/activations.h"
#include "engine/layers/common.h"
#include "engine/ops/common.h"

enum { START, PER };

static const Param params[] = {
  { "start", N_ ("Slope below zero at first"), NULL, PARAM_REAL, 0, -10, 10, 0.25 },
  { "per", N_ ("One for"), NULL, PARAM_CHOICE, 0, 0, 1, 0, "channel|all" },
  { 0 },
};

/* Values from number @first to before @end; both are the first of a place. */
static void
bend (const NnNode *node, size_t first, size_t end)
{
  const real *x = node->operands[0]->value, *a = node->operands[1]->value;
  size_t n = node->operands[1]->size;
  for (size_t i = first; i < end; i += n)
    for (size_t c = 0; c < n; c++) { /* both sides are computed: no jump that the processor would have to guess */
      real at = x[i + c], below = a[c] * at;
      node->value[i + c] = at > 0 ? at : below;
    }
}

static void
forward (const NnNode *node, int rows)
{
  bend (node, 0, (size_t) rows * node->size);
}

static void
forward_part (const NnNode *node, int row, NnRect in, NnRect out)
{
  size_t width = (size_t) node->shape.d[1], pixel = op_channels (node);
  for (int i = out.top; i < out.bottom; i++) {
    size_t line = ((size_t) row * (size_t) node->shape.d[0] + (size_t) i) * width;
    bend (node, (line + (size_t) out.left) * pixel, (line + (size_t) out.right) * pixel);
  }
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *a = node->operands[1];
  size_t n = a->size, total = (size_t) rows * node->size;
  for (size_t i = 0; x->gradient != NULL && i < total; i += n)
    for (size_t c = 0; c < n; c++) {
      real below = a->value[c];
      op_give (&x->gradient[i + c], node->gradient[i + c] * (x->value[i + c] > 0 ? 1 : below), op_adds (node, 0));
    }
  for (size_t c = 0; a->gradient != NULL && c < n; c++) {
    double sum = 0;
    for (size_t i = c; i < total; i += n)
      sum += x->value[i] > 0 ? 0 : (double) node->gradient[i] * (double) x->value[i];
    op_give (&a->gradient[c], (real) sum, op_adds (node, 1));
  }
}

static NnNode *
build (const NnActivation *f, NnGraph *graph, NnNode *x, const double *settings, BaseError *error)
{
  const NnNode one = { .shape = { 1, { 1 } } };
  char label[32];
  layer_label (graph, &f->op, label);
  NnNode *a = layer_channels (graph, settings[PER] > 0 ? &one : x, label, " slope", settings[START]);
  return nn_graph_apply (graph, &f->op, settings, 2, (NnNode *[]) { x, a }, error);
}

const NnActivation ACTIVATION (prelu) = {
  .op = { .entry = { "prelu", N_ ("PReLU"), N_ ("x above zero, else a x; a is learned, one for each channel; at 0 the slope is a"),
                     "He, Zhang, Ren, Sun 2015, Delving deep into rectifiers", params },
          .infer = op_infer_same, .forward = forward, .backward = backward, .reach = op_reach_same,
          .forward_part = forward_part },
  .index = NN_ACTIVATION_prelu,
  .rectifier = true,
  .build = build,
};
