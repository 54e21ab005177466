/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/graph-private.h"

#include "base/words.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const NnOp nn_op_detach;

size_t
nn_shape_size (const NnShape *shape)
{
  size_t size = 1;
  for (int i = 0; i < shape->n; i++)
    size = nn_times (size, (size_t) shape->d[i]);
  return size;
}

bool
nn_shape_equal (const NnShape *a, const NnShape *b)
{
  return a->n == b->n && memcmp (a->d, b->d, sizeof (int) * (size_t) a->n) == 0;
}

char *
nn_shape_format (const NnShape *shape, char text[NN_SHAPE_TEXT])
{
  int used = snprintf (text, NN_SHAPE_TEXT, shape->n == 0 ? "1" : "%d", shape->d[0]);
  for (int i = 1; i < shape->n; i++)
    used += snprintf (text + used, (size_t) (NN_SHAPE_TEXT - used), "x%d", shape->d[i]);
  return text;
}

NnGraph *
nn_graph_new (void)
{
  return calloc (1, sizeof (NnGraph));
}

void
nn_graph_free (NnGraph *graph)
{
  if (graph == NULL)
    return;
  for (int i = 0; i < graph->n_nodes; i++)
    free (graph->nodes[i]);
  free (graph->nodes);
  free (graph->layers);
  free (graph->forward);
  free (graph->backward);
  nn_graph_set_team (graph, NULL);
  free (graph->windows[0]);
  free (graph->values);
  free (graph->gradients);
  free (graph);
}

NnNode *
nn_graph_add_node (NnGraph *graph, NnKind kind, const char *label)
{
  assert (graph->capacity == 0);
  NnNode *node = calloc (1, sizeof *node);
  NnNode **nodes = realloc (graph->nodes, sizeof *nodes * (size_t) (graph->n_nodes + 1));
  if (nodes != NULL)
    graph->nodes = nodes;
  if (node == NULL || nodes == NULL) {
    free (node);
    return NULL;
  }
  node->kind = kind;
  node->mode = &graph->mode;
  node->index = graph->n_nodes;
  snprintf (node->label, sizeof node->label, "%s", label);
  nodes[graph->n_nodes++] = node;
  return node;
}

NnNode *
nn_graph_input (NnGraph *graph, const char *label, NnShape sample_shape)
{
  NnNode *node = nn_graph_add_node (graph, NN_INPUT, label);
  if (node == NULL)
    return NULL;
  node->shape = sample_shape;
  node->size = nn_shape_size (&sample_shape);
  node->batched = true;
  if (graph->input == NULL)
    graph->input = node;
  else if (graph->target == NULL)
    graph->target = node;
  return node;
}

NnNode *
nn_graph_parameter (NnGraph *graph, const char *label, NnShape shape, int fan_in, int fan_out,
                    const NnInitializer *initializer, const double *initializer_values)
{
  NnNode *node = nn_graph_add_node (graph, NN_PARAMETER, label);
  if (node == NULL)
    return NULL;
  node->shape = shape;
  node->size = nn_shape_size (&shape);
  node->fan_in = fan_in;
  node->fan_out = fan_out;
  node->trained = true;
  node->rate = 1;
  node->decays = fan_in > 0;
  node->initializer = initializer;
  if (initializer_values != NULL)
    memcpy (node->initializer_values, initializer_values, sizeof node->initializer_values);
  else if (initializer != NULL)
    params_defaults (initializer->entry.params, node->initializer_values);
  return node;
}

NnNode *
nn_graph_apply (NnGraph *graph, const NnOp *op, const double *settings, int n_operands, NnNode *const *operands,
                BaseError *error)
{
  assert (n_operands <= NN_MAX_OPERANDS);
  NnNode made = { .kind = NN_COMPUTED, .op = op, .n_operands = n_operands };
  params_defaults (op->entry.params, made.settings);
  for (int i = 0; settings != NULL && i < params_count (op->entry.params); i++) {
    made.settings[i] = settings[i];
    if (!param_check (&op->entry.params[i], settings[i], error))
      return NULL;
  }
  for (int i = 0; i < n_operands; i++) {
    made.operands[i] = operands[i];
    made.batched |= operands[i]->batched;
  }
  if (!op->infer (&made, error))
    return NULL;
  made.size = nn_shape_size (&made.shape);
  NnNode *node = nn_graph_add_node (graph, NN_COMPUTED, op->entry.name);
  if (node == NULL) {
    base_error_set (error, _ ("out of memory"));
    return NULL;
  }
  memcpy (made.label, node->label, sizeof made.label);
  made.index = node->index;
  made.mode = node->mode;
  *node = made;
  return node;
}

