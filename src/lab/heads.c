/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/heads.h"

#include "base/words.h"

#include <stdio.h>
#include <string.h>

bool
lab_head_add (LabLane *lane, const LessonPart *part, const char *path, BaseError *error)
{
  if (lane->n_heads == TRAIN_MAX_HEADS) {
    base_error_set (error, _ ("a network may have %d heads at most"), TRAIN_MAX_HEADS);
    return lab_place_error ((LabPlace){ path, part->place }, error);
  }
  if (!lab_layers_add_head (lane->layers, part->name, part->chain, (LabPlace){ path, part->place }, error))
    return false;
  lane->heads[lane->n_heads++] =
      (LabHead){ .name = part->name, .from = part->from, .weight = train_head_param.def, .place = part->place };
  return true;
}

/* @key: "loss", "weight", or a setting of the head's own loss. */
static bool
set_loss (LabHead *head, const char *key, const char *value, BaseError *error)
{
  if (strcmp (key, train_head_param.name) == 0)
    return param_parse (&train_head_param, value, &head->weight, error);
  if (strcmp (key, "loss") != 0)
    return head->loss != NULL ? params_set (head->loss->entry.params, head->loss_values, key, value, error)
                              : base_error_set (error, _ ("%s.loss.%s needs \"%s.loss = …\" before it"), head->name, key, head->name);
  const BaseEntry *entry = lab_entry_parse (&nn_losses, value, head->loss_values, error);
  head->loss = entry != NULL ? (const NnLoss *) entry : head->loss;
  return entry != NULL;
}

bool
lab_head_set (LabLane *lane, const char *name, const char *key, const char *value, bool *found, BaseError *error)
{
  bool of_loss = g_str_has_prefix (key, "loss.");
  *found = false;
  for (int i = 0; (of_loss || strcmp (key, "loss") == 0) && i < lane->n_heads; i++)
    if (strcmp (lane->heads[i].name, name) == 0) {
      *found = true;
      return set_loss (&lane->heads[i], of_loss ? key + strlen ("loss.") : key, value, error);
    }
  return true;
}

/* ---- the graph ---- */

static const NnLoss *
loss_of (const LabLane *lane, int head)
{
  return lane->heads[head].loss != NULL ? lane->heads[head].loss : lane->loss;
}

static const double *
values_of (const LabLane *lane, int head)
{
  return lane->heads[head].loss != NULL ? lane->heads[head].loss_values : lane->loss_values;
}

/* Whether the head's outputs go with @n classes or values. */
static bool
fits (const LabLane *lane, int head, const NnNode *output, int n)
{
  int needed = nn_loss_n_outputs (loss_of (lane, head), values_of (lane, head), n);
  return needed == 0 || output->size == (size_t) needed;
}

/* How many of a sample's targets the head looks at: the class, or as many values as its outputs are for; 0 with a message where
 * its outputs do not fit. */
static int
n_targets (const LabLane *lane, int head, const DataSet *set, const NnNode *output, BaseError *error)
{
  const NnLoss *loss = loss_of (lane, head);
  const char *name = lane->heads[head].name;
  int n = set->n_targets;
  if (loss->targets == NN_TARGET_TEACHER) {
    base_error_set (error, _ ("head %s: the loss %s is for networks with one end"), name, loss->entry.name);
    return 0;
  }
  if (nn_loss_has_class (loss) && set->target == DATA_CLASSES && fits (lane, head, output, set->n_classes))
    return 1;
  if (nn_loss_has_class (loss))
    base_error_set (error, _ ("head %s: the loss %s needs an output for each of the %d classes of %s"), name,
                    loss->entry.name, set->n_classes, set->name);
  else if (set->target == DATA_CLASSES || (loss->targets == NN_TARGET_BINARY && set->target == DATA_REAL))
    base_error_set (error, _ ("head %s: the loss %s does not go with the targets of %s"), name, loss->entry.name,
                    set->name);
  else {
    while (n > 0 && !fits (lane, head, output, n))
      n--;
    if (n > 0)
      return n;
    base_error_set (error, _ ("head %s has %d outputs, but %s has %d targets"), name, (int) output->size, set->name,
                    set->n_targets);
  }
  return 0;
}

/* The head's losses, sample by sample, from its part of the targets. */
static NnNode *
head_loss (const LabLane *lane, int head, NnGraph *graph, const DataSet *set, NnNode *target, int first, int n,
           NnNode **output, BaseError *error)
{
  const double part[PARAM_MAX] = { first, n };
  const NnLoss *loss = loss_of (lane, head);
  NnNode *mine = target;
  if (n < (int) target->size)
    mine = nn_graph_apply (graph, (const NnOp *) base_registry_need (&nn_ops, "slice", error), part, 1, &target, error);
  NnNode *losses = mine == NULL ? NULL
                                : nn_loss_join (loss, graph, output, mine, nn_loss_has_class (loss) ? set->n_classes : n,
                                                values_of (lane, head), error);
  if (losses != NULL)
    snprintf (losses->label, sizeof losses->label, "loss %.30s", lane->heads[head].name);
  return losses;
}

NnNode *
lab_heads_loss (const LabLane *lane, NnGraph *graph, const DataSet *set, NnNode **outputs, BaseError *error)
{
  NnNode *target = nn_graph_input (graph, "target", (NnShape){ 1, { set->n_targets } });
  NnNode *losses[TRAIN_MAX_HEADS];
  double weights[PARAM_MAX] = { 0 };
  int first = 0;
  for (int i = 0; i < lane->n_heads; i++) {
    int n = n_targets (lane, i, set, outputs[i], error);
    bool all = n == set->n_targets;
    if (n > 0 && !all && first + n > set->n_targets)
      base_error_set (error, _ ("the heads up to %s take %d targets, but %s has %d"), lane->heads[i].name, first + n,
                      set->name, set->n_targets);
    else if (n > 0)
      losses[i] = head_loss (lane, i, graph, set, target, all ? 0 : first, n, &outputs[i], error);
    if (n == 0 || (!all && first + n > set->n_targets) || losses[i] == NULL) {
      lab_place_error ((LabPlace){ lane->network_place.path, lane->heads[i].place }, error);
      return NULL;
    }
    first += all ? 0 : n;
    weights[i] = lane->heads[i].weight;
  }
  return nn_graph_apply (graph, (const NnOp *) base_registry_find (&nn_ops, "add"), weights, lane->n_heads, losses,
                         error);
}

int
lab_heads_find (const LabLane *lane, const NnGraph *graph, TrainHead *heads)
{
  for (int i = 0; i < lane->n_heads; i++) {
    g_autofree char *label = g_strdup_printf ("loss %.30s", lane->heads[i].name);
    heads[i] = (TrainHead){ .name = lane->heads[i].name, .loss = loss_of (lane, i), .weight = lane->heads[i].weight,
                            .node = nn_graph_find (graph, label)->index };
  }
  return lane->n_heads;
}
