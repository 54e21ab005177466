/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/lane.h"

#include <string.h>

const Param lab_batch_param = { "batch", N_ ("Batch size"), NULL, PARAM_INT, PARAM_LIVE | PARAM_LOG,
                                0,       1000000,           32 };

static void
clear_layer (gpointer data)
{
  g_free (((LabLayer *) data)->name);
}

static GArray *
layers_new (void)
{
  GArray *layers = g_array_new (FALSE, TRUE, sizeof (LabLayer));
  g_array_set_clear_func (layers, clear_layer);
  return layers;
}

void
lab_lane_init (LabLane *lane)
{
  memset (lane, 0, sizeof *lane);
  lane->layers = layers_new ();
  lane->batch = lab_batch_param.def;
}

static GArray *
layers_copy (const GArray *from)
{
  GArray *layers = layers_new ();
  for (guint i = 0; i < from->len; i++) {
    LabLayer layer = g_array_index (from, LabLayer, i);
    layer.name = g_strdup (layer.name);
    g_array_append_val (layers, layer);
  }
  return layers;
}

void
lab_lane_copy (LabLane *to, const LabLane *from)
{
  *to = *from;
  to->layers = layers_copy (from->layers);
}

void
lab_lane_clear (LabLane *lane)
{
  g_clear_pointer (&lane->layers, g_array_unref);
}

bool
lab_place_error (LabPlace place, BaseError *error)
{
  if (place.path != NULL && place.place.line > 0)
    base_error_prefix (error, "%s:%d:%d: ", place.path, place.place.line, place.place.column);
  return false;
}

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
    base_error_set (error, "expected one name from the %s", registry->kind);
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
      fine = base_error_set (error, "%s: unexpected \"%s\"", call->name, arg->value);
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
    base_error_set (error, "expected one of the %s, not a chain of several", registry->kind);
    return lab_place_error (place, error);
  }
  return read_call (registry, chain->calls->pdata[0], place.path, entry, values, options, error);
}

/* ---- the network ---- */

static bool
set_initializer (LabLayer *layer, const char *name, BaseError *error)
{
  layer->initializer = (const NnInitializer *) base_registry_need (&nn_initializers, name, error);
  if (layer->initializer != NULL)
    params_defaults (layer->initializer->entry.params, layer->initializer_values);
  return layer->initializer != NULL;
}

static bool
set_activation (LabLayer *layer, const char *name, BaseError *error)
{
  if (strcmp (name, "none") == 0 || strcmp (name, "linear") == 0) {
    layer->activation = NULL;
    return true;
  }
  layer->activation = (const NnActivation *) base_registry_need (&nn_activations, name, error);
  return layer->activation != NULL;
}

/* "units = 8", "init = he", "init.gain = 2", "activation = tanh". */
static bool
set_layer_key (LabLayer *layer, const char *key, const char *value, BaseError *error)
{
  if (strcmp (key, "init") == 0)
    return set_initializer (layer, value, error);
  if (strcmp (key, "activation") == 0)
    return set_activation (layer, value, error);
  if (g_str_has_prefix (key, "init.")) {
    if (layer->initializer == NULL)
      return base_error_set (error, "%s needs \"init = …\" before it", key);
    return params_set (layer->initializer->entry.params, layer->initializer_values, key + 5, value, error);
  }
  return params_set (layer->layer->entry.params, layer->values, key, value, error);
}

static bool
read_layer_args (LabLayer *layer, const LessonCall *call, const char *path, BaseError *error)
{
  int position = 0, n_params = params_count (layer->layer->entry.params);
  for (guint i = 0; i < call->args->len; i++) {
    const LessonArg *arg = &g_array_index (call->args, LessonArg, i);
    bool fine;
    if (arg->key != NULL)
      fine = set_layer_key (layer, arg->key, arg->value, error);
    else if (base_registry_find (&nn_activations, arg->value) != NULL)
      fine = set_activation (layer, arg->value, error);
    else if (position < n_params) {
      fine = param_parse (&layer->layer->entry.params[position], arg->value, &layer->values[position], error);
      position++;
    } else
      fine =
          base_error_set (error, "%s: \"%s\" is neither a setting nor an activation", call->name, arg->value);
    if (!fine)
      return lab_place_error ((LabPlace){ path, arg->place }, error);
  }
  return true;
}

