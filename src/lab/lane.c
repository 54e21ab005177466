/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/nets.h"

#include <math.h>
#include <string.h>

const Param lab_batch_param = { "batch", N_ ("Batch size"), NULL, PARAM_INT, PARAM_LIVE | PARAM_LOG,
                                0,       1000000,           32 };

const Param lab_steps_param = { "steps", N_ ("Steps"), NULL, PARAM_INT, PARAM_LOG, 1, 10000000, 1000 };
const Param lab_labelled_param = { "labelled", N_ ("Samples with labels"), NULL, PARAM_INT, PARAM_LOG, 0, 1000000, 100 };
const Param lab_start_param = { "start", N_ ("Number of the start"), NULL, PARAM_INT, 0, 0, 1000000, 0 };
const Param lab_epochs_param = { "epochs", N_ ("Epochs"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000000, 0 };

void
lab_lane_init (LabLane *lane)
{
  memset (lane, 0, sizeof *lane);
  lane->layers = lab_layers_new ();
  lane->batch = lab_batch_param.def;
  lane->labelled = INFINITY;
  lane->sampler = (const TrainSampler *) train_samplers.entries[0];
  lane->rules[0].schedule = (const NnSchedule *) base_registry_find (&nn_schedules, "constant");
  for (int i = 0; i < nn_regularizers.n_entries; i++)
    params_defaults (nn_regularizers.entries[i]->params, lane->rules[0].values.regularizers[i]);
  lane->rules[1] = lane->rules[0];
}

void
lab_lane_copy (LabLane *to, const LabLane *from)
{
  *to = *from;
  to->layers = lab_layers_copy (from->layers);
  to->train = g_strdupv (from->train);
  to->freeze = g_strdupv (from->freeze);
  to->reinit = g_strdupv (from->reinit);
  to->from = g_strdup (from->from);
  to->teach = g_strdup (from->teach);
  if (from->before != NULL) {
    to->before = g_new (LabLane, 1);
    lab_lane_copy (to->before, from->before);
  }
}

void
lab_lane_clear (LabLane *lane)
{
  g_clear_pointer (&lane->layers, g_array_unref);
  g_clear_pointer (&lane->train, g_strfreev);
  g_clear_pointer (&lane->freeze, g_strfreev);
  g_clear_pointer (&lane->reinit, g_strfreev);
  g_clear_pointer (&lane->from, g_free);
  g_clear_pointer (&lane->teach, g_free);
  if (lane->before != NULL)
    lab_lane_clear (lane->before);
  g_clear_pointer (&lane->before, g_free);
}

bool
lab_place_error (LabPlace place, BaseError *error)
{
  if (place.path != NULL && place.place.line > 0)
    base_error_prefix (error, "%s:%d:%d: ", place.path, place.place.line, place.place.column);
  return false;
}

int
lab_find_regularizer (const char *name)
{
  int i = nn_regularizers.n_entries - 1;
  while (i >= 0 && strcmp (nn_regularizers.entries[i]->name, name) != 0)
    i--;
  return i;
}

bool
lab_lane_find_live (const LabLane *lane, const char *key, TrainSetting *setting, int *index)
{
  int net = lab_net_of_key (lane, &key);
  const char *dot = strchr (key, '.');
  *setting = TRAIN_BATCH;
  *index = 0;
  if (dot == NULL)
    return strcmp (key, "batch") == 0;
  g_autofree char *what = g_strndup (key, (gsize) (dot - key));
  for (int i = 0; strcmp (dot + 1, "loss.weight") == 0 && i < lane->n_heads; i++)
    if (strcmp (lane->heads[i].name, what) == 0) {
      *setting = TRAIN_HEAD;
      *index = i;
      return true;
    }
  if (strcmp (what, "play") == 0 && lane->plays) {
    *setting = TRAIN_PLAY;
    *index = params_find (train_play_params, dot + 1);
    return *index >= 0;
  }
  if (net < 0 && lane->n_nets > 0)
    return false; /* whose? */
  const TrainRules *rules = &lane->rules[MAX (net, 0)];
  int regularizer = lab_find_regularizer (what);
  bool optimizer = strcmp (what, "optimizer") == 0, schedule = strcmp (what, "schedule") == 0;
  const BaseEntry *entry = optimizer          ? &rules->optimizer->entry
                           : schedule         ? &rules->schedule->entry
                           : regularizer >= 0 ? nn_regularizers.entries[regularizer]
                                              : NULL;
  int place = entry != NULL ? params_find (entry->params, dot + 1) : -1;
  *setting = optimizer ? TRAIN_OPTIMIZER : schedule ? TRAIN_SCHEDULE : TRAIN_REGULARIZER;
  *index = (regularizer >= 0 ? PARAM_MAX * regularizer + place : place) + TRAIN_NET_INDICES * MAX (net, 0);
  return place >= 0 && (entry->params[place].flags & PARAM_LIVE) != 0;
}

double
lab_lane_live_value (const LabLane *lane, TrainSetting setting, int index)
{
  const TrainValues *values = &lane->rules[index / TRAIN_NET_INDICES].values;
  index %= TRAIN_NET_INDICES;
  return setting == TRAIN_BATCH       ? lane->batch
         : setting == TRAIN_HEAD      ? lane->heads[index].weight
         : setting == TRAIN_PLAY      ? lane->play_values[index]
         : setting == TRAIN_OPTIMIZER ? values->optimizer[index]
         : setting == TRAIN_SCHEDULE  ? values->schedule[index]
                                      : values->regularizers[index / PARAM_MAX][index % PARAM_MAX];
}

char *
lab_lane_live_key (const LabLane *lane, TrainSetting setting, int index)
{
  int net = index / TRAIN_NET_INDICES, param = index % PARAM_MAX;
  const BaseEntry *entry = setting == TRAIN_OPTIMIZER  ? &lane->rules[net].optimizer->entry
                           : setting == TRAIN_SCHEDULE ? &lane->rules[net].schedule->entry
                                                       : nn_regularizers.entries[index % TRAIN_NET_INDICES / PARAM_MAX];
  if (setting == TRAIN_BATCH)
    return g_strdup ("batch");
  if (setting == TRAIN_HEAD)
    return g_strdup_printf ("%s.loss.weight", lane->heads[index].name);
  if (setting == TRAIN_PLAY)
    return g_strdup_printf ("play.%s", train_play_params[index].name);
  return g_strdup_printf ("%s%s%s.%s", lane->n_nets > 0 ? lab_net_name (net) : "", lane->n_nets > 0 ? "." : "",
                          setting == TRAIN_OPTIMIZER  ? "optimizer"
                          : setting == TRAIN_SCHEDULE ? "schedule"
                                                      : entry->name,
                          entry->params[param].name);
}
