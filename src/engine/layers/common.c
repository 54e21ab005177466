/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

#include <stdio.h>

extern const NnInitializer nn_initializer_constant;
extern const NnOp nn_op_groupnorm;

/* What an unnamed initializer means: He et al. derive theirs for rectifiers, Glorot and Bengio theirs for the others. */
static void
set_default_initializer (NnNode *weight, const NnActivation *activation)
{
  bool rectifier = activation != NULL && activation->rectifier;
  weight->initializer = (const NnInitializer *) base_registry_find (&nn_initializers, rectifier ? "he" : "xavier");
  weight->by_activation = true;
  params_defaults (weight->initializer->entry.params, weight->initializer_values);
}

static void
set_label (NnNode *node, const char *layer, const char *part)
{
  snprintf (node->label, sizeof node->label, "%.24s%s", layer, part);
}

NnNode *
layer_weight (NnGraph *graph, NnShape shape, int fan_in, int fan_out, const NnLayerOptions *options)
{
  const NnLayerOptions plain = { 0 }, *given = options != NULL ? options : &plain;
  NnNode *weight = nn_graph_parameter (graph, "", shape, fan_in, fan_out, given->initializer, given->initializer_values);
  if (given->initializer == NULL)
    set_default_initializer (weight, given->activation);
  return weight;
}

NnNode *
layer_bias (NnGraph *graph, NnShape shape, const NnLayerOptions *options)
{
  const double start[PARAM_MAX] = { options != NULL ? options->bias : 0 };
  return nn_graph_parameter (graph, "", shape, 0, 0, start[0] != 0 ? &nn_initializer_constant : NULL, start);
}

NnNode *
nn_activation_apply (const NnActivation *f, NnGraph *graph, NnNode *x, const double *settings, BaseError *error)
{
  double defaults[PARAM_MAX];
  params_defaults (f->entry.params, defaults);
  settings = settings != NULL ? settings : defaults;
  NnNode *y = f->build != NULL ? f->build (f, graph, x, settings, error)
                               : nn_graph_apply (graph, &f->op, settings, 1, &x, error);
  NnLayerView *last = nn_graph_last_layer (graph);
  if (y != NULL && last != NULL && last->out == x && last->activation == NULL) {
    last->activation = f;
    last->out = y;
    if (last->weight->by_activation)
      set_default_initializer (last->weight, f);
  }
  return y;
}

NnNode *
layer_activation (NnGraph *graph, NnNode *pre, const NnLayerOptions *options, BaseError *error)
{
  if (pre == NULL || options == NULL || options->activation == NULL)
    return pre;
  return nn_activation_apply (options->activation, graph, pre, options->activation_values, error);
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

void
layer_without_bias (NnGraph *graph)
{
  NnLayerView *layer = nn_graph_last_layer (graph);
  layer->bias->trained = false;
  layer->bias->initializer = NULL;
  layer->bias = NULL;
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

NnNode *
layer_channels (NnGraph *graph, const NnNode *input, const char *layer, const char *part, double value)
{
  const double values[PARAM_MAX] = { value };
  NnShape shape = { 1, { input->shape.d[input->shape.n - 1] } };
  NnNode *node = nn_graph_parameter (graph, "", shape, 0, 0, &nn_initializer_constant, values);
  set_label (node, layer, part);
  return node;
}

void
layer_label (const NnGraph *graph, const NnOp *op, char label[32])
{
  int number = 1;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    number += nn_graph_node (graph, i)->op == op;
  snprintf (label, 32, "%.20s %d", op->entry.name, number);
}

NnNode *
layer_between (NnGraph *graph, const NnOp *op, const double *settings, int n_operands, NnNode *const *operands,
               BaseError *error)
{
  char label[32];
  layer_label (graph, op, label);
  NnNode *node = nn_graph_apply (graph, op, settings, n_operands, operands, error);
  NnLayerView *last = nn_graph_last_layer (graph);
  if (node == NULL)
    return NULL;
  set_label (node, label, " out");
  if (last != NULL && last->out == operands[0] && last->activation == NULL)
    last->pre = last->out = node;
  return node;
}

NnNode *
layer_groupnorm (NnGraph *graph, NnNode *input, double groups, bool places, const double values[3], BaseError *error)
{
  const double settings[PARAM_MAX] = { groups, values[0], places };
  char label[32];
  layer_label (graph, &nn_op_groupnorm, label);
  NnNode *gamma = layer_channels (graph, input, label, " gamma", 1), *beta = layer_channels (graph, input, label, " beta", 0);
  gamma->trained = values[1] > 0;
  beta->trained = values[2] > 0;
  return layer_between (graph, &nn_op_groupnorm, settings, 3, (NnNode *[]) { input, gamma, beta }, error);
}
