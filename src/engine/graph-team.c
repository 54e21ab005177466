/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph that several threads run together. Forward, and backward as far as batched nodes go, each member takes rows of its
 * own through all ops that look at rows one by one; other ops are run by the caller alone. The gradients of parameters come
 * after that: they are divided into parts, each of which one member sums over all rows, in their order. So the bits are
 * those of one thread. */
#include "engine/graph-private.h"

#include <assert.h>
#include <stdlib.h>

#define LEAST_WORK 300000.0 /* multiplications in a pass forward: below, threads would wait for each other half of the time */

/* ---- making ---- */

static bool
takes_part (const NnNode *node)
{
  return node->op->by_rows && node->batched;
}

/* Multiplications with parameters for one row. */
static double
work_of (const NnNode *node)
{
  double places = (double) node->size / node->shape.d[node->shape.n - 1], work = 0;
  for (int k = 0; k < node->n_operands; k++)
    work += node->operands[k]->batched ? 0 : places * (double) node->operands[k]->size;
  return work;
}

/* Whether each parameter belongs to one node, and all that is not batched is a parameter; and the work is worth it. */
static bool
can_share (const NnGraph *graph)
{
  double work = 0;
  bool *used = calloc ((size_t) graph->n_nodes + 1, sizeof *used), ok = used != NULL;
  for (int i = 0; ok && i < graph->n_forward; i++) {
    const NnNode *node = graph->forward[i];
    ok &= takes_part (node) || !graph->predictions || !nn_graph_is_local (node); /* runs of passing nodes stay whole */
    work += work_of (node) * graph->capacity;
    for (int k = 0; k < node->n_operands; k++) {
      const NnNode *operand = node->operands[k];
      if (operand->batched)
        continue;
      ok &= operand->kind == NN_PARAMETER && !used[operand->index];
      used[operand->index] = true;
    }
  }
  free (used);
  return ok && work >= LEAST_WORK;
}

static bool
has_slopes (const NnNode *node)
{
  bool any = false;
  for (int k = 0; k < node->n_operands; k++)
    any |= !node->operands[k]->batched && node->operands[k]->gradient != NULL;
  return any;
}

/* The parts in the order of the parameters, NULL to count them. Each member gets about the same share of the work. */
static int
list_parts (const NnGraph *graph, NnPart *parts, int size)
{
  int n = 0;
  double all = 0, done = 0;
  for (int i = 0; i < graph->n_backward; i++)
    all += takes_part (graph->backward[i]) ? work_of (graph->backward[i]) : 0;
  for (int i = graph->n_backward - 1; i >= 0; i--) {
    const NnNode *node = graph->backward[i];
    if (!takes_part (node) || !has_slopes (node))
      continue;
    int most = node->op->n_parts != NULL ? node->op->n_parts (node) : 1;
    for (int part = 0; part < most; part++, n++, done += work_of (node) / most)
      if (parts != NULL)
        parts[n] = (NnPart) { &graph->apart[node->index], part, (int) (size * (done + work_of (node) / most / 2) / all) };
  }
  return n;
}

/* Nodes whose batched operands want no gradient. */
static bool
make_apart (NnGraph *graph)
{
  graph->apart = nn_graph_make_windows (graph);
  graph->seen = nn_graph_make_windows (graph);
  for (int i = 0; graph->apart != NULL && graph->seen != NULL && i < graph->n_nodes; i++) {
    if (graph->seen[i].batched)
      graph->seen[i].gradient = NULL;
    for (int k = 0; k < graph->apart[i].n_operands; k++)
      graph->apart[i].operands[k] = &graph->seen[graph->nodes[i]->operands[k]->index];
  }
  graph->n_parts = list_parts (graph, NULL, 1);
  graph->parts = calloc ((size_t) graph->n_parts + 1, sizeof *graph->parts);
  return graph->apart != NULL && graph->seen != NULL && graph->parts != NULL;
}

static bool
make_members (NnGraph *graph, int size)
{
  size_t most = 0;
  for (int i = 0; i < graph->n_nodes; i++)
    most = graph->nodes[i]->workspace_size > most ? graph->nodes[i]->workspace_size : most;
  most = (most + 2 * ALIGN_REALS - 1) / ALIGN_REALS * ALIGN_REALS;
  graph->workspaces = aligned_alloc (64, (size_t) size * most * sizeof (real));
  bool ok = graph->workspaces != NULL;
  for (int m = 1; ok && m < size; m++) {
    ok = (graph->windows[m] = nn_graph_make_windows (graph)) != NULL;
    for (int i = 0; ok && i < graph->n_nodes; i++)
      graph->windows[m][i].workspace = graph->workspaces + (size_t) m * most;
  }
  return ok;
}

void
nn_graph_set_team (NnGraph *graph, NnTeam *team)
{
  for (int m = 1; m < NN_TEAM_MAX; m++) {
    free (graph->windows[m]);
    graph->windows[m] = NULL;
  }
  free (graph->workspaces);
  free (graph->apart);
  free (graph->seen);
  free (graph->parts);
  graph->workspaces = NULL;
  graph->apart = graph->seen = NULL;
  graph->parts = NULL;
  graph->team = NULL;
  if (team == NULL || nn_team_size (team) == 1 || !can_share (graph))
    return;
  if (make_members (graph, nn_team_size (team)) && make_apart (graph)) {
    list_parts (graph, graph->parts, nn_team_size (team));
    graph->team = team;
  } else {
    nn_graph_set_team (graph, NULL);
  }
}

NnTeam *
nn_graph_team (const NnGraph *graph)
{
  return graph->team;
}

/* ---- running ---- */

typedef struct {
  NnGraph *graph;
  NnNode *const *nodes;
  int n, rows;
  bool forward;
} Pass;

static void
pass_rows (void *data, int member)
{
  const Pass *pass = data;
  int size = nn_team_size (pass->graph->team), unit = SHARED_ROWS / 2, units = (pass->rows + unit - 1) / unit;
  int first = units * member / size * unit, end = units * (member + 1) / size * unit;
  end = end < pass->rows ? end : pass->rows;
  if (first < end)
    nn_graph_run_rows (pass->graph, member, pass->nodes, pass->n, pass->forward, first, end);
}

static void
pass_parts (void *data, int member)
{
  const Pass *pass = data;
  for (int i = 0; i < pass->graph->n_parts; i++) {
    const NnPart *part = &pass->graph->parts[i];
    if (part->member != member)
      continue;
    if (part->node->op->n_parts != NULL)
      part->node->op->backward_part (part->node, pass->rows, part->part);
    else
      part->node->op->backward (part->node, pass->rows);
  }
}

void
nn_graph_run_shared (NnGraph *graph, NnNode *const *nodes, int n, bool forward, int rows)
{
  Pass pass = { .graph = graph, .forward = forward, .rows = rows };
  for (int i = 0; i < n; i += pass.n) {
    bool shared = takes_part (nodes[i]);
    pass.nodes = nodes + i;
    for (pass.n = 1; i + pass.n < n && shared == takes_part (nodes[i + pass.n]);)
      pass.n++;
    graph->sharing = shared;
    if (shared)
      nn_team_do (graph->team, pass_rows, &pass);
    else
      nn_graph_run_rows (graph, 0, pass.nodes, pass.n, forward, 0, rows);
  }
  graph->sharing = false;
  if (!forward)
    nn_team_do (graph->team, pass_parts, &pass);
}