/* The twin of a parameter in a copy of layers: itself, or a constant. */
static NnNode *
again_parameter (NnGraph *graph, NnNode *parameter, bool detached, BaseError *error)
{
  return detached ? nn_graph_apply (graph, &nn_op_detach, NULL, 1, &parameter, error) : parameter;
}

NnNode *
nn_graph_again (NnGraph *graph, int first, const NnNode *output, const NnNode *from, NnNode *to, bool detached,
                BaseError *error)
{
  int n = output->index - first + 1;
  NnNode **twins = calloc ((size_t) n, sizeof *twins), *twin = NULL;
  for (int i = 0; twins != NULL && i < n && (i == 0 || twin != NULL); i++) {
    NnNode *node = graph->nodes[first + i], *operands[NN_MAX_OPERANDS];
    for (int k = 0; k < node->n_operands; k++) {
      NnNode *operand = node->operands[k];
      operands[k] = operand == from ? to : operand->index >= first ? twins[operand->index - first] : operand;
    }
    twin = node->kind == NN_COMPUTED ? nn_graph_apply (graph, node->op, node->settings, node->n_operands, operands, error)
           : node->kind == NN_PARAMETER ? again_parameter (graph, node, detached, error)
                                        : node;
    twins[i] = twin;
  }
  if (twins == NULL)
    base_error_set (error, _ ("out of memory"));
  free (twins);
  return twin;
}

void
nn_graph_add_layer (NnGraph *graph, const NnLayerView *layer)
{
  NnLayerView *layers = realloc (graph->layers, sizeof *layers * (size_t) (graph->n_layers + 1));
  if (layers == NULL)
    return;
  graph->layers = layers;
  layers[graph->n_layers++] = *layer;
}

NnLayerView *
nn_graph_last_layer (NnGraph *graph)
{
  return graph->n_layers > 0 ? &graph->layers[graph->n_layers - 1] : NULL;
}

void
nn_graph_want_input_gradient (NnGraph *graph)
{
  graph->want_input_gradient = true;
}

/* ---- reading ---- */

NnNode *
nn_graph_input_node (const NnGraph *graph)
{
  return graph->input;
}

NnNode *
nn_graph_target_node (const NnGraph *graph)
{
  return graph->target;
}

NnNode *
nn_graph_output (const NnGraph *graph)
{
  return graph->output;
}

NnNode *
nn_graph_loss_node (const NnGraph *graph)
{
  return graph->loss;
}

int
nn_graph_capacity (const NnGraph *graph)
{
  return graph->capacity;
}

int
nn_graph_n_nodes (const NnGraph *graph)
{
  return graph->n_nodes;
}

NnNode *
nn_graph_node (const NnGraph *graph, int index)
{
  return graph->nodes[index];
}

NnNode *
nn_graph_find (const NnGraph *graph, const char *label)
{
  for (int i = 0; i < graph->n_nodes; i++)
    if (strcmp (graph->nodes[i]->label, label) == 0)
      return graph->nodes[i];
  return NULL;
}

real *
nn_graph_parameters (const NnGraph *graph)
{
  return graph->parameters;
}

real *
nn_graph_gradients (const NnGraph *graph)
{
  return graph->parameter_gradients;
}

size_t
nn_graph_n_parameters (const NnGraph *graph)
{
  return graph->n_parameters;
}

size_t
nn_graph_n_trained (const NnGraph *graph)
{
  return graph->n_trained;
}

int
nn_graph_n_layers (const NnGraph *graph)
{
  return graph->n_layers;
}

const NnLayerView *
nn_graph_layer (const NnGraph *graph, int layer)
{
  return &graph->layers[layer];
}
