/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

#include <stdio.h>

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

NnNode *
layer_weight (NnGraph *graph, NnShape shape, int fan_in, int fan_out, const NnLayerOptions *options)
{
  const NnInitializer *initializer = options != NULL ? options->initializer : NULL;
  if (initializer != NULL)
    return nn_graph_parameter (graph, "", shape, fan_in, fan_out, initializer, options->initializer_values);
  initializer = default_initializer (options != NULL ? options->activation : NULL);
  return nn_graph_parameter (graph, "", shape, fan_in, fan_out, initializer, NULL);
}

NnNode *
layer_bias (NnGraph *graph, NnShape shape, const NnLayerOptions *options)
{
  const double start[PARAM_MAX] = { options != NULL ? options->bias : 0 };
  return nn_graph_parameter (graph, "", shape, 0, 0, start[0] != 0 ? &nn_initializer_constant : NULL, start);
}

NnNode *
layer_activation (NnGraph *graph, NnNode *pre, const NnLayerOptions *options, BaseError *error)
{
  if (pre == NULL || options == NULL || options->activation == NULL)
    return pre;
  return nn_graph_apply (graph, &options->activation->op, options->activation_values, 1, &pre, error);
}

void
layer_add (NnGraph *graph, const char *name, const char *part, NnLayerView *layer)
{
  snprintf (layer->label, sizeof layer->label, "%s %d%s", name, nn_graph_n_layers (graph) + 1, part);
  set_label (layer->weight, layer->label, " weight");
  if (layer->bias != NULL)
    set_label (layer->bias, layer->label, " bias");
  set_label (layer->out, layer->label, " out");
  if (layer->pre != layer->out)
    set_label (layer->pre, layer->label, " pre");
  nn_graph_add_layer (graph, layer);
}

NnNode *
layer_with_weights (NnGraph *graph, const char *name, const NnOp *op, const double *op_settings, NnNode *input,
                    NnShape weight_shape, int fan_in, int fan_out, const NnLayerOptions *options, BaseError *error)
{
  NnLayerView layer = { .activation = options != NULL ? options->activation : NULL };
  layer.weight = layer_weight (graph, weight_shape, fan_in, fan_out, options);
  layer.bias = layer_bias (graph, (NnShape) { 1, { weight_shape.d[weight_shape.n - 1] } }, options);
  layer.pre = nn_graph_apply (graph, op, op_settings, 3, (NnNode *[]) { input, layer.weight, layer.bias }, error);
  layer.out = layer_activation (graph, layer.pre, options, error);
  if (layer.out != NULL)
    layer_add (graph, name, "", &layer);
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
  return applied ? node : layer_activation (graph, node, options, error);
}
