/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/diagram.h"

#include "base/words.h"

#include "engine/op.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- which nodes are worth a place ---- */

static int
layer_of (const NnGraph *graph, const NnNode *node)
{
  for (int i = 0; i < nn_graph_n_layers (graph); i++)
    if (nn_graph_layer (graph, i)->out == node)
      return i + 1;
  return 0;
}

static bool
is_joint (const NnNode *node)
{
  int n_batched = 0;
  for (int i = 0; i < node->n_operands; i++)
    n_batched += node->operands[i]->batched;
  return n_batched > 1;
}

static bool
is_block (const NnGraph *graph, const NnNode *node)
{
  bool smaller = node->shape.n == 3 && node->n_operands > 0 && node->operands[0]->shape.n == 3 &&
                 node->shape.d[0] != node->operands[0]->shape.d[0];
  for (int i = 0; i < nn_graph_n_layers (graph); i++) /* a layer is shown once, by what it gives on */
    if (nn_graph_layer (graph, i)->pre == node && nn_graph_layer (graph, i)->out != node)
      return false;
  return node == nn_graph_input_node (graph) || node == nn_graph_output (graph) || layer_of (graph, node) > 0 || smaller ||
         is_joint (node);
}

/* Marks what @node is computed from. */
static void
mark_needed (const NnNode *node, bool *needed)
{
  if (needed[node->index])
    return;
  needed[node->index] = true;
  for (int i = 0; i < node->n_operands; i++)
    if (node->operands[i]->batched)
      mark_needed (node->operands[i], needed);
}

static int
find_block (const LabDiagram *diagram, const NnNode *node)
{
  for (int i = 0; i < diagram->n_blocks; i++)
    if (diagram->blocks[i].node == node->index)
      return i;
  return -1;
}

/* The blocks that @node sees without another one between. */
static void
find_before (const LabDiagram *diagram, LabBlock *block, const NnNode *node)
{
  for (int i = 0; i < node->n_operands; i++) {
    const NnNode *operand = node->operands[i];
    int found = operand->batched ? find_block (diagram, operand) : -1;
    if (found < 0 && operand->batched)
      find_before (diagram, block, operand);
    for (int k = 0; k < block->n_before && found >= 0; k++)
      found = block->before[k] == found ? -1 : found;
    if (found >= 0 && block->n_before < NN_MAX_OPERANDS)
      block->before[block->n_before++] = found;
  }
}

static void
add_block (LabDiagram *diagram, const NnGraph *graph, const NnNode *node)
{
  LabBlock *block = &diagram->blocks[diagram->n_blocks];
  bool image = node->shape.n == 3 && node->shape.d[0] * node->shape.d[1] > 1;
  *block = (LabBlock){ .node = node->index, .layer = layer_of (graph, node) };
  block->kind = image ? LAB_MAPS : node->shape.n == 2 ? LAB_SEQUENCE : LAB_UNITS;
  block->n_units = image ? node->shape.d[2] : block->kind == LAB_SEQUENCE ? 1 : (int) node->size;
  find_before (diagram, block, node);
  for (int i = 0; i < block->n_before; i++)
    block->column = MAX (block->column, diagram->blocks[block->before[i]].column + 1);
  diagram->n_columns = MAX (diagram->n_columns, block->column + 1);
  diagram->n_blocks++;
}

/* ---- where they stand ---- */

/* The first units, and the last after a gap where there are more than places. */
static void
choose_shown (LabBlock *block, int places)
{
  block->gap = block->n_units > places;
  block->n_shown = block->gap ? places - 1 : block->n_units;
  for (int i = 0; i < block->n_shown; i++)
    block->shown[i] = i;
  if (block->gap)
    block->shown[block->n_shown - 1] = block->n_units - 1;
}

/* @place of @n in its column. */
static void
place_block (LabBlock *block, double height, int place, int n)
{
  int n_places = block->n_shown + block->gap;
  double share = height / n, pitch = share / n_places, largest = block->kind == LAB_UNITS ? fmin (0.34, 0.11 * height) : 0.62;
  block->side = fmin (largest, 0.8 * pitch);
  pitch = fmin (pitch, 2.2 * block->side);
  double top = height - share * (place + 0.5) + pitch * (n_places - 1) / 2;
  for (int i = 0; i < block->n_shown; i++)
    block->y[i] = top - pitch * (block->gap && i == block->n_shown - 1 ? i + 1 : i);
  block->gap_y = top - pitch * (block->n_shown - 1);
}

void
lab_diagram_make (LabDiagram *diagram, const NnGraph *graph, double aspect)
{
  g_autofree bool *needed = g_new0 (bool, nn_graph_n_nodes (graph));
  *diagram = (LabDiagram){ 0 };
  mark_needed (nn_graph_output (graph), needed);
  for (int i = 0; i < nn_graph_n_nodes (graph) && diagram->n_blocks < LAB_DIAGRAM_BLOCKS; i++)
    if (needed[i] && is_block (graph, nn_graph_node (graph, i)))
      add_block (diagram, graph, nn_graph_node (graph, i));
  diagram->height = diagram->n_columns / aspect;
  for (int column = 0; column < diagram->n_columns; column++) {
    int n = 0, place = 0;
    for (int i = 0; i < diagram->n_blocks; i++)
      n += diagram->blocks[i].column == column;
    for (int i = 0; i < diagram->n_blocks; i++)
      if (diagram->blocks[i].column == column) {
        choose_shown (&diagram->blocks[i], MAX (3, LAB_DIAGRAM_SHOWN / n));
        place_block (&diagram->blocks[i], diagram->height, place++, n);
      }
  }
}

/* ---- names ---- */

char *
lab_unit_name (const NnGraph *graph, const LabBlock *block, int index)
{
  int unit = block->shown[index] + 1;
  g_autofree char *place = block->node == nn_graph_input_node (graph)->index ? g_strdup (_ ("input"))
                           : block->layer > 0                                ? g_strdup_printf (_ ("layer %d"), block->layer)
                                              : g_strdup (_ (nn_graph_node (graph, block->node)->op->entry.label));
  return block->kind == LAB_SEQUENCE ? g_steal_pointer (&place)
         : block->kind == LAB_MAPS   ? g_strdup_printf (_ ("%s, map %d"), place, unit)
                                     : g_strdup_printf (_ ("%s, unit %d"), place, unit);
}

char *
lab_block_name (const NnGraph *graph, const LabBlock *block)
{
  const NnNode *node = nn_graph_node (graph, block->node);
  const NnActivation *activation = block->layer > 0 ? nn_graph_layer (graph, block->layer - 1)->activation : NULL;
  if (node == nn_graph_input_node (graph))
    return g_strdup (_ ("input"));
  if (block->layer == 0)
    return g_strdup (_ (node->op->entry.label));
  const char *kind = activation != NULL ? activation->entry.name : g_str_equal (node->op->entry.name, "dense") ? "" : node->op->entry.name;
  int n = block->kind == LAB_SEQUENCE ? node->shape.d[1] : block->n_units;
  return g_strdup_printf (*kind != '\0' ? "%d %s" : "%d", n, kind);
}
