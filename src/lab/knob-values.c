/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What knobs stand at; a choice stands at its place in a registry. */
#include "base/words.h"
#include "lab/knobs-private.h"
#include "train/record.h"

#include <math.h>
#include <string.h>

/* ---- choices among a registry's names ---- */

static const BaseRegistry *const choice_registries[] = { &data_sources, &nn_losses, &nn_optimizers, &nn_schedules,
                                                         &train_samplers, &calc_calculators, &nn_activations };

static Param choice_params[N_CHOICES] = {
  { "data", N_ ("Data set"), NULL, PARAM_CHOICE },
  { "loss", N_ ("Loss"), NULL, PARAM_CHOICE },
  { "optimizer", N_ ("Optimizer"), NULL, PARAM_CHOICE },
  { "schedule", N_ ("Schedule"), NULL, PARAM_CHOICE },
  { "sampler", N_ ("Order of the samples"), NULL, PARAM_CHOICE },
  { "calculator", N_ ("Calculator"), NULL, PARAM_CHOICE },
  { "activation", N_ ("Activation"), NULL, PARAM_CHOICE },
};

#define NO_ACTIVATION N_ ("none")

/* The names of a registry as "a|b|c"; among the activations the first is "none". */
static gpointer
fill_choices (gpointer data)
{
  for (int c = 0; c < N_CHOICES; c++) {
    GString *names = g_string_new (c == CHOICE_ACTIVATION ? NO_ACTIVATION : NULL);
    for (int i = 0; i < choice_registries[c]->n_entries; i++)
      g_string_append_printf (names, "%s%s", names->len > 0 ? "|" : "",
                              choice_registries[c]->entries[i]->name);
    choice_params[c].max = choice_registries[c]->n_entries - (c == CHOICE_ACTIVATION ? 0 : 1);
    choice_params[c].choices = g_string_free (names, FALSE); /* kept to the end of the program */
  }
  return NULL;
}

const Param *
lab_choice_param (LabChoice choice)
{
  static GOnce once = G_ONCE_INIT;
  g_once (&once, fill_choices, NULL);
  return &choice_params[choice];
}

/* Choices that stand in tables, named here for translation. */
#define VIEW_CHOICES N_ ("linear"), N_ ("log"), N_ ("normal"), N_ ("uniform"), N_ ("sign"), N_ ("batch"), N_ ("validation")

const char *
lab_choice_label (const Param *param, const char *name)
{
  for (int c = 0; c < N_CHOICES; c++)
    if (param == &choice_params[c]) {
      const BaseEntry *entry = base_registry_find (choice_registries[c], name);
      return entry != NULL && entry->label != NULL ? _(entry->label) : _(name);
    }
  const BaseEntry *metric = strcmp (param->name, "metric") == 0 ? base_registry_find (&train_metrics, name) : NULL;
  return metric != NULL ? _ (metric->label) : _ (name);
}

static double
choice_index (int choice, const BaseEntry *entry)
{
  const BaseRegistry *registry = choice_registries[choice];
  int first = choice == CHOICE_ACTIVATION ? 1 : 0;
  if (entry == NULL)
    return 0;
  for (int i = 0; i < registry->n_entries; i++)
    if (registry->entries[i] == entry)
      return i + first;
  return NAN;
}

/* ---- values ---- */

static double
table_value (const Param *params, const double *values, const char *name)
{
  int index = params_find (params, name);
  return index >= 0 ? values[index] : NAN;
}

