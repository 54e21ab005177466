/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How text changes a lane: "optimizer = adam lr=0.01", "layer1.units = 8". */
#include "base/words.h"
#include "lab/heads.h"
#include "lab/nets.h"
#include "lab/stages.h"

#include <stdlib.h>
#include <string.h>

/* ---- calls: a name and its settings ---- */

/* One setting of @entry; data sets have @options besides their own. */
static bool
set_entry (const BaseEntry *entry, double *values, double *options, const char *key, const char *value, BaseError *error)
{
  if (options != NULL && params_find (data_options, key) >= 0)
    return params_set (data_options, options, key, value, error);
  return params_set (entry->params, values, key, value, error);
}

/* Reads @call as an entry of @registry with its settings: bare words fill params in their order. @options: of
 * data sets, else NULL. */
static bool
read_call (const BaseRegistry *registry, const LessonCall *call, const char *path, const BaseEntry **entry,
           double *values, double *options, BaseError *error)
{
  LabPlace place = { path, call->place };
  if (call->name == NULL || call->inner != NULL || call->repeat != 1) {
    base_error_set (error, _ ("expected one name from the %s"), _ (registry->kind));
    return lab_place_error (place, error);
  }
  *entry = base_registry_need (registry, call->name, error);
  if (*entry == NULL)
    return lab_place_error (place, error);
  params_defaults ((*entry)->params, values);
  if (options != NULL)
    params_defaults (data_options, options);
  int position = 0, n_params = params_count ((*entry)->params);
  for (guint i = 0; i < call->args->len; i++) {
    const LessonArg *arg = &g_array_index (call->args, LessonArg, i);
    bool fine;
    if (arg->key != NULL)
      fine = set_entry (*entry, values, options, arg->key, arg->value, error);
    else if (position < n_params)
      fine = param_parse (&(*entry)->params[position], arg->value, &values[position], error);
    else
      fine = base_error_set (error, _ ("%s: unexpected \"%s\""), call->name, arg->value);
    if (!fine)
      return lab_place_error ((LabPlace){ path, arg->place }, error);
    position += arg->key == NULL;
  }
  return true;
}

static bool
read_single (const BaseRegistry *registry, const LessonChain *chain, LabPlace place, const BaseEntry **entry,
             double *values, double *options, BaseError *error)
{
  if (chain->calls->len != 1) {
    base_error_set (error, _ ("expected one of the %s, not a chain of several"), _ (registry->kind));
    return lab_place_error (place, error);
  }
  return read_call (registry, chain->calls->pdata[0], place.path, entry, values, options, error);
}

/* ---- settings ---- */

static void
set_no_data (LabLane *lane)
{
  lane->source = (const DataSource *) base_registry_find (&data_sources, "nothing");
  params_defaults (lane->source->entry.params, lane->data_values);
  params_defaults (data_options, lane->data_options);
  lane->loss = (const NnLoss *) base_registry_find (&nn_losses, "value");
}

static bool
set_network (LabLane *lane, bool objective, const LessonChain *chain, LabPlace place, BaseError *error)
{
  GArray *layers = (objective ? lab_objective_read : lab_layers_read) (chain, place.path, error);
  if (layers == NULL)
    return false;
  if (lane->n_nets > 0) {
    g_array_unref (layers);
    base_error_set (error, _ ("the networks are those of \"net G\" and \"net D\""));
    return lab_place_error (place, error);
  }
  lab_layers_move_heads (layers, lane->layers);
  g_array_unref (lane->layers);
  lane->layers = layers;
  lane->network_place = place;
  lane->objective = objective;
  if (objective)
    set_no_data (lane);
  return true;
}

/* A calculator that takes a network brings one, which stays where there is one already. The session that a calculation has
 * for appearance's sake needs an optimizer. */
static bool
set_calculator (LabLane *lane, const CalcCalculator *calculator, const double *values, LabPlace place, BaseError *error)
{
  LessonChain *chain = calculator->network != NULL && lane->layers->len == 0
                           ? lesson_chain_read (calculator->network, place.place, error)
                           : NULL;
  lane->calculator = calculator;
  memcpy (lane->calculator_values, values, sizeof lane->calculator_values);
  set_no_data (lane);
  lane->rules[0].optimizer = (const NnOptimizer *) base_registry_find (&nn_optimizers, "sgd");
  params_defaults (lane->rules[0].optimizer->entry.params, lane->rules[0].values.optimizer);
  bool fine = chain == NULL || set_network (lane, false, chain, place, error);
  lesson_chain_free (chain);
  return fine;
}

