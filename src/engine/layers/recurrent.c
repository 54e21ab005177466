/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/recurrent.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const NnInitializer nn_initializer_orthogonal;
extern const NnOp nn_op_rnn;

/* @n rows of n, @line reals apart. */
static void
fill_orthogonal (real *block, int n, size_t line, BaseRng *rng)
{
  size_t size = (size_t) n;
  real *square = malloc (size * size * sizeof *square);
  const double gain[PARAM_MAX] = { 1 };
  assert (square != NULL);
  nn_initializer_orthogonal.fill (square, size * size, n, n, gain, rng);
  for (size_t i = 0; i < size; i++)
    memcpy (block + i * line, square + i * size, size * sizeof *square);
  free (square);
}

/* @values: which start, and the gain. Blocks side by side, each of fan_in x fan_in. */
static void
fill_recurrent (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  enum { ORTHOGONAL, UNIFORM, IDENTITY };
  size_t line = n / (size_t) fan_in;
  double limit = 1 / sqrt (fan_in);
  for (size_t first = 0; values[0] == ORTHOGONAL && first < line; first += (size_t) fan_in)
    fill_orthogonal (weights + first, fan_in, line, rng);
  for (size_t i = 0; values[0] == UNIFORM && i < n; i++)
    weights[i] = (real) base_rng_range (rng, -limit, limit);
  for (size_t i = 0; values[0] == IDENTITY && i < n; i++)
    weights[i] = (i % line) % (size_t) fan_in == i / line;
  for (size_t i = 0; i < n; i++)
    weights[i] *= (real) values[1];
}

static const NnInitializer recurrent_start = { .entry = { .name = "recurrent" }, .fill = fill_recurrent };

/* The two layers that a recurrent one counts as. */
static void
add_views (NnGraph *graph, NnNode *out)
{
  NnLayerView input = { .weight = out->operands[1], .bias = out->operands[3], .pre = out, .out = out };
  NnLayerView recurrent = { .weight = out->operands[2], .pre = out, .out = out };
  layer_add (graph, out->op->entry.name, " input", &input);
  layer_add (graph, out->op->entry.name, " recurrent", &recurrent);
}

NnNode *
recurrent_layer (NnGraph *graph, const NnOp *op, NnNode *input, const double *values, const double *own,
                 int n_own, const NnLayerOptions *options, BaseError *error)
{
  const RecurrentCell *cell = op->kind;
  int units = (int) values[RECURRENT_UNITS], columns = cell->n_weight_blocks * units;
  int n_in = input->shape.n == 2 ? input->shape.d[1] : 1;
  double settings[PARAM_MAX] = { 0 }, start[PARAM_MAX] = { values[RECURRENT_START], values[RECURRENT_GAIN] };
  memcpy (settings, values + RECURRENT_OP_SETTINGS, RECURRENT_SETTINGS * sizeof *settings);
  for (int i = 0; i < n_own; i++)
    settings[RECURRENT_SETTINGS + i] = own[i];
  NnNode *w = layer_weight (graph, (NnShape) { 2, { n_in, columns } }, n_in, units, options);
  NnNode *u = nn_graph_parameter (graph, "", (NnShape) { 2, { units, columns } }, units, units, &recurrent_start, start);
  NnNode *b = layer_bias (graph, (NnShape) { 1, { cell->n_blocks * units } }, options);
  NnNode *out = nn_graph_apply (graph, op, settings, 4, (NnNode *[]) { input, w, u, b }, error);
  if (out == NULL)
    return NULL;
  add_views (graph, out);
  return op == &nn_op_rnn ? out : layer_activation (graph, out, options, error);
}
