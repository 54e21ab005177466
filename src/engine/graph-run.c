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

/* Moves the windows of @member to the block that begins at row @first. Later blocks add to the gradients of parameters. */
static void
move_windows (NnGraph *graph, int member, int first)
{
  for (int i = 0; i < graph->n_nodes; i++) {
    const NnNode *node = graph->nodes[i];
    NnNode *window = &graph->windows[member][i];
    size_t row = !node->batched ? 0 : node->passing ? (size_t) (member * BLOCK) : (size_t) first;
    window->row = first;
    window->value = node->value + row * node->size;
    window->gradient = node->gradient != NULL ? node->gradient + row * node->size : NULL;
    window->scratch = node->scratch + row * node->scratch_size;
    window->first = node->first;
    if (graph->sharing && node->kind == NN_PARAMETER)
      window->gradient = NULL;
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

static void
run_windows (NnGraph *graph, int member, NnNode *const *nodes, int n, bool forward, int first, int rows)
{
  move_windows (graph, member, first);
  for (int i = 0; i < n; i++)
    run_node (&graph->windows[member][nodes[i]->index], forward, rows);
}

/* Runs of two and more batched ops on images go through the rows in blocks, the others through all of them. */
void
nn_graph_run_rows (NnGraph *graph, int member, NnNode *const *nodes, int n, bool forward, int first, int end)
{
  bool blocks = graph->has_local && end - first > BLOCK;
  for (int i = 0, n_alike; i < n; i += n_alike) {
    bool local = blocks && nn_graph_is_local (nodes[i]);
    for (n_alike = 1; i + n_alike < n && local == (blocks && nn_graph_is_local (nodes[i + n_alike]));)
      n_alike++;
    int step = local && n_alike >= 2 ? BLOCK : end - first;
    for (int row = first; row < end; row += step)
      run_windows (graph, member, nodes + i, n_alike, forward, row, end - row < step ? end - row : step);
  }
}

static void
run (NnGraph *graph, NnNode *const *nodes, int n, bool forward, int rows)
{
  if (graph->team != NULL && rows >= SHARED_ROWS)
    nn_graph_run_shared (graph, nodes, n, forward, rows);
  else if (graph->has_local && rows > BLOCK)
    nn_graph_run_rows (graph, 0, nodes, n, forward, 0, rows);
  else
    for (int i = 0; i < n; i++)
      run_node (nodes[i], forward, rows);
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
