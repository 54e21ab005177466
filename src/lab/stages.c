/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/stages.h"

#include <stdlib.h>
#include <string.h>

int
lab_stages_n_before (const LabSetup *setup)
{
  int n = 0;
  for (const LabLane *lane = setup->lanes[0].before; lane != NULL; lane = lane->before)
    n++;
  return n;
}

LabLane *
lab_stage_find (LabLane *lane, const char *name)
{
  while (lane != NULL && g_strcmp0 (lane->stage, name) != 0)
    lane = lane->before;
  return lane;
}

/* The lane loses all stages but number @index. */
static void
keep_one (LabLane *lane, int index, int n_before)
{
  const LabLane *kept = lane;
  LabLane copy;
  for (int i = n_before; i > index; i--)
    kept = kept->before;
  lab_lane_copy (&copy, kept);
  lab_lane_clear (lane);
  *lane = copy;
  if (lane->before != NULL)
    lab_lane_clear (lane->before);
  g_clear_pointer (&lane->before, g_free);
}

LabSetup *
lab_stages_one (const LabSetup *setup, int index)
{
  LabSetup *one = lab_setup_copy (setup);
  int n_before = lab_stages_n_before (setup);
  for (int i = 0; i < one->n_lanes; i++) {
    keep_one (&one->lanes[i], index, n_before);
    keep_one (&one->written[i], index, n_before);
  }
  if (index < n_before)
    one->stage = one->lanes[0].stage;
  lab_setup_name_lanes (one);
  lab_knobs_build (one);
  return one;
}

/* ---- weights ---- */

/* The number of the layer that a parameter belongs to: its label is "KIND NUMBER PART". */
static int
layer_number (const NnNode *parameter)
{
  const char *blank = strchr (parameter->label, ' ');
  return blank != NULL ? atoi (blank + 1) : 0;
}

static const LabLayer *
layer_with_number (const LabLane *lane, int number)
{
  for (guint i = 0; number > 0 && i < lane->layers->len; i++) {
    const LabLayer *layer = &g_array_index (lane->layers, LabLayer, i);
    if (layer->number == number)
      return layer;
  }
  return NULL;
}

/* Whether @parameter is one of a layer's that @names mean: "head", "layer3". */
static bool
is_among (const LabLane *lane, const NnNode *parameter, char **names)
{
  const LabLayer *layer = layer_with_number (lane, layer_number (parameter));
  for (char **name = names; layer != NULL && name != NULL && *name != NULL; name++)
    if (lab_layer_is (layer, *name))
      return true;
  return false;
}

/* Where layer number @number of @to was in @from. */
static int
number_before (const LabLane *from, const LabLane *to, int number)
{
  const LabLayer *layer = layer_with_number (to, number);
  if (layer == NULL || layer->names[0] == NULL || lab_layers_count (to->layers, layer->names[0]) > 1 ||
      lab_layers_count (from->layers, layer->names[0]) != 1)
    return number;
  int place = lab_layers_find (from->layers, layer->names[0], NULL);
  return g_array_index (from->layers, LabLayer, place).number;
}

void
lab_stages_carry (const LabLane *from, const NnGraph *learned, const LabLane *to, NnGraph *graph)
{
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) {
    NnNode *node = nn_graph_node (graph, i);
    if (node->kind != NN_PARAMETER || is_among (to, node, to->reinit))
      continue;
    int number = layer_number (node);
    const char *blank = strchr (node->label, ' '), *part = blank != NULL ? strchr (blank + 1, ' ') : NULL;
    g_autofree char *label = part != NULL ? g_strdup_printf ("%.*s %d%s", (int) (blank - node->label), node->label,
                                                             number_before (from, to, number), part)
                                          : g_strdup (node->label);
    const NnNode *source = nn_graph_find (learned, label);
    if (source != NULL && nn_shape_equal (&source->shape, &node->shape))
      memcpy (node->value, source->value, node->size * sizeof (real));
  }
}

void
lab_stages_freeze (const LabLane *lane, NnGraph *graph)
{
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) {
    NnNode *node = nn_graph_node (graph, i);
    if (node->kind == NN_PARAMETER &&
        (is_among (lane, node, lane->freeze) || (lane->train != NULL && !is_among (lane, node, lane->train))))
      node->rate = 0;
  }
}