static bool
set_whole (LabLane *lane, const char *key, const LessonChain *chain, LabPlace place, BaseError *error)
{
  const BaseEntry *entry = NULL;
  double values[PARAM_MAX], options[PARAM_MAX];
  bool objective = strcmp (key, "objective") == 0;
  if (objective || strcmp (key, "network") == 0)
    return set_network (lane, objective, chain, place, error);
  const BaseRegistry *registry = strcmp (key, "data") == 0          ? &data_sources
                                 : strcmp (key, "loss") == 0        ? &nn_losses
                                 : strcmp (key, "initializer") == 0 ? &nn_initializers
                                 : strcmp (key, "schedule") == 0    ? &nn_schedules
                                 : strcmp (key, "sampler") == 0     ? &train_samplers
                                 : strcmp (key, "calculator") == 0  ? &calc_calculators
                                 : strcmp (key, "play") == 0        ? &lab_games
                                                                    : &nn_optimizers;
  if (!read_single (registry, chain, place, &entry, values, registry == &data_sources ? options : NULL, error))
    return false;
  if (registry == &calc_calculators)
    return set_calculator (lane, (const CalcCalculator *) entry, values, place, error);
  if (registry == &data_sources) {
    lane->source = (const DataSource *) entry;
    memcpy (lane->data_values, values, sizeof values);
    memcpy (lane->data_options, options, sizeof options);
  } else if (registry == &nn_losses) {
    lane->loss = (const NnLoss *) entry;
    memcpy (lane->loss_values, values, sizeof values);
  } else if (registry == &nn_initializers) {
    lane->initializer = (const NnInitializer *) entry;
    memcpy (lane->initializer_values, values, sizeof values);
  } else if (registry == &nn_schedules) {
    lane->rules[0].schedule = (const NnSchedule *) entry;
    memcpy (lane->rules[0].values.schedule, values, sizeof values);
  } else if (registry == &train_samplers) {
    lane->sampler = (const TrainSampler *) entry;
    memcpy (lane->sampler_values, values, sizeof values);
  } else if (registry == &lab_games) {
    lane->plays = true;
    memcpy (lane->play_values, values, sizeof values);
  } else {
    lane->rules[0].optimizer = (const NnOptimizer *) entry;
    memcpy (lane->rules[0].values.optimizer, values, sizeof values);
  }
  return true;
}

/* "l2 = 1e-3 biases=yes" is read as "l2 1e-3 biases=yes" in the same place. */
static bool
set_regularizer (LabLane *lane, int index, const char *value, const LessonChain *chain, LabPlace place,
                 BaseError *error)
{
  const char *name = nn_regularizers.entries[index]->name;
  const BaseEntry *entry = NULL;
  g_autofree char *text = g_strdup_printf ("%s %s", name, value);
  LessonPlace start = place.place;
  if (chain != NULL && chain->calls->len > 0)
    start.column = ((const LessonCall *) chain->calls->pdata[0])->place.column - (int) strlen (name) - 1;
  LessonChain *read = lesson_chain_read (text, start, error);
  if (read == NULL)
    return lab_place_error (place, error);
  bool fine =
      read_single (&nn_regularizers, read, place, &entry, lane->rules[0].values.regularizers[index], NULL, error);
  lesson_chain_free (read);
  return fine;
}

static bool
set_batch (LabLane *lane, const char *value, BaseError *error)
{
  if (strcmp (value, "all") == 0 || strcmp (value, "full") == 0) {
    lane->batch = 0;
    return true;
  }
  return param_parse (&lab_batch_param, value, &lane->batch, error);
}

static bool
needed_before (const char *what, const char *rest, BaseError *error)
{
  return base_error_set (error, _ ("%s.%s needs \"%s = …\" before it"), what, rest, what);
}

