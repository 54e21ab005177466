/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The patch moves to and fro over the image, and from one place to the next only what sees its old or its new place is made
 * again. Convolutions are linear: where it is cheaper, their outputs are those of the uncovered image and what the changed
 * cells add. */
#include "engine/occlusion-private.h"

#include "engine/graph-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The nodes that can be recomputed in part are first, a chain from the input, and @tail reads the last of them alone. Of the
 * graph's rows each member has one in which it keeps the chain's values, at the end, and a share of the others, over which it
 * runs the tail. */
typedef struct {
  const NnMap *map;
  int n_chain, n_tail, n_members;
  NnNode **chain, **tail;
  real **base;   /* [n_chain]: the values for the image as it is */
  bool *spreads; /* [n_chain] */
  real *rooms[NN_TEAM_MAX]; /* of each member: for changes and to spread them */
  int *places;   /* [capacity] */
} Parts;

/* Whether @node follows @last in a chain: its other operands are parameters. */
static bool
continues (const NnNode *node, const NnNode *last)
{
  bool ok = node->op->reach != NULL && node->operands[0] == last && node->shape.n == 3;
  for (int k = 1; k < node->n_operands; k++)
    ok = ok && !node->operands[k]->batched;
  return ok;
}

/* Splits the nodes up to the output; false when there is no chain, or something reaches around its end. */
static bool
split (Parts *parts)
{
  const NnMap *map = parts->map;
  const NnNode *last = map->input;
  for (int i = 0; i <= map->output->index; i++) {
    NnNode *node = nn_graph_node (map->graph, i);
    if (node->kind != NN_COMPUTED)
      continue;
    if (parts->n_tail == 0 && continues (node, last)) {
      parts->chain[parts->n_chain++] = node;
      last = node;
      continue;
    }
    for (int k = 0; k < node->n_operands; k++)
      if (node->operands[k]->batched && node->operands[k]->index < last->index)
        return false;
    parts->tail[parts->n_tail++] = node;
  }
  return parts->n_chain > 0 && parts->n_tail > 0 && map->input->shape.n == 3;
}

static NnRect
patch_rect (const NnMap *map, int top, int left)
{
  return (NnRect) { top, left, top + map->settings->patch, left + map->settings->patch };
}

static int
area (NnRect rect)
{
  return (rect.bottom - rect.top) * (rect.right - rect.left);
}

/* ---- room ---- */

/* Whether it pays that @node spreads a change of @in, which is seen by @out; never where the image itself has no finite
 * prediction, since differences of infinities say nothing. */
static bool
spreads (const NnMap *map, const NnNode *node, NnRect in, NnRect out)
{
  return isfinite (map->whole) && node->op->spread != NULL && node->op->spread->n_room (node) > 0 &&
         3 * area (in) < 2 * area (out);
}

/* The values for the image as it is, and room for those that spread what changes in its middle. */
static bool
keep_chain (Parts *parts)
{
  const NnMap *map = parts->map;
  int patch = map->settings->patch;
  NnRect in = patch_rect (map, (map->height - patch) / 2, (map->width - patch) / 2);
  size_t room = 0;
  bool ok = true;
  for (int i = 0; i < parts->n_chain && ok; i++) {
    const NnNode *node = parts->chain[i];
    NnRect out = node->op->reach (node, in);
    parts->spreads[i] = spreads (map, node, in, out);
    size_t own = parts->spreads[i] ? node->operands[0]->size + node->op->spread->n_room (node) : 0;
    room = own > room ? own : room;
    ok = (parts->base[i] = malloc (node->size * sizeof (real))) != NULL;
    if (ok)
      memcpy (parts->base[i], node->value, node->size * sizeof (real));
    in = out;
  }
  for (int m = 0; m < parts->n_members && ok && room > 0; m++)
    ok = (parts->rooms[m] = malloc (room * sizeof (real))) != NULL;
  return ok;
}

/* A team shares the places where all ops go through the rows one by one. */
static int
count_members (const Parts *parts)
{
  NnTeam *team = nn_graph_team (parts->map->graph);
  int size = team != NULL ? nn_team_size (team) : 1;
  for (int i = 0; i < parts->n_tail; i++)
    if (!parts->tail[i]->op->by_rows || !parts->tail[i]->batched)
      return 1;
  return nn_graph_capacity (parts->map->graph) >= 2 * size ? size : 1;
}

static bool
parts_init (Parts *parts)
{
  size_t n = (size_t) nn_graph_n_nodes (parts->map->graph);
  parts->chain = calloc (n, sizeof (NnNode *));
  parts->tail = calloc (n, sizeof (NnNode *));
  parts->base = calloc (n, sizeof (real *));
  parts->spreads = calloc (n, sizeof (bool));
  parts->places = calloc ((size_t) nn_graph_capacity (parts->map->graph), sizeof *parts->places);
  if (!parts->chain || !parts->tail || !parts->base || !parts->spreads || !parts->places || !split (parts))
    return false;
  parts->n_members = count_members (parts);
  return keep_chain (parts);
}

static void
parts_clear (Parts *parts)
{
  for (int i = 0; i < parts->n_chain; i++)
    free (parts->base[i]);
  for (int m = 0; m < NN_TEAM_MAX; m++)
    free (parts->rooms[m]);
  free (parts->chain);
  free (parts->tail);
  free (parts->base);
  free (parts->spreads);
  free (parts->places);
}

/* ---- changes ---- */

