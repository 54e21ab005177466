/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What graph.c (making and reading), graph-layout.c (compiling) and graph-run.c (running) share. */

#include "engine/op.h"

#define ALIGN_REALS 16 /* 64 bytes of float: a cache line, a vector */

/* Rows in a block: what passes from op to op stays in the cache. Ops on images go through a batch block by block; as all
 * sums over rows run from the first row to the last, the bits are those of one go. */
#define BLOCK 8
#define TOO_MUCH ((size_t) 1 << 48)

/* A part of the gradients of a node's parameters. */
typedef struct {
  const NnNode *node;
  int part, member; /* who makes it, at every step: parameters stay in the caches of one processor */
} NnPart;

struct NnGraph {
  NnNode **nodes;
  int n_nodes;
  NnLayerView *layers;
  int n_layers;
  NnNode *input, *target, *output, *loss;
  bool want_input_gradient;
  NnMode mode;
  /* from here on: after compiling */
  int capacity;
  bool shares_parameters;
  size_t n_parameters, n_trained;
  real *parameters, *parameter_gradients;
  real *values, *gradients;     /* the two arenas */
  size_t n_gradients;           /* reals of the second */
  bool has_local;               /* some node is local */
  bool predictions;             /* some nodes are passing */
  NnNode **forward, **backward; /* computed nodes in the order they run */
  int n_forward, n_backward;
  NnNode *windows[NN_TEAM_MAX]; /* of each node, the rows that a member of the team, or the caller, is at */
  NnTeam *team;                 /* NULL: the caller alone */
  bool sharing;                 /* its members go through rows of their own: no gradients of parameters */
  NnNode *apart, *seen;         /* with a team: nodes that give gradients to parameters alone, and their operands */
  real *workspaces;             /* with a team: of members 1 … */
  NnPart *parts;                /* with a team: of the gradients of parameters */
  int n_parts;
  int seeded_rows;              /* the loss's gradient holds the share of one row among so many */
};

/* a b, or a size that no memory holds and that can still be added to. */
static inline size_t
nn_times (size_t a, size_t b)
{
  size_t product;
  return __builtin_mul_overflow (a, b, &product) || product > TOO_MUCH ? TOO_MUCH : product;
}

/* A new node at the end of the order, or NULL. */
NnNode *nn_graph_add_node (NnGraph *graph, NnKind kind, const char *label);

/* Runs @nodes, a part of the order, for the rows from @first to before @end, with the windows of @member. */
void nn_graph_run_rows (NnGraph *graph, int member, NnNode *const *nodes, int n, bool forward, int first, int end);

/* The same for all rows by the team, and backward then the gradients of the parameters. */
void nn_graph_run_shared (NnGraph *graph, NnNode *const *nodes, int n, bool forward, int rows);

/* Rows from which on a team is used; each member gets a multiple of half as many, so that vectors do not overlap. */
#define SHARED_ROWS 32

/* Windows onto all nodes, with operands among themselves; NULL: no memory. */
NnNode *nn_graph_make_windows (const NnGraph *graph);

/* Batched ops on images that look at each row alone, and know which outputs see a rectangle: no products of whole batches. */
static inline bool
nn_graph_is_local (const NnNode *node)
{
  return node->op->reach != NULL && !node->op->whole_batch && node->batched && node->shape.n == 3;
}
