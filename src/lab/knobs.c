/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/knobs-private.h"
#include "lab/nets.h"

#include <math.h>
#include <string.h>

/* The list of what can be changed in a setup. */

const Param lab_run_params[LAB_N_RUN + 1] = {
  { "steps", N_ ("Steps"), NULL, PARAM_INT, PARAM_LOG, 1, 10000000, 1000 }, /* as lab_steps_param */
  { "record", N_ ("Record every"), NULL, PARAM_INT, PARAM_LOG, 0, 1000000, 0 },
  { "record-epochs", N_ ("Record every so many epochs"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000000, 0 },
  { "seed", N_ ("Seed"), NULL, PARAM_INT, 0, 0, 9007199254740991.0, 1 },
  { NULL },
};

static void
free_row (gpointer data)
{
  LabKnobRow *row = data;
  g_free (row->key);
  g_free (row->label);
  g_free (row->layer);
  g_free (row);
}

static bool
has_key (const GPtrArray *knobs, const char *key)
{
  for (guint i = 0; i < knobs->len; i++)
    if (strcmp (((const LabKnobRow *) knobs->pdata[i])->key, key) == 0)
      return true;
  return false;
}

/* Adds a knob unless another lane has brought it; takes @key. */
static LabKnobRow *
add (LabSetup *setup, const char *group, LabKnobTarget target, char *key, const Param *param)
{
  if (has_key (setup->knobs, key)) {
    g_free (key);
    return NULL;
  }
  LabKnobRow *row = g_new0 (LabKnobRow, 1);
  row->key = key;
  row->target = target;
  row->label = g_strdup (param->label != NULL ? _ (param->label) : param->name);
  row->knob = (LabKnob){ .key = key,
                         .group = group,
                         .param = param,
                         .min = param->min,
                         .max = param->max,
                         .live = (param->flags & PARAM_LIVE) != 0,
                         .log = (param->flags & PARAM_LOG) != 0,
                         .control = -1,
                         .label = row->label };
  g_ptr_array_add (setup->knobs, row);
  return row;
}

static void
add_table (LabSetup *setup, const char *group, LabKnobTarget target, const Param *params)
{
  for (int i = 0; i < params_count (params); i++) {
    LabKnobRow *row =
        add (setup, group, target, g_strdup_printf ("%s.%s", group, params[i].name), &params[i]);
    if (row != NULL && target == LAB_KNOB_DATA_PARAM)
      row->knob.live = false;
    if (row != NULL && target == LAB_KNOB_SAMPLER_PARAM)
      row->knob.group = "data";
  }
}

/* "Learning rate, generator"; NULL: there is but one place. */
static void
add_place (LabKnobRow *row, const char *place)
{
  if (place == NULL)
    return;
  char *label = g_strdup_printf (_ ("%s, %s"), row->label, place);
  g_free (row->label);
  row->knob.label = row->label = label;
}

/* Like add; @place goes into the label: "Units, layer 1". */
static LabKnobRow *
add_placed (LabSetup *setup, const char *group, LabKnobTarget target, char *key, const char *place, const Param *param)
{
  LabKnobRow *row = add (setup, group, target, key, param);
  if (row == NULL)
    return NULL;
  add_place (row, place);
  return row;
}

/* A setting of the layers that @name stands for. */
static void
add_named_knob (LabSetup *setup, LabKnobTarget target, const char *name, const char *place, const Param *param)
{
  LabKnobRow *row = add_placed (setup, "network", target, g_strdup_printf ("%s.%s", name, param->name), place, param);
  if (row == NULL)
    return;
  row->layer = g_strdup (name);
  row->knob.live = false;
}

static void
add_layer_knob (LabSetup *setup, LabKnobTarget target, const LabLayer *layer, const Param *param)
{
  const BaseEntry *entry = lab_layer_entry (layer);
  bool numbered = layer->number > 0;
  g_autofree char *name = numbered ? g_strdup_printf ("layer%d", layer->number)
                                   : g_strdup_printf ("%s%d", entry->name, layer->same);
  g_autofree char *place = numbered ? g_strdup_printf (_ ("layer %d"), layer->number)
                                    : g_strdup_printf ("%s %d", _ (entry->label), layer->same);
  add_named_knob (setup, target, name, place, param);
}

#define INIT "init."

/* "hidden.init.gain" of the layer's own initializer, else of the lane's. */
static void
add_initializer_knob (LabSetup *setup, const char *name, const NnInitializer *initializer, const char *key)
{
  const Param *params = initializer != NULL ? initializer->entry.params : NULL;
  int index = params_find (params, key);
  if (index < 0)
    return;
  g_autofree char *path = g_strconcat (name, ".init", NULL);
  add_named_knob (setup, LAB_KNOB_INITIALIZER_PARAM, path, name, &params[index]);
}

/* Controls may name layers and groups: "hidden.units", "hidden.repeat". */
static void
add_controlled (LabSetup *setup, const LabLane *lane, const char *key)
{
  const char *dot = strchr (key, '.');
  if (dot == NULL)
    return;
  g_autofree char *name = g_strndup (key, (gsize) (dot - key));
  int found = lab_layers_find (lane->layers, name, dot + 1);
  if (strcmp (dot + 1, "repeat") == 0 && lab_layers_repeats (lane->layers, name) > 0)
    add_named_knob (setup, LAB_KNOB_REPEAT, name, name, &lab_repeat_param);
  else if (strcmp (dot + 1, "activation") == 0 && found >= 0)
    add_named_knob (setup, LAB_KNOB_LAYER_ACTIVATION, name, name, lab_choice_param (CHOICE_ACTIVATION));
  else if (strcmp (dot + 1, lab_lr_factor_param.name) == 0 && found >= 0)
    add_named_knob (setup, LAB_KNOB_LR_FACTOR, name, name, &lab_lr_factor_param);
  else if (strcmp (dot + 1, lab_bias_param.name) == 0 && found >= 0)
    add_named_knob (setup, LAB_KNOB_BIAS, name, name, &lab_bias_param);
  else if (g_str_has_prefix (dot + 1, INIT) && found >= 0) {
    const LabLayer *layer = &g_array_index (lane->layers, LabLayer, found);
    add_initializer_knob (setup, name, layer->initializer != NULL ? layer->initializer : lane->initializer,
                          dot + 1 + strlen (INIT));
  } else if (found >= 0) {
    const Param *params = g_array_index (lane->layers, LabLayer, found).layer->entry.params;
    int index = params_find (params, dot + 1);
    if (index >= 0)
      add_named_knob (setup, LAB_KNOB_LAYER_PARAM, name, lane->objective ? NULL : name, &params[index]);
  }
}

static void
add_layers (LabSetup *setup, const LabLane *lane)
{
  for (guint i = 0; i < lane->layers->len; i++) {
    const LabLayer *layer = &g_array_index (lane->layers, LabLayer, i);
    for (int p = 0; layer->layer != NULL && p < params_count (layer->layer->entry.params); p++)
      add_layer_knob (setup, LAB_KNOB_LAYER_PARAM, layer, &layer->layer->entry.params[p]);
    if (layer->number > 0) {
      add_layer_knob (setup, LAB_KNOB_LAYER_ACTIVATION, layer, lab_choice_param (CHOICE_ACTIVATION));
      add_layer_knob (setup, LAB_KNOB_LR_FACTOR, layer, &lab_lr_factor_param);
      add_layer_knob (setup, LAB_KNOB_BIAS, layer, &lab_bias_param);
    }
    for (int p = 0; layer->activation != NULL && p < params_count (layer->activation->entry.params); p++)
      add_layer_knob (setup, LAB_KNOB_ACTIVATION_PARAM, layer, &layer->activation->entry.params[p]);
  }
}

/* How weights move; of two players each network's, "G.optimizer.lr". */
static LabKnobRow *
add_rule (LabSetup *setup, const LabLane *lane, int net, LabKnobTarget target, const BaseEntry *entry, const char *name,
          const Param *param)
{
  bool plays = lane->n_nets > 0;
  const char *group = target == LAB_KNOB_REGULARIZER_PARAM ? "regularizer" : name;
  const char *player = plays ? lab_net_name (net) : "";
  char *key = g_strconcat (player, plays ? "." : "", name, entry != NULL ? "." : NULL, param->name, NULL);
  LabKnobRow *row = add (setup, group, target, key, param);
  if (row != NULL)
    row->net = net;
  if (row != NULL && plays)
    add_place (row, lesson_part_find (setup->experiment, player)->label);
  return row;
}

/* The settings of @entry: "optimizer.lr". */
static void
add_entry (LabSetup *setup, const LabLane *lane, int net, LabKnobTarget target, const BaseEntry *entry, const char *name,
           int regularizer)
{
  for (int i = 0; i < params_count (entry->params); i++) {
    LabKnobRow *row = add_rule (setup, lane, net, target, entry, name, &entry->params[i]);
    if (row != NULL)
      row->run = regularizer;
  }
}

/* A regularizer whether it acts or not: a strength can be raised from 0 while the lanes train. */
static void
add_rules (LabSetup *setup, const LabLane *lane, int net)
{
  const TrainRules *rules = &lane->rules[net];
  add_rule (setup, lane, net, LAB_KNOB_OPTIMIZER, NULL, "optimizer", lab_choice_param (CHOICE_OPTIMIZER));
  add_entry (setup, lane, net, LAB_KNOB_OPTIMIZER_PARAM, &rules->optimizer->entry, "optimizer", 0);
  add_rule (setup, lane, net, LAB_KNOB_SCHEDULE, NULL, "schedule", lab_choice_param (CHOICE_SCHEDULE));
  add_entry (setup, lane, net, LAB_KNOB_SCHEDULE_PARAM, &rules->schedule->entry, "schedule", 0);
  for (int i = 0; i < nn_regularizers.n_entries; i++) {
    const BaseEntry *entry = nn_regularizers.entries[i];
    if (lane->n_nets == 0 || entry != &nn_regularizer_early_stopping.entry)
      add_entry (setup, lane, net, LAB_KNOB_REGULARIZER_PARAM, entry, entry->name, i);
  }
}

static void
add_calculator (LabSetup *setup, const LabLane *lane)
{
  add (setup, "calculator", LAB_KNOB_CALCULATOR, g_strdup ("calculator"), lab_choice_param (CHOICE_CALCULATOR));
  add_table (setup, "calculator", LAB_KNOB_CALCULATOR_PARAM, lane->calculator->entry.params);
  add_layers (setup, lane);
}

static void
add_heads (LabSetup *setup, const LabLane *lane)
{
  for (int i = 0; i < lane->n_heads; i++) {
    const char *name = lane->heads[i].name;
    LabKnobRow *row =
        add_placed (setup, "loss", LAB_KNOB_HEAD_WEIGHT, g_strdup_printf ("%s.loss.weight", name), name, &train_head_param);
    if (row != NULL)
      row->run = i;
  }
}

static void
add_lane (LabSetup *setup, const LabLane *lane)
{
  if (lane->calculator != NULL) {
    add_calculator (setup, lane);
    return;
  }
  if (!lane->objective) {
    add (setup, "data", LAB_KNOB_DATA, g_strdup ("data"), lab_choice_param (CHOICE_DATA));
    add_table (setup, "data", LAB_KNOB_DATA_PARAM, lane->source->entry.params);
    add_table (setup, "data", LAB_KNOB_DATA_OPTION, data_options);
    if (isfinite (lane->labelled))
      add (setup, "data", LAB_KNOB_LABELLED, g_strdup ("labelled"), &lab_labelled_param);
    add (setup, "loss", LAB_KNOB_LOSS, g_strdup ("loss"), lab_choice_param (CHOICE_LOSS));
    add_table (setup, "loss", LAB_KNOB_LOSS_PARAM, lane->loss->entry.params);
    add_heads (setup, lane);
    add (setup, "data", LAB_KNOB_SAMPLER, g_strdup ("sampler"), lab_choice_param (CHOICE_SAMPLER));
    add_table (setup, "sampler", LAB_KNOB_SAMPLER_PARAM, lane->sampler->entry.params);
  }
  add_layers (setup, lane);
  for (int i = 0; lane->plays && i < TRAIN_MAX_NETS; i++)
    add (setup, "optimizer", LAB_KNOB_PLAY, g_strdup_printf ("play.%s", train_play_params[i].name), &train_play_params[i]);
  for (int net = 0; net < MAX (lane->n_nets, 1); net++)
    add_rules (setup, lane, net);
  add (setup, "run", LAB_KNOB_START, g_strdup ("start"), &lab_start_param);
  add (setup, "run", LAB_KNOB_EPOCHS, g_strdup ("epochs"), &lab_epochs_param);
  LabKnobRow *batch = add (setup, "run", LAB_KNOB_BATCH, g_strdup ("batch"), &lab_batch_param);
  if (batch != NULL)
    batch->knob.min = 1, batch->knob.max = lane->data_values[0] >= 1 ? lane->data_values[0] : batch->knob.max;
}

/* What the lesson says about its controls: limits, scale, label, place. */
static void
apply_controls (LabSetup *setup)
{
  const GPtrArray *controls = setup->experiment->controls;
  for (guint c = 0; c < controls->len; c++) {
    const LessonRange *control = controls->pdata[c];
    int index = lab_setup_find_knob (setup, control->key);
    if (index < 0)
      continue;
    LabKnobRow *row = setup->knobs->pdata[index];
    row->knob.control = (int) c;
    if (isfinite (control->from))
      row->knob.min = control->from, row->knob.max = control->to, row->knob.log = control->log;
    if (control->label != NULL) {
      g_free (row->label);
      row->knob.label = row->label = g_strdup (control->label);
    }
  }
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const LabKnobRow *left = *(LabKnobRow *const *) a, *right = *(LabKnobRow *const *) b;
  guint x = (guint) left->knob.control, y = (guint) right->knob.control; /* −1 comes last */
  return (x > y) - (x < y);
}

/* A stable sort: the lesson's controls first, the rest as it was. */
static void
sort_rows (GPtrArray *knobs)
{
  for (guint i = 1; i < knobs->len; i++)
    for (guint k = i; k > 0 && compare_rows (&knobs->pdata[k - 1], &knobs->pdata[k]) > 0; k--) {
      gpointer swap = knobs->pdata[k];
      knobs->pdata[k] = knobs->pdata[k - 1];
      knobs->pdata[k - 1] = swap;
    }
}

/* The runs of a lane of a sweep, of which others may be elsewhere, start anew together. */
static void
mark_differences (LabSetup *setup)
{
  for (guint i = 0; i < setup->knobs->len; i++) {
    LabKnobRow *row = setup->knobs->pdata[i];
    for (int lane = 1; lane < setup->n_lanes; lane++) {
      double first = lab_knob_value (row, &setup->lanes[0], setup->run);
      double here = lab_knob_value (row, &setup->lanes[lane], setup->run);
      row->knob.per_lane |= first != here && !(isnan (first) && isnan (here));
    }
    row->knob.live &= !(row->knob.per_lane && setup->swept && !setup->experiment->calculator);
  }
}

/* Whether a calculation depends on the seed. */
static bool
draws (const LabSetup *setup)
{
  bool any = false;
  for (int lane = 0; lane < setup->n_lanes; lane++)
    any |= setup->lanes[lane].calculator != NULL && setup->lanes[lane].calculator->draws;
  return any;
}

void
lab_knobs_build (LabSetup *setup)
{
  g_clear_pointer (&setup->knobs, g_ptr_array_unref);
  setup->knobs = g_ptr_array_new_with_free_func (free_row);
  const GPtrArray *controls = setup->experiment->controls;
  for (int lane = 0; lane < setup->n_lanes; lane++) {
    add_lane (setup, &setup->lanes[lane]);
    for (guint i = 0; i < controls->len; i++)
      add_controlled (setup, &setup->lanes[lane], ((const LessonRange *) controls->pdata[i])->key);
  }
  for (int i = 0; i < LAB_N_RUN; i++)
    if (!setup->experiment->calculator || (i == LAB_SEED && draws (setup))) {
      LabKnobRow *row = add (setup, "run", LAB_KNOB_RUN, g_strdup (lab_run_params[i].name), &lab_run_params[i]);
      row->run = i;
    }
  for (guint i = 0; setup->experiment->calculator && i < setup->knobs->len; i++)
    ((LabKnobRow *) setup->knobs->pdata[i])->knob.live = true; /* a calculation follows its settings */
  apply_controls (setup);
  sort_rows (setup->knobs);
  mark_differences (setup);
}
