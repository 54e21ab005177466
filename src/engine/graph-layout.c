/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiling: the order of the passes and the place of every number in the two arenas. */
#include "engine/graph-private.h"

#include "base/words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static size_t
aligned (size_t n)
{
  return (n + ALIGN_REALS - 1) / ALIGN_REALS * ALIGN_REALS;
}

/* An arena of @n zeros, or NULL. */
static real *
arena_new (size_t n)
{
  size_t bytes = aligned (n + 1) * sizeof (real);
  real *arena = n < TOO_MUCH ? aligned_alloc (64, (bytes + 63) / 64 * 64) : NULL;
  if (arena != NULL)
    memset (arena, 0, bytes);
  return arena;
}

/* The next @n reals of an arena that is being laid out: with @arena NULL only counts. */
static real *
take (real *arena, size_t *used, size_t n)
{
  real *place = arena != NULL ? arena + *used : NULL;
  *used += aligned (n);
  return place;
}

/* Reals of @node for the whole batch, given those for one row, and room for a vector that begins in any row. */
static size_t
for_rows (const NnGraph *graph, const NnNode *node, size_t size)
{
  int rows = node->passing && graph->capacity > BLOCK * NN_TEAM_MAX ? BLOCK * NN_TEAM_MAX : graph->capacity;
  return (node->batched ? nn_times (size, (size_t) rows) : size) + (size > 0 ? ALIGN_REALS : 0);
}

/* Gives every node its place in the values arena; returns the arena's size. Run once to count, once to place. */
static size_t
place_values (NnGraph *graph, real *arena)
{
  size_t used = 0, workspace = 0;
  if (!graph->shares_parameters)
    graph->parameters = take (arena, &used, graph->n_parameters);
  for (int i = 0; i < graph->n_nodes; i++) {
    NnNode *node = graph->nodes[i];
    if (node->kind == NN_PARAMETER) {
      node->value = graph->parameters != NULL ? graph->parameters + node->offset : NULL;
      continue;
    }
    node->value = take (arena, &used, for_rows (graph, node, node->size));
    node->scratch = take (arena, &used, for_rows (graph, node, node->scratch_size));
    node->summary = take (arena, &used, node->summary_size);
    workspace = node->workspace_size > workspace ? node->workspace_size : workspace;
  }
  real *shared = take (arena, &used, workspace);
  for (int i = 0; i < graph->n_nodes; i++)
    graph->nodes[i]->workspace = shared;
  return used;
}

/* The same for the gradients; @needed by node index. */
static size_t
place_gradients (NnGraph *graph, const bool *needed, real *arena)
{
  size_t used = 0;
  graph->parameter_gradients = take (arena, &used, graph->n_trained);
  for (int i = 0; i < graph->n_nodes; i++) {
    NnNode *node = graph->nodes[i];
    if (node->kind == NN_PARAMETER)
      node->gradient = arena != NULL && node->trained ? graph->parameter_gradients + node->offset : NULL;
    else
      node->gradient = needed[i] ? take (arena, &used, for_rows (graph, node, node->size)) : NULL;
  }
  return used;
}

/* needed[i]: node i depends on something whose gradient is wanted, and the loss depends on node i. */
static void
mark_needed (const NnGraph *graph, bool *needed)
{
  for (int i = 0; i < graph->n_nodes; i++) {
    const NnNode *node = graph->nodes[i];
    needed[i] = (node->kind == NN_PARAMETER && node->trained) || (node == graph->input && graph->want_input_gradient);
    for (int k = 0; k < node->n_operands && node->op->backward != NULL; k++)
      needed[i] |= needed[node->operands[k]->index];
  }
  bool *reached = calloc ((size_t) graph->n_nodes, sizeof *reached);
  assert (reached != NULL);
  reached[graph->loss->index] = true;
  for (int i = graph->n_nodes - 1; i >= 0; i--) {
    const NnNode *node = graph->nodes[i];
    for (int k = 0; reached[i] && k < node->n_operands && node->op->backward != NULL; k++)
      reached[node->operands[k]->index] = true;
    needed[i] &= reached[i];
  }
  free (reached);
}

/* The order of the backward pass, and who is first to write each gradient. */
static void
order_backward (NnGraph *graph, const bool *needed)
{
  bool *written = calloc ((size_t) graph->n_nodes, sizeof *written);
  assert (written != NULL);
  for (int i = graph->n_nodes - 1; i >= 0; i--) {
    NnNode *node = graph->nodes[i];
    node->first = 0;
    if (!needed[i] || node->kind != NN_COMPUTED)
      continue;
    graph->backward[graph->n_backward++] = node;
    for (int k = 0; k < node->n_operands; k++) {
      int operand = node->operands[k]->index;
      if (!written[operand])
        node->first |= 1u << k;
      written[operand] = true;
    }
  }
  free (written);
}

/* Appends the trained parameters, or the others, to the flat array. */
static void
place_parameters (NnGraph *graph, bool trained)
{
  for (int i = 0; i < graph->n_nodes; i++) {
    NnNode *node = graph->nodes[i];
    if (node->kind != NN_PARAMETER || node->trained != trained)
      continue;
    node->offset = graph->n_parameters;
    graph->n_parameters += aligned (node->size);
  }
}

static void
list_nodes (NnGraph *graph)
{
  graph->n_forward = graph->n_backward = 0;
  graph->has_local = false;
  for (int i = 0; i < graph->n_nodes; i++)
    if (graph->nodes[i]->kind == NN_COMPUTED) {
      graph->forward[graph->n_forward++] = graph->nodes[i];
      graph->has_local |= nn_graph_is_local (graph->nodes[i]);
    }
  graph->n_parameters = 0;
  place_parameters (graph, true);
  graph->n_trained = graph->n_parameters;
  place_parameters (graph, false);
}

