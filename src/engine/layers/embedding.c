/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnOp nn_op_embedding;
extern const NnLayer nn_layer_embedding;

enum { TOKENS, UNITS, PAD };

static const Param params[] = {
  { "tokens", N_ ("Tokens"), NULL, PARAM_INT, 0, 1, 1e6, 32 },
  { "units", N_ ("Numbers of a token"), NULL, PARAM_INT, 0, 1, 4096, 8 },
  { "pad", N_ ("Token that is padding (−1: none)"), NULL, PARAM_INT, 0, -1, 1e6, -1 },
  { 0 },
};

/* Weights not asked for otherwise are normal with deviation 1, as a token's numbers are the inputs of what follows. */
static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  NnLayerOptions own = options != NULL ? *options : (NnLayerOptions) { 0 };
  if (own.initializer == NULL) {
    own.initializer = (const NnInitializer *) base_registry_find (&nn_initializers, "gaussian");
    own.initializer_values[0] = 1;
  }
  NnShape shape = { 2, { (int) values[TOKENS], (int) values[UNITS] } };
  NnLayerView layer = { .weight = layer_weight (graph, shape, 1, shape.d[1], &own) };
  layer.pre = nn_graph_apply (graph, &nn_op_embedding, &values[PAD], 2, (NnNode *[]) { input, layer.weight }, error);
  layer.out = layer_activation (graph, layer.pre, options, error);
  if (layer.out == NULL)
    return NULL;
  layer.activation = own.activation;
  layer_add (graph, "embedding", "", &layer);
  return layer.out;
}

const NnLayer nn_layer_embedding = {
  .entry = { "embedding", N_ ("Embedding"), N_ ("tokens become rows of a table; a token outside it is padding, zeros"),
             "Bengio, Ducharme, Vincent, Jauvin 2003, A neural probabilistic language model", params },
  .build = build,
};
