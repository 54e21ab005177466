/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running: first weights, forward, backward. Nothing here allocates. */
#include "engine/graph-private.h"

#include <assert.h>
#include <string.h>

void
nn_graph_initialize (NnGraph *graph, uint64_t seed)
{
  uint64_t n_weights = 0, n_others = 0; /* since the last weights */
  for (int i = 0; i < graph->n_nodes; i++) {
    NnNode *node = graph->nodes[i];
    if (node->kind != NN_PARAMETER)
      continue;
    uint64_t place = node->fan_in > 0 ? 2 * n_weights++ : 2 * n_weights - 1 + (n_others++ << 24);
    n_others = node->fan_in > 0 ? 0 : n_others;
    BaseRng rng;
    base_rng_init (&rng, seed, RNG_WEIGHTS + (place << 32));
    memset (node->value, 0, node->size * sizeof (real));
    if (node->initializer != NULL)
      node->initializer->fill (node->value, node->size, node->fan_in, node->fan_out, node->initializer_values, &rng);
  }
}

void
nn_graph_set_training (NnGraph *graph, bool training)
{
  graph->mode.training = training;
}

void
nn_graph_set_step (NnGraph *graph, uint64_t seed, uint64_t step)
{
  graph->mode.seed = seed;
  graph->mode.step = step;
}

void
nn_graph_set_first_row (NnGraph *graph, uint64_t row)
{
  graph->mode.first_row = row;
}

/* Moves the windows to the block that begins at row @first. Later blocks add to the gradients of parameters. */
static void
move_windows (NnGraph *graph, int first)
{
  for (int i = 0; i < graph->n_nodes; i++) {
    const NnNode *node = graph->nodes[i];
    NnNode *window = &graph->windows[i];
    size_t row = node->batched && !node->passing ? (size_t) first : 0;
    window->row = first;
    window->value = node->value + row * node->size;
    window->gradient = node->gradient != NULL ? node->gradient + row * node->size : NULL;
    window->scratch = node->scratch + row * node->scratch_size;
    window->first = node->first;
    for (int k = 0; first > 0 && k < node->n_operands; k++)
      if (!node->operands[k]->batched)
        window->first &= ~(1u << k);
  }
}

static void
run_node (const NnNode *node, bool forward, int rows)
{
  (forward ? node->op->forward : node->op->backward) (node, node->batched ? rows : 1);
}

/* Nodes that all are batched ops on images, a block of rows at a time. */
static void
run_in_blocks (NnGraph *graph, NnNode *const *nodes, int n, bool forward, int rows)
{
  for (int first = 0; first < rows; first += BLOCK) {
    int block = rows - first < BLOCK ? rows - first : BLOCK;
    move_windows (graph, first);
    for (int i = 0; i < n; i++)
      run_node (&graph->windows[nodes[i]->index], forward, block);
  }
}

/* Runs of two and more such nodes in blocks, the others over the whole batch. */
static void
run (NnGraph *graph, NnNode *const *nodes, int n, bool forward, int rows)
{
  bool blocks = graph->has_local && rows > BLOCK;
  for (int i = 0; i < n && !blocks; i++)
    run_node (nodes[i], forward, rows);
  for (int i = 0, n_local; i < n && blocks; i += n_local) {
    for (n_local = 0; i + n_local < n && nn_graph_is_local (nodes[i + n_local]);)
      n_local++;
    if (n_local >= 2)
      run_in_blocks (graph, nodes + i, n_local, forward, rows);
    else
      run_node (nodes[i], forward, rows);
    n_local += n_local == 0;
  }
}

void
nn_graph_forward (NnGraph *graph, int rows)
{
  assert (rows >= 1 && rows <= graph->capacity);
  run (graph, graph->forward, graph->n_forward, true, rows);
}

void
nn_graph_predict (NnGraph *graph, int rows)
{
  assert (rows >= 1 && rows <= graph->capacity);
  int n = 0;
  while (n < graph->n_forward && graph->forward[n]->index <= graph->output->index)
    n++;
  run (graph, graph->forward, n, true, rows);
}

void
nn_graph_backward (NnGraph *graph, int rows)
{
  assert (graph->gradients != NULL && rows >= 1 && rows <= graph->capacity);
  for (int r = 0; rows != graph->seeded_rows && r < rows && graph->loss->gradient != NULL; r++)
    graph->loss->gradient[r] = (real) 1 / (real) rows;
  graph->seeded_rows = rows;
  run (graph, graph->backward, graph->n_backward, false, rows);
}

void
nn_graph_commit (NnGraph *graph, int rows)
{
  for (int i = 0; i < graph->n_forward; i++)
    if (graph->forward[i]->op->commit != NULL)
      graph->forward[i]->op->commit (graph->forward[i], rows);
}

void
nn_graph_backward_from (NnGraph *graph, const NnNode *node, size_t unit, int rows)
{
  assert (node->gradient != NULL && node->kind == NN_COMPUTED && rows >= 1 && rows <= graph->capacity);
  memset (graph->gradients, 0, graph->n_gradients * sizeof (real)); /* so that "add" is right on every branch */
  graph->seeded_rows = 0;
  for (size_t r = 0; r < (size_t) rows; r++)
    node->gradient[r * node->size + unit] = 1;
  for (int i = 0; i < graph->n_backward; i++)
    if (graph->backward[i]->index <= node->index)
      run_node (graph->backward[i], false, rows);
}

double
nn_graph_loss (const NnGraph *graph, int rows)
{
  double sum = 0;
  for (int r = 0; r < rows; r++)
    sum += (double) graph->loss->value[r];
  return sum / rows;
}
