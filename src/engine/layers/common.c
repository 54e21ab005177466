/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

#include <stdio.h>
#include <string.h>

extern const NnInitializer nn_initializer_constant;

/* What an unnamed initializer means: He et al. derive theirs for rectifiers, Glorot and Bengio theirs for the others. */
static const NnInitializer *
default_initializer (const NnActivation *activation)
{
  bool rectifier = activation != NULL && activation->rectifier;
  return (const NnInitializer *) base_registry_find (&nn_initializers, rectifier ? "he" : "xavier");
}

static void
set_label (NnNode *node, const char *layer, const char *part)
{
  snprintf (node->label, sizeof node->label, "%.24s%s", layer, part);
}

/* The activation of @options after @node; @node itself where there is none or it is NULL. */
static NnNode *
activate (NnGraph *graph, NnNode *node, const NnLayerOptions *options, BaseError *error)
{
  if (node == NULL || options == NULL || options->activation == NULL)
    return node;
  return nn_graph_apply (graph, &options->activation->op, options->activation_values, 1, &node, error);
}

NnNode *
layer_with_weights (NnGraph *graph, const char *name, const NnOp *op, const double *op_settings, NnNode *input,
                    NnShape weight_shape, int fan_in, int fan_out, const NnLayerOptions *options, BaseError *error)
{
  static const NnLayerOptions none = { 0 };
  options = options != NULL ? options : &none;
  const NnInitializer *initializer = options->initializer;
  NnLayerView layer = { .activation = options->activation };
  snprintf (layer.label, sizeof layer.label, "%s %d", name, nn_graph_n_layers (graph) + 1);
  NnShape bias_shape = { 1, { weight_shape.d[weight_shape.n - 1] } };
  layer.weight = nn_graph_parameter (graph, "", weight_shape, fan_in, fan_out,
                                     initializer != NULL ? initializer : default_initializer (options->activation),
                                     initializer != NULL ? options->initializer_values : NULL);
  layer.bias = nn_graph_parameter (graph, "", bias_shape, 0, 0, options->bias != 0 ? &nn_initializer_constant : NULL,
                                   (const double[PARAM_MAX]) { options->bias });
  layer.pre = nn_graph_apply (graph, op, op_settings, 3, (NnNode *[]) { input, layer.weight, layer.bias }, error);
  if (layer.pre == NULL)
    return NULL;
  layer.out = activate (graph, layer.pre, options, error);
  if (layer.out == NULL)
    return NULL;
  set_label (layer.weight, layer.label, " weight");
  set_label (layer.bias, layer.label, " bias");
  set_label (layer.out, layer.label, " out");
  set_label (layer.pre, layer.label, layer.pre == layer.out ? " out" : " pre");
  nn_graph_add_layer (graph, &layer);
  return layer.out;
}

NnNode *
nn_layer_build (const NnLayer *layer, NnGraph *graph, NnNode *input, int n, NnNode *const *ends, const double *values,
                const NnLayerOptions *options, BaseError *error)
{
  int n_layers = nn_graph_n_layers (graph);
  NnNode *node = n > 0 ? layer->join (graph, input, n, ends, values, options, error)
                       : layer->build (graph, input, values, options, error);
  bool applied = n == 0 && nn_graph_n_layers (graph) > n_layers;
  return applied ? node : activate (graph, node, options, error);
}
