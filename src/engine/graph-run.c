/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running: first weights, forward, backward. Nothing here allocates. */
#include "engine/graph-private.h"

#include <assert.h>
#include <string.h>

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

/* Rows in a block: what passes from op to op stays in the cache. Ops on images go through a batch block by block; as all
 * sums over rows run from the first row to the last, the bits are those of one go. */
#define BLOCK 8

/* Moves the windows to the block that begins at row @first. Later blocks add to the gradients of parameters. */
static void
move_windows (NnGraph *graph, int first)
{
  for (int i = 0; i < graph->n_nodes; i++) {
    const NnNode *node = graph->nodes[i];
    NnNode *window = &graph->windows[i];
    size_t row = node->batched ? (size_t) first : 0;
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
run (NnNode *const *nodes, int n, bool forward, int rows)
{
  for (int i = 0; i < n; i++) {
    const NnNode *node = nodes[i];
    (forward ? node->op->forward : node->op->backward) (node, node->batched ? rows : 1);
  }
}

/* Nodes that all are batched ops on images, a block of rows at a time. */
static void
run_in_blocks (NnGraph *graph, NnNode *const *nodes, int n, bool forward, int rows)
{
  for (int first = 0; first < rows; first += BLOCK) {
    int block = rows - first < BLOCK ? rows - first : BLOCK;
    move_windows (graph, first);
    for (int i = 0; i < n; i++) {
      const NnNode *window = &graph->windows[nodes[i]->index];
      (forward ? window->op->forward : window->op->backward) (window, block);
    }
  }
}

void
nn_graph_forward (NnGraph *graph, int rows)
{
  assert (rows >= 1 && rows <= graph->capacity);
  int n = rows > BLOCK ? nn_graph_n_image_nodes (graph->forward, graph->n_forward) : 0;
  if (n > 1)
    run_in_blocks (graph, graph->forward, n, true, rows);
  else
    n = 0;
  run (graph->forward + n, graph->n_forward - n, true, rows);
}

void
nn_graph_backward (NnGraph *graph, int rows)
{
  assert (graph->gradients != NULL && rows >= 1 && rows <= graph->capacity);
  for (int r = 0; rows != graph->seeded_rows && r < rows && graph->loss->gradient != NULL; r++)
    graph->loss->gradient[r] = (real) 1 / (real) rows;
  graph->seeded_rows = rows;
  int n = graph->n_local, rest = graph->n_backward - n;
  if (rows <= BLOCK || rest < 2) {
    run (graph->backward, graph->n_backward, false, rows);
    return;
  }
  run (graph->backward, n, false, rows);
  run_in_blocks (graph, graph->backward + n, rest, false, rows);
}

double
nn_graph_loss (const NnGraph *graph, int rows)
{
  double sum = 0;
  for (int r = 0; r < rows; r++)
    sum += (double) graph->loss->value[r];
  return sum / rows;
}
