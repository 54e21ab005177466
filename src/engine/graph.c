/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

#include "engine/kernels.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN_REALS 16 /* 64 bytes of float: a cache line, a vector */
#define TOO_MUCH ((size_t) 1 << 48)

struct NnGraph {
  NnNode **nodes;
  int n_nodes;
  NnLayerView *layers;
  int n_layers;
  NnNode *input, *target, *output, *loss;
  bool want_input_gradient;
  /* from here on: after compiling */
  int capacity;
  bool shares_parameters;
  size_t n_parameters;
  real *parameters, *parameter_gradients;
  real *values, *gradients;     /* the two arenas */
  NnNode **forward, **backward; /* computed nodes in the order they run */
  int n_forward, n_backward;
  int seeded_rows;              /* the loss's gradient holds the share of one row among so many */
};

/* a b, or a size that no memory holds and that can still be added to. */
static size_t
times (size_t a, size_t b)
{
  size_t product;
  return __builtin_mul_overflow (a, b, &product) || product > TOO_MUCH ? TOO_MUCH : product;
}

size_t
nn_shape_size (const NnShape *shape)
{
  size_t size = 1;
  for (int i = 0; i < shape->n; i++)
    size = times (size, (size_t) shape->d[i]);
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
  free (graph->values);
  free (graph->gradients);
  free (graph);
}

/* A new node at the end of the order. */
static NnNode *
add_node (NnGraph *graph, NnKind kind, const char *label)
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
  node->index = graph->n_nodes;
  snprintf (node->label, sizeof node->label, "%s", label);
  nodes[graph->n_nodes++] = node;
  return node;
}

NnNode *
nn_graph_input (NnGraph *graph, const char *label, NnShape sample_shape)
{
  NnNode *node = add_node (graph, NN_INPUT, label);
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
  NnNode *node = add_node (graph, NN_PARAMETER, label);
  if (node == NULL)
    return NULL;
  node->shape = shape;
  node->size = nn_shape_size (&shape);
  node->fan_in = fan_in;
  node->fan_out = fan_out;
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
  NnNode *node = add_node (graph, NN_COMPUTED, op->entry.name);
  if (node == NULL) {
    base_error_set (error, "out of memory");
    return NULL;
  }
  memcpy (made.label, node->label, sizeof made.label);
  made.index = node->index;
  *node = made;
  return node;
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

void
nn_graph_want_input_gradient (NnGraph *graph)
{
  graph->want_input_gradient = true;
}

/* ---- compiling ---- */

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
  return (node->batched ? times (size, (size_t) graph->capacity) : size) + (size > 0 ? ALIGN_REALS : 0);
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
  graph->parameter_gradients = take (arena, &used, graph->n_parameters);
  for (int i = 0; i < graph->n_nodes; i++) {
    NnNode *node = graph->nodes[i];
    if (node->kind == NN_PARAMETER)
      node->gradient = arena != NULL ? graph->parameter_gradients + node->offset : NULL;
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
    needed[i] = node->kind == NN_PARAMETER || (node == graph->input && graph->want_input_gradient);
    for (int k = 0; k < node->n_operands; k++)
      needed[i] |= needed[node->operands[k]->index];
  }
  bool *reached = calloc ((size_t) graph->n_nodes, sizeof *reached);
  assert (reached != NULL);
  reached[graph->loss->index] = true;
  for (int i = graph->n_nodes - 1; i >= 0; i--) {
    for (int k = 0; reached[i] && k < graph->nodes[i]->n_operands; k++)
      reached[graph->nodes[i]->operands[k]->index] = true;
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

static void
list_nodes (NnGraph *graph)
{
  graph->n_forward = graph->n_backward = 0;
  graph->n_parameters = 0;
  for (int i = 0; i < graph->n_nodes; i++) {
    NnNode *node = graph->nodes[i];
    if (node->kind == NN_COMPUTED)
      graph->forward[graph->n_forward++] = node;
    if (node->kind == NN_PARAMETER) {
      node->offset = graph->n_parameters;
      graph->n_parameters += aligned (node->size);
    }
  }
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
    size_t size = place_values (graph, NULL);
    graph->values = arena_new (size);
    ok = graph->values != NULL;
    if (ok)
      place_values (graph, graph->values);
  }
  if (ok && gradients && graph->loss != NULL) {
    mark_needed (graph, needed);
    graph->gradients = arena_new (place_gradients (graph, needed, NULL));
    ok = graph->gradients != NULL;
    if (ok) {
      place_gradients (graph, needed, graph->gradients);
      order_backward (graph, needed);
    }
  }
  free (needed);
  return ok || base_error_set (error, "not enough memory for a network of %d nodes and batches of %d",
                               graph->n_nodes, capacity);
}

bool
nn_graph_compile (NnGraph *graph, NnNode *output, NnNode *loss, int capacity, BaseError *error)
{
  assert (graph->capacity == 0 && output != NULL && capacity >= 1);
  if (loss != NULL && (loss->size != 1 || !loss->batched)) {
    char shape[NN_SHAPE_TEXT];
    return base_error_set (error, "a loss is one number for each sample, not %s",
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
    NnNode *node = add_node (copy, NN_INPUT, "");
    if (node == NULL)
      break;
    *node = *graph->nodes[i];
    node->value = node->gradient = node->scratch = node->workspace = NULL;
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
nn_graph_copy (const NnGraph *graph, int capacity, bool own_parameters, bool gradients)
{
  assert (graph->capacity > 0 && capacity >= 1);
  NnGraph *copy = copy_structure (graph);
  if (copy == NULL)
    return NULL;
  copy->shares_parameters = !own_parameters;
  copy->parameters = own_parameters ? NULL : graph->parameters;
  if (!lay_out (copy, capacity, gradients, NULL)) {
    nn_graph_free (copy);
    return NULL;
  }
  if (own_parameters)
    memcpy (copy->parameters, graph->parameters, graph->n_parameters * sizeof (real));
  return copy;
}

void
nn_graph_initialize (NnGraph *graph, uint64_t seed)
{
  uint64_t place = 0;
  for (int i = 0; i < graph->n_nodes; i++) {
    NnNode *node = graph->nodes[i];
    if (node->kind != NN_PARAMETER)
      continue;
    BaseRng rng;
    base_rng_init (&rng, seed, RNG_WEIGHTS + (place++ << 32));
    memset (node->value, 0, node->size * sizeof (real));
    if (node->initializer != NULL)
      node->initializer->fill (node->value, node->size, node->fan_in, node->fan_out, node->initializer_values, &rng);
  }
}

/* ---- running ---- */

void
nn_graph_forward (NnGraph *graph, int rows)
{
  assert (rows >= 1 && rows <= graph->capacity);
  for (int i = 0; i < graph->n_forward; i++) {
    const NnNode *node = graph->forward[i];
    node->op->forward (node, node->batched ? rows : 1);
  }
}

void
nn_graph_backward (NnGraph *graph, int rows)
{
  assert (graph->gradients != NULL && rows >= 1 && rows <= graph->capacity);
  for (int r = 0; rows != graph->seeded_rows && r < rows && graph->loss->gradient != NULL; r++)
    graph->loss->gradient[r] = (real) 1 / (real) rows;
  graph->seeded_rows = rows;
  for (int i = 0; i < graph->n_backward; i++) {
    const NnNode *node = graph->backward[i];
    node->op->backward (node, node->batched ? rows : 1);
  }
}

double
nn_graph_loss (const NnGraph *graph, int rows)
{
  double sum = 0;
  for (int r = 0; r < rows; r++)
    sum += (double) graph->loss->value[r];
  return sum / rows;
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