/* "data.noise": @what and @rest are the two sides of the dot. */
static bool
set_dotted (LabLane *lane, const char *what, const char *rest, const char *value, BaseError *error)
{
  if (strcmp (what, "data") == 0)
    return lane->source != NULL
               ? set_entry (&lane->source->entry, lane->data_values, lane->data_options, rest, value, error)
               : needed_before (what, rest, error);
  if (strcmp (what, "calculator") == 0)
    return lane->calculator != NULL
               ? params_set (lane->calculator->entry.params, lane->calculator_values, rest, value, error)
               : needed_before (what, rest, error);
  if (strcmp (what, "optimizer") == 0)
    return lane->rules[0].optimizer != NULL
               ? params_set (lane->rules[0].optimizer->entry.params, lane->rules[0].values.optimizer, rest, value, error)
               : needed_before (what, rest, error);
  if (strcmp (what, "loss") == 0)
    return lane->loss != NULL ? params_set (lane->loss->entry.params, lane->loss_values, rest, value, error)
                              : needed_before (what, rest, error);
  if (strcmp (what, "initializer") == 0)
    return lane->initializer != NULL
               ? params_set (lane->initializer->entry.params, lane->initializer_values, rest, value, error)
               : needed_before (what, rest, error);
  if (strcmp (what, "schedule") == 0)
    return params_set (lane->rules[0].schedule->entry.params, lane->rules[0].values.schedule, rest, value, error);
  if (strcmp (what, "play") == 0)
    return lane->plays ? params_set (train_play_params, lane->play_values, rest, value, error)
                       : needed_before (what, rest, error);
  if (strcmp (what, "sampler") == 0)
    return params_set (lane->sampler->entry.params, lane->sampler_values, rest, value, error);
  int index = lab_find_regularizer (what);
  if (index >= 0)
    return params_set (nn_regularizers.entries[index]->params, lane->rules[0].values.regularizers[index], rest, value, error);
  if (g_str_has_prefix (rest, "init.") && strcmp (rest, lab_bias_param.name) != 0)
    lab_layers_adopt (lane->layers, what, lane->initializer, lane->initializer_values);
  bool found;
  bool fine = lab_head_set (lane, what, rest, value, &found, error);
  return found ? fine : lab_layers_set (lane->layers, what, rest, value, error);
}

/* "head,features"; the network is there already. */
static bool
set_names (const LabLane *lane, char ***names, const char *value, BaseError *error)
{
  g_auto (GStrv) read = g_strsplit (value, ",", -1);
  for (char **name = read; *name != NULL; name++)
    if (lab_layers_find (lane->layers, g_strstrip (*name), NULL) < 0)
      return lab_layers_missing (lane->layers, *name, error);
  g_strfreev (*names);
  *names = g_steal_pointer (&read);
  return true;
}

/* An earlier stage, or the word @none. */
static bool
set_stage (const LabLane *lane, char **stage, const char *none, const char *value, BaseError *error)
{
  if (strcmp (value, none) != 0 && (lane->before == NULL || lab_stage_find (lane->before, value) == NULL))
    return base_error_set (error, _ ("there is no earlier stage \"%s\""), value);
  g_free (*stage);
  *stage = g_strdup (value);
  return true;
}

static bool
set_teach (LabLane *lane, const char *value, BaseError *error)
{
  bool fine = set_stage (lane, &lane->teach, "none", value, error);
  if (g_strcmp0 (lane->teach, "none") == 0)
    g_clear_pointer (&lane->teach, g_free);
  return fine;
}

/* The list that @key names, or NULL. */
static char ***
names_of (LabLane *lane, const char *key)
{
  return strcmp (key, "train") == 0    ? &lane->train
         : strcmp (key, "freeze") == 0 ? &lane->freeze
         : strcmp (key, "reinit") == 0 ? &lane->reinit
                                       : NULL;
}

bool
lab_lane_knows (const char *key)
{
  static const char *const keys[] = { "data",        "network", "objective", "loss",  "optimizer",
                                      "initializer", "batch",   "activation", "schedule", "sampler", "epochs",
                                      "calculator",  "play",
                                      "train",       "freeze",  "reinit",    "from",  "teach", "labelled", "start" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i], key) == 0)
      return true;
  return lab_find_regularizer (key) >= 0 || strchr (key, '.') != NULL;
}