static bool read_layers (GArray *layers, const LessonChain *chain, const char *path, BaseError *error);

/* "… | relu" after a layer without activation is that layer's activation. */
static bool
read_lone_activation (GArray *layers, const LessonCall *call, LabPlace place, BaseError *error)
{
  LabLayer *last = layers->len > 0 ? &g_array_index (layers, LabLayer, layers->len - 1) : NULL;
  if (last == NULL || last->activation != NULL || call->args->len > 0) {
    base_error_set (error, "%s stands alone: an activation follows a layer without one", call->name);
    return lab_place_error (place, error);
  }
  last->activation = (const NnActivation *) base_registry_find (&nn_activations, call->name);
  return true;
}

static bool
read_one_layer (GArray *layers, const LessonCall *call, const char *path, BaseError *error)
{
  LabPlace place = { path, call->place };
  if (call->inner != NULL) {
    if (call->name == NULL)
      return read_layers (layers, call->inner->pdata[0], path, error);
    base_error_set (error, "not supported yet: %s(…)", call->name);
    return lab_place_error (place, error);
  }
  if (base_registry_find (&nn_layers, call->name) == NULL &&
      base_registry_find (&nn_activations, call->name) != NULL)
    return read_lone_activation (layers, call, place, error);
  LabLayer layer = { .layer = (const NnLayer *) base_registry_need (&nn_layers, call->name, error),
                     .place = call->place };
  if (layer.layer == NULL)
    return lab_place_error (place, error);
  params_defaults (layer.layer->entry.params, layer.values);
  if (!read_layer_args (&layer, call, path, error))
    return false;
  layer.name = g_strdup (call->as);
  g_array_append_val (layers, layer);
  return true;
}

static bool
read_layers (GArray *layers, const LessonChain *chain, const char *path, BaseError *error)
{
  for (guint i = 0; i < chain->calls->len; i++) {
    const LessonCall *call = chain->calls->pdata[i];
    for (int r = 0; r < call->repeat; r++) {
      if (!read_one_layer (layers, call, path, error))
        return false;
      if (layers->len > LAB_MAX_LAYERS) {
        base_error_set (error, "a network may have %d layers at most", LAB_MAX_LAYERS);
        return lab_place_error ((LabPlace){ path, call->place }, error);
      }
    }
  }
  return true;
}

static void
number_kinds (GArray *layers)
{
  for (guint i = 0; i < layers->len; i++) {
    LabLayer *layer = &g_array_index (layers, LabLayer, i);
    layer->same = 1;
    for (guint k = 0; k < i; k++)
      layer->same += g_array_index (layers, LabLayer, k).layer == layer->layer;
  }
}

static bool
set_network (LabLane *lane, const LessonChain *chain, LabPlace place, BaseError *error)
{
  GArray *layers = layers_new ();
  if (!read_layers (layers, chain, place.path, error)) {
    g_array_unref (layers);
    return false;
  }
  number_kinds (layers);
  g_array_unref (lane->layers);
  lane->layers = layers;
  lane->network_place = place;
  return true;
}

int
lab_lane_find_layer (const LabLane *lane, const char *name)
{
  for (guint i = 0; i < lane->layers->len; i++) {
    const LabLayer *layer = &g_array_index (lane->layers, LabLayer, i);
    char by_number[32], by_kind[64];
    g_snprintf (by_number, sizeof by_number, "layer%d", layer->number);
    g_snprintf (by_kind, sizeof by_kind, "%s%d", layer->layer->entry.name, layer->same);
    if (g_strcmp0 (layer->name, name) == 0 || (layer->number > 0 && strcmp (by_number, name) == 0) ||
        strcmp (by_kind, name) == 0)
      return (int) i;
  }
  return -1;
}

/* ---- settings ---- */