/* Passing are local nodes that only local nodes read, with nothing between that is not local: they run in one loop. */
static void
mark_passing (NnGraph *graph)
{
  int run = 0; /* where the nodes on end that are local begin */
  for (int i = 0; i < graph->n_forward; i++) {
    NnNode *node = graph->forward[i];
    run = nn_graph_is_local (node) ? run : i + 1;
    node->passing = graph->predictions && nn_graph_is_local (node) && node != graph->output && node != graph->loss;
    for (int k = 0; k < node->n_operands; k++) {
      NnNode *operand = node->operands[k];
      operand->passing = operand->passing && run <= i && operand->index >= graph->forward[run]->index;
    }
  }
}

NnNode *
nn_graph_make_windows (const NnGraph *graph)
{
  NnNode *windows = calloc ((size_t) graph->n_nodes + 1, sizeof *windows);
  for (int i = 0; windows != NULL && i < graph->n_nodes; i++) {
    windows[i] = *graph->nodes[i];
    for (int k = 0; k < graph->nodes[i]->n_operands; k++)
      windows[i].operands[k] = &windows[graph->nodes[i]->operands[k]->index];
  }
  return windows;
}

/* Lays out the arenas. @gradients: also those of the backward pass, where there is a loss. */
static bool
lay_out (NnGraph *graph, int capacity, bool gradients, BaseError *error)
{
  size_t n = (size_t) graph->n_nodes;
  graph->capacity = capacity;
  graph->forward = calloc (n + 1, sizeof *graph->forward);
  graph->backward = calloc (n + 1, sizeof *graph->backward);
  bool *needed = calloc (n + 1, sizeof *needed);
  bool ok = graph->forward != NULL && graph->backward != NULL && needed != NULL;
  if (ok) {
    list_nodes (graph);
    mark_passing (graph);
    size_t size = place_values (graph, NULL);
    graph->values = arena_new (size);
    ok = graph->values != NULL;
    if (ok)
      place_values (graph, graph->values);
  }
  if (ok && gradients && graph->loss != NULL) {
    mark_needed (graph, needed);
    graph->n_gradients = place_gradients (graph, needed, NULL);
    graph->gradients = arena_new (graph->n_gradients);
    ok = graph->gradients != NULL;
    if (ok) {
      place_gradients (graph, needed, graph->gradients);
      order_backward (graph, needed);
    }
  }
  if (ok)
    ok = (graph->windows[0] = nn_graph_make_windows (graph)) != NULL;
  free (needed);
  return ok || base_error_set (error, _ ("not enough memory for a network of %d nodes and batches of %d"),
                               graph->n_nodes, capacity);
}

bool
nn_graph_compile (NnGraph *graph, NnNode *output, NnNode *loss, int capacity, BaseError *error)
{
  assert (graph->capacity == 0 && output != NULL && capacity >= 1);
  if (loss != NULL && (loss->size != 1 || !loss->batched)) {
    char shape[NN_SHAPE_TEXT];
    return base_error_set (error, _ ("a loss is one number for each sample, not %s"),
                           nn_shape_format (&loss->shape, shape));
  }
  graph->output = output;
  graph->loss = loss;
  return lay_out (graph, capacity, true, error);
}

/* The node of @copy that stands for @node. */
static NnNode *
twin (const NnGraph *copy, const NnNode *node)
{
  return node != NULL ? copy->nodes[node->index] : NULL;
}

/* Nodes and layers of @graph, not laid out. */
static NnGraph *
copy_structure (const NnGraph *graph)
{
  NnGraph *copy = nn_graph_new ();
  for (int i = 0; i < graph->n_nodes; i++) {
    NnNode *node = nn_graph_add_node (copy, NN_INPUT, "");
    if (node == NULL)
      break;
    *node = *graph->nodes[i];
    node->value = node->gradient = node->scratch = node->summary = node->workspace = NULL;
    node->mode = &copy->mode;
    for (int k = 0; k < node->n_operands; k++)
      node->operands[k] = twin (copy, node->operands[k]);
  }
  if (copy->n_nodes < graph->n_nodes) {
    nn_graph_free (copy);
    return NULL;
  }
  for (int i = 0; i < graph->n_layers; i++) {
    const NnLayerView *from = &graph->layers[i];
    NnLayerView layer = *from;
    layer.weight = twin (copy, from->weight);
    layer.bias = twin (copy, from->bias);
    layer.pre = twin (copy, from->pre);
    layer.out = twin (copy, from->out);
    nn_graph_add_layer (copy, &layer);
  }
  copy->input = twin (copy, graph->input);
  copy->target = twin (copy, graph->target);
  copy->output = twin (copy, graph->output);
  copy->loss = twin (copy, graph->loss);
  copy->want_input_gradient = graph->want_input_gradient;
  return copy;
}

NnGraph *
nn_graph_copy (const NnGraph *graph, int capacity, bool own_parameters, NnCopy gradients)
{
  assert (graph->capacity > 0 && capacity >= 1);
  NnGraph *copy = copy_structure (graph);
  if (copy == NULL)
    return NULL;
  copy->want_input_gradient |= gradients == NN_INPUT_GRADIENTS;
  copy->shares_parameters = !own_parameters;
  copy->parameters = own_parameters ? NULL : graph->parameters;
  copy->predictions = gradients == NN_PREDICTIONS;
  if (!lay_out (copy, capacity, gradients >= NN_GRADIENTS, NULL)) {
    nn_graph_free (copy);
    return NULL;
  }
  if (own_parameters)
    memcpy (copy->parameters, graph->parameters, graph->n_parameters * sizeof (real));
  return copy;
}