static NnRect
both (NnRect a, NnRect b)
{
  return (NnRect) { a.top < b.top ? a.top : b.top, a.left < b.left ? a.left : b.left,
                    a.bottom > b.bottom ? a.bottom : b.bottom, a.right > b.right ? a.right : b.right };
}

/* Where cell (i, j) of a feature map of @shape begins. */
static size_t
cell (const NnShape *shape, int i, int j)
{
  return (size_t) (i * shape->d[1] + j) * (size_t) shape->d[2];
}

/* The smallest rectangle within @in that holds all cells in which @x and @base differ; without any it is empty. */
static NnRect
differing (const NnShape *shape, const real *x, const real *base, NnRect in)
{
  size_t bytes = (size_t) shape->d[2] * sizeof (real);
  NnRect found = { in.bottom, in.right, in.top, in.left };
  for (int i = in.top; i < in.bottom; i++) {
    int first = in.left, end = in.right;
    while (first < end && !memcmp (x + cell (shape, i, first), base + cell (shape, i, first), bytes))
      first++;
    while (end > first && !memcmp (x + cell (shape, i, end - 1), base + cell (shape, i, end - 1), bytes))
      end--;
    if (first < end)
      found = both (found, (NnRect) { i, first, i + 1, end });
  }
  return found;
}

/* One row's values of a node that spreads, in @out, after operand 0 changed in @in: those of the uncovered image and what the
 * cells bring that are not as they were there. */
static void
spread_change (const Parts *parts, int member, int i, int row, NnRect in, NnRect out)
{
  const NnNode *node = parts->chain[i], *operand = node->operands[0];
  const NnShape *shape = &operand->shape;
  const real *x = operand->value + (size_t) row * operand->size, *x_base = i > 0 ? parts->base[i - 1] : parts->map->image;
  real *y = node->value + (size_t) row * node->size, *change = parts->rooms[member], *at = change;
  for (int k = out.top; k < out.bottom; k++)
    memcpy (y + cell (&node->shape, k, out.left), parts->base[i] + cell (&node->shape, k, out.left),
            (size_t) (out.right - out.left) * (size_t) node->shape.d[2] * sizeof (real));
  in = differing (shape, x, x_base, in);
  if (in.top >= in.bottom)
    return;
  for (int k = in.top; k < in.bottom; k++)
    for (size_t c = cell (shape, k, in.left); c < cell (shape, k, in.right); c++)
      *at++ = x[c] - x_base[c];
  node->op->spread->forward (node, row, in, change, change + operand->size);
}

/* Brings the chain's values of row @row up to date after the image changed in @changed. */
static void
update_chain (const Parts *parts, int member, int row, NnRect changed)
{
  for (int i = 0; i < parts->n_chain; i++) {
    const NnNode *node = parts->chain[i];
    NnRect out = node->op->reach (node, changed);
    if (out.top >= out.bottom || out.left >= out.right)
      return; /* nothing sees it */
    if (parts->spreads[i])
      spread_change (parts, member, i, row, changed, out);
    else
      node->op->forward_part (node, row, changed, out);
    changed = out;
  }
}

/* ---- the map ---- */

/* The rest of the network for @n rows from @first on; each knows its place. */
static void
run_tail (const Parts *parts, int member, int first, int n)
{
  if (parts->n_members > 1)
    nn_graph_run_rows (parts->map->graph, member, parts->tail, parts->n_tail, true, first, first + n);
  else
    for (int i = 0; i < parts->n_tail; i++)
      parts->tail[i]->op->forward (parts->tail[i], parts->tail[i]->batched ? n : 1);
  for (int k = first; k < first + n; k++)
    nn_map_note (parts->map, member, k, parts->places[k]);
}

/* A member's rows of the map. The chain's last values are put aside, row by row, and the rest of the network runs over a batch of
 * them. */
static void
run_member (void *data, int member)
{
  const Parts *parts = data;
  const NnMap *map = parts->map;
  const NnNode *last = parts->chain[parts->n_chain - 1];
  int size = parts->n_members, batches = nn_graph_capacity (map->graph) - size, work = batches + member;
  int begin = batches * member / size, room = batches * (member + 1) / size - begin, n = 0;
  int end = map->rows * (member + 1) / size;
  real *image = map->input->value + (size_t) work * map->input->size;
  NnRect old = { 0, 0, map->height, map->width };
  if (member >= size)
    return;
  for (int i = map->rows * member / size; i < end; i++)
    for (int j = 0; j < map->columns; j++) {
      int column = i % 2 == 0 ? j : map->columns - 1 - j, stride = map->settings->stride;
      NnRect now = patch_rect (map, i * stride, column * stride);
      nn_map_cover (map, image, i * map->columns + column);
      update_chain (parts, member, work, both (old, now));
      old = now;
      memcpy (last->value + (size_t) (begin + n) * last->size, last->value + (size_t) work * last->size,
              last->size * sizeof (real));
      parts->places[begin + n++] = i * map->columns + column;
      if (n == room || (i == end - 1 && j == map->columns - 1)) {
        run_tail (parts, member, begin, n);
        n = 0;
      }
    }
}

bool
nn_map_in_parts (const NnMap *map)
{
  Parts parts = { .map = map };
  bool ok = nn_graph_capacity (map->graph) >= 2 && parts_init (&parts);
  if (ok && parts.n_members > 1)
    nn_team_do (nn_graph_team (map->graph), run_member, &parts);
  else if (ok)
    run_member (&parts, 0);
  parts_clear (&parts);
  return ok;
}