static double
layer_value (const LabKnobRow *row, const LabLane *lane)
{
  if (row->target == LAB_KNOB_REPEAT) {
    int repeats = lab_layers_repeats (lane->layers, row->layer);
    return repeats > 0 ? repeats : NAN;
  }
  bool init = row->target == LAB_KNOB_INITIALIZER_PARAM;
  g_autofree char *name = g_strndup (row->layer, strlen (row->layer) - (init ? strlen (".init") : 0));
  int index = lab_layers_find (lane->layers, name, init ? "init" : row->knob.param->name);
  if (index < 0)
    return NAN;
  const LabLayer *layer = &g_array_index (lane->layers, LabLayer, index);
  if (row->target == LAB_KNOB_LAYER_ACTIVATION)
    return choice_index (CHOICE_ACTIVATION, layer->activation != NULL ? &layer->activation->entry : NULL);
  if (row->target == LAB_KNOB_ACTIVATION_PARAM)
    return layer->activation != NULL
               ? table_value (layer->activation->entry.params, layer->activation_values, row->knob.param->name)
               : NAN;
  if (init && layer->initializer != NULL)
    return table_value (layer->initializer->entry.params, layer->initializer_values, row->knob.param->name);
  if (init)
    return lane->initializer != NULL
               ? table_value (lane->initializer->entry.params, lane->initializer_values, row->knob.param->name)
               : NAN;
  if (row->target == LAB_KNOB_LR_FACTOR)
    return layer->lr_factor;
  if (row->target == LAB_KNOB_BIAS)
    return layer->bias;
  return table_value (layer->layer->entry.params, layer->values, row->knob.param->name);
}

double
lab_knob_value (const LabKnobRow *row, const LabLane *lane, const double *run)
{
  const TrainRules *rules = &lane->rules[row->net];
  switch (row->target) {
  case LAB_KNOB_DATA:
    return choice_index (CHOICE_DATA, &lane->source->entry);
  case LAB_KNOB_DATA_PARAM:
    return table_value (lane->source->entry.params, lane->data_values, row->knob.param->name);
  case LAB_KNOB_DATA_OPTION:
    return table_value (data_options, lane->data_options, row->knob.param->name);
  case LAB_KNOB_LAYER_ACTIVATION:
  case LAB_KNOB_LAYER_PARAM:
  case LAB_KNOB_REPEAT:
  case LAB_KNOB_ACTIVATION_PARAM:
  case LAB_KNOB_INITIALIZER_PARAM:
  case LAB_KNOB_LR_FACTOR:
  case LAB_KNOB_BIAS:
    return layer_value (row, lane);
  case LAB_KNOB_LOSS:
    return choice_index (CHOICE_LOSS, &lane->loss->entry);
  case LAB_KNOB_LOSS_PARAM:
    return table_value (lane->loss->entry.params, lane->loss_values, row->knob.param->name);
  case LAB_KNOB_OPTIMIZER:
    return choice_index (CHOICE_OPTIMIZER, &rules->optimizer->entry);
  case LAB_KNOB_OPTIMIZER_PARAM:
    return table_value (rules->optimizer->entry.params, rules->values.optimizer, row->knob.param->name);
  case LAB_KNOB_SCHEDULE:
    return choice_index (CHOICE_SCHEDULE, &rules->schedule->entry);
  case LAB_KNOB_SCHEDULE_PARAM:
    return table_value (rules->schedule->entry.params, rules->values.schedule, row->knob.param->name);
  case LAB_KNOB_REGULARIZER_PARAM:
    return table_value (nn_regularizers.entries[row->run]->params, rules->values.regularizers[row->run],
                        row->knob.param->name);
  case LAB_KNOB_HEAD_WEIGHT:
    return row->run < lane->n_heads ? lane->heads[row->run].weight : NAN;
  case LAB_KNOB_PLAY:
    return lane->plays ? table_value (train_play_params, lane->play_values, row->knob.param->name) : NAN;
  case LAB_KNOB_SAMPLER:
    return choice_index (CHOICE_SAMPLER, &lane->sampler->entry);
  case LAB_KNOB_SAMPLER_PARAM:
    return table_value (lane->sampler->entry.params, lane->sampler_values, row->knob.param->name);
  case LAB_KNOB_CALCULATOR:
    return choice_index (CHOICE_CALCULATOR, &lane->calculator->entry);
  case LAB_KNOB_CALCULATOR_PARAM:
    return table_value (lane->calculator->entry.params, lane->calculator_values, row->knob.param->name);
  case LAB_KNOB_BATCH:
    return lane->batch;
  case LAB_KNOB_EPOCHS:
    return lane->epochs;
  case LAB_KNOB_START:
    return lane->start;
  case LAB_KNOB_LABELLED:
    return isfinite (lane->labelled) ? lane->labelled : NAN;
  case LAB_KNOB_RUN:
    return run[row->run];
  }
  return NAN;
}