/* One setting; of the rules, it is the first network's. */
static bool
set_one (LabLane *lane, const char *key, const char *value, const LessonChain *chain, LabPlace place, BaseError *error)
{
  bool fine;
  const char *dot = strchr (key, '.');
  if (dot != NULL) {
    g_autofree char *what = g_strndup (key, (gsize) (dot - key));
    LabLane *stage = lab_stage_find (lane, what);
    if (stage != NULL)
      return lab_lane_set (stage, dot + 1, value, chain, place, error);
    fine = set_dotted (lane, what, dot + 1, value, error);
  } else if (strcmp (key, "batch") == 0) {
    fine = set_batch (lane, value, error);
  } else if (strcmp (key, "steps") == 0) {
    fine = param_parse (&lab_steps_param, value, &lane->steps, error);
    lane->epochs = fine ? 0 : lane->epochs;
  } else if (strcmp (key, "epochs") == 0) {
    fine = param_parse (&lab_epochs_param, value, &lane->epochs, error);
    lane->steps = fine && lane->epochs > 0 ? 0 : lane->steps;
  } else if (names_of (lane, key) != NULL) {
    fine = set_names (lane, names_of (lane, key), value, error);
  } else if (strcmp (key, "from") == 0) {
    fine = set_stage (lane, &lane->from, "nothing", value, error);
  } else if (strcmp (key, "teach") == 0) {
    fine = set_teach (lane, value, error);
  } else if (strcmp (key, "start") == 0) {
    fine = param_parse (&lab_start_param, value, &lane->start, error);
  } else if (strcmp (key, "labelled") == 0) {
    fine = param_parse (&lab_labelled_param, value, &lane->labelled, error);
  } else if (strcmp (key, "activation") == 0) {
    fine = lab_layers_set_activation (lane->layers, value, error);
  } else if (lab_find_regularizer (key) >= 0) {
    return set_regularizer (lane, lab_find_regularizer (key), value, chain, place, error);
  } else {
    LessonChain *read = chain == NULL ? lesson_chain_read (value, place.place, error) : NULL;
    if (chain == NULL && read == NULL)
      return lab_place_error (place, error);
    fine = set_whole (lane, key, chain != NULL ? chain : read, place, error);
    lesson_chain_free (read);
    return fine; /* the message has the exact place */
  }
  return fine || lab_place_error (place, error);
}

/* Whether @key is about how weights move: "optimizer", "l2.biases". */
static bool
is_rule (const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", 2);
  return strcmp (parts[0], "optimizer") == 0 || strcmp (parts[0], "schedule") == 0 || lab_find_regularizer (parts[0]) >= 0;
}

static void
swap_rules (TrainRules *a, TrainRules *b)
{
  TrainRules swap = *a;
  *a = *b;
  *b = swap;
}

/* A setting of a network's layers: "G.activation" goes by the name; "G.layer2.units" counts in the network. */
static bool
set_in_net (LabLane *lane, int net, const char *key, const char *value, LabPlace place, BaseError *error)
{
  const char *dot = strchr (key, '.');
  int number = dot != NULL && g_str_has_prefix (key, "layer") ? atoi (key + strlen ("layer")) : 0;
  g_autofree char *whole = number > 0 ? g_strdup_printf ("layer%d%s", lab_net_layer (lane, lab_net_name (net), number), dot)
                           : dot != NULL ? g_strdup (key)
                                         : g_strdup_printf ("%s.%s", lab_net_name (net), key);
  return set_one (lane, whole, value, NULL, place, error);
}

bool
lab_lane_set (LabLane *lane, const char *key, const char *value, const LessonChain *chain, LabPlace place,
              BaseError *error)
{
  int net = lab_net_of_key (lane, &key);
  if (net >= 0 && !is_rule (key))
    return set_in_net (lane, net, key, value, place, error);
  bool all = net < 0 && lane->n_nets > 0 && is_rule (key), fine = true;
  for (int i = all ? 0 : MAX (net, 0); fine && i <= (all ? lane->n_nets - 1 : MAX (net, 0)); i++) {
    swap_rules (&lane->rules[0], &lane->rules[i]);
    fine = set_one (lane, key, value, chain, place, error);
    swap_rules (&lane->rules[0], &lane->rules[i]);
  }
  return fine;
}
