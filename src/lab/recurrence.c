/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/recurrence.h"

#include "base/words.h"

/* A recurrent layer stands twice in the list, with its input weights and with its recurrent ones; its op is that of the former. */
int
lab_recurrent_layer (const NnGraph *graph, int layer)
{
  for (int i = layer; i < nn_graph_n_layers (graph); i++) {
    const NnNode *node = nn_graph_layer (graph, i)->out;
    bool seen = i > 0 && nn_graph_layer (graph, i - 1)->out == node;
    if (node->op != NULL && node->op->inspect != NULL && !seen)
      return i;
  }
  return -1;
}

const char *
lab_needs_recurrence (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++)
    if (lab_recurrent_layer (lab_experiment_graph (experiment, lane), 0) >= 0)
      return NULL;
  return _ ("This looks inside a recurrent layer; no network here has one.");
}