static bool
set_whole (LabLane *lane, const char *key, const LessonChain *chain, LabPlace place, BaseError *error)
{
  const BaseEntry *entry = NULL;
  double values[PARAM_MAX], options[PARAM_MAX];
  if (strcmp (key, "network") == 0)
    return set_network (lane, chain, place, error);
  const BaseRegistry *registry = strcmp (key, "data") == 0          ? &data_sources
                                 : strcmp (key, "loss") == 0        ? &nn_losses
                                 : strcmp (key, "initializer") == 0 ? &nn_initializers
                                                                    : &nn_optimizers;
  if (!read_single (registry, chain, place, &entry, values, registry == &data_sources ? options : NULL, error))
    return false;
  if (registry == &data_sources) {
    lane->source = (const DataSource *) entry;
    memcpy (lane->data_values, values, sizeof values);
    memcpy (lane->data_options, options, sizeof options);
  } else if (registry == &nn_losses) {
    lane->loss = (const NnLoss *) entry;
  } else if (registry == &nn_initializers) {
    lane->initializer = (const NnInitializer *) entry;
    memcpy (lane->initializer_values, values, sizeof values);
  } else {
    lane->optimizer = (const NnOptimizer *) entry;
    memcpy (lane->optimizer_values, values, sizeof values);
  }
  return true;
}

/* Sets the activation of every layer but the last, which makes the logits. */
static bool
set_all_activations (LabLane *lane, const char *value, BaseError *error)
{
  for (guint i = 0; i + 1 < lane->layers->len; i++) {
    LabLayer *layer = &g_array_index (lane->layers, LabLayer, i);
    if (layer->activation != NULL && !set_activation (layer, value, error))
      return false;
  }
  return true;
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

/* "hidden.activation": all layers of that name ("10 * dense 32 as hidden"); "layer2.units": that one. */
static bool
set_layers_named (LabLane *lane, const char *name, const char *key, const char *value, BaseError *error)
{
  bool found = false;
  for (guint i = 0; i < lane->layers->len; i++) {
    LabLayer *layer = &g_array_index (lane->layers, LabLayer, i);
    if (g_strcmp0 (layer->name, name) != 0)
      continue;
    found = true;
    if (!set_layer_key (layer, key, value, error))
      return false;
  }
  int index = found ? -1 : lab_lane_find_layer (lane, name);
  if (index >= 0)
    return set_layer_key (&g_array_index (lane->layers, LabLayer, index), key, value, error);
  return found || base_error_set (error, "there is no layer \"%s\" in the network", name);
}

/* "data.noise": @what and @rest are the two sides of the dot. */
static bool
set_dotted (LabLane *lane, const char *what, const char *rest, const char *value, BaseError *error)
{
  if (strcmp (what, "data") == 0)
    return lane->source != NULL
               ? set_entry (&lane->source->entry, lane->data_values, lane->data_options, rest, value, error)
               : base_error_set (error, "data.%s needs \"data = …\" before it", rest);
  if (strcmp (what, "optimizer") == 0)
    return lane->optimizer != NULL
               ? params_set (lane->optimizer->entry.params, lane->optimizer_values, rest, value, error)
               : base_error_set (error, "optimizer.%s needs \"optimizer = …\" before it", rest);
  if (strcmp (what, "initializer") == 0)
    return lane->initializer != NULL
               ? params_set (lane->initializer->entry.params, lane->initializer_values, rest, value, error)
               : base_error_set (error, "initializer.%s needs \"initializer = …\" before it", rest);
  return set_layers_named (lane, what, rest, value, error);
}

bool
lab_lane_knows (const char *key)
{
  static const char *const keys[] = { "data",        "network", "loss",      "optimizer",
                                      "initializer", "batch",   "activation" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i], key) == 0)
      return true;
  return strchr (key, '.') != NULL;
}

bool
lab_lane_set (LabLane *lane, const char *key, const char *value, const LessonChain *chain, LabPlace place,
              BaseError *error)
{
  bool fine;
  const char *dot = strchr (key, '.');
  if (dot != NULL) {
    g_autofree char *what = g_strndup (key, (gsize) (dot - key));
    fine = set_dotted (lane, what, dot + 1, value, error);
  } else if (strcmp (key, "batch") == 0) {
    fine = set_batch (lane, value, error);
  } else if (strcmp (key, "activation") == 0) {
    fine = set_all_activations (lane, value, error);
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
