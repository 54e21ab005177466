/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the text of a chain to its list of links. */
#include "lab/layers.h"

#include "base/known.h"
#include "base/words.h"
#include "engine/objective.h"

static bool
no_setting (const LabLayer *layer, const char *value, BaseError *error)
{
  BaseKnown known = { value };
  for (const Param *param = layer->layer->entry.params; param != NULL && param->name != NULL; param++)
    base_known_add (&known, param->name);
  base_known_add_entries (&known, &nn_activations);
  return base_known_error (&known, error, _ ("%s: \"%s\" is neither a setting nor an activation"), layer->layer->entry.name, value);
}

static bool
read_layer_args (LabLayer *layer, const LessonCall *call, const char *path, BaseError *error)
{
  int position = 0, n_params = params_count (layer->layer->entry.params);
  for (guint i = 0; i < call->args->len; i++) {
    const LessonArg *arg = &g_array_index (call->args, LessonArg, i);
    bool fine;
    if (arg->key != NULL)
      fine = lab_layer_set (layer, arg->key, arg->value, error);
    else if (base_registry_find (&nn_activations, arg->value) != NULL)
      fine = lab_layer_set (layer, "activation", arg->value, error);
    else if (position < n_params && layer->layer->entry.params[position].kind != PARAM_BOOL) {
      fine = param_parse (&layer->layer->entry.params[position], arg->value, &layer->values[position], error);
      position++;
    } else
      fine = no_setting (layer, arg->value, error);
    if (!fine)
      return lab_place_error ((LabPlace){ path, arg->place }, error);
  }
  return true;
}

typedef struct {
  const BaseRegistry *registry; /* of the links: layers or objectives */
  GArray *layers;
  GPtrArray *names; /* of the groups around, borrowed */
  const char *path;
  BaseError *error;
} Reading;

static bool read_chain (Reading *reading, const LessonChain *chain);

G_GNUC_PRINTF (3, 4)
static bool
fail (Reading *reading, const LessonCall *call, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  base_error_set (reading->error, "%s", text);
  return lab_place_error ((LabPlace){ reading->path, call->place }, reading->error);
}

/* Appends @layer with the place and the names in force. */
static void
append (Reading *reading, const LessonCall *call, LabLayer layer)
{
  layer.place = call->place;
  layer.names = g_new0 (char *, reading->names->len + 1);
  for (guint i = 0; i < reading->names->len; i++)
    layer.names[i] = g_strdup (reading->names->pdata[i]);
  g_array_append_val (reading->layers, layer);
}

static void
append_mark (Reading *reading, const LessonCall *call, LabLayerKind kind)
{
  append (reading, call, (LabLayer){ .kind = kind });
}

/* "… | relu" after a layer without activation is that layer's activation. */
static bool
read_lone_activation (Reading *reading, const LessonCall *call)
{
  guint n = reading->layers->len;
  LabLayer *last = n > 0 ? &g_array_index (reading->layers, LabLayer, n - 1) : NULL, alone = { .kind = LAB_ACTIVATION, .lr_factor = 1 };
  bool of_last = last != NULL && last->kind == LAB_LAYER && last->activation == NULL;
  LabLayer *layer = of_last ? last : &alone;
  lab_layer_set (layer, "activation", call->name, NULL);
  for (guint i = 0; i < call->args->len; i++) {
    const LessonArg *arg = &g_array_index (call->args, LessonArg, i);
    if (!params_set (layer->activation->entry.params, layer->activation_values, arg->key != NULL ? arg->key : arg->value,
                     arg->value, reading->error))
      return lab_place_error ((LabPlace){ reading->path, arg->place }, reading->error);
  }
  if (!of_last)
    append (reading, call, alone);
  return true;
}

/* "residual(dense 16 relu | dense 16)", "concat(a ; b)" */
static bool
read_branches (Reading *reading, const LessonCall *call)
{
  for (guint i = 0; i < call->inner->len; i++) {
    if (i > 0)
      append_mark (reading, call, LAB_NEXT);
    if (!read_chain (reading, call->inner->pdata[i]))
      return false;
  }
  append_mark (reading, call, LAB_CLOSE);
  return true;
}

static bool
read_layer (Reading *reading, const LessonCall *call)
{
  LabLayer layer = { .kind = call->inner != NULL ? LAB_OPEN : LAB_LAYER, .lr_factor = 1 };
  layer.layer = (const NnLayer *) base_registry_need (reading->registry, call->name, reading->error);
  if (layer.layer == NULL)
    return lab_place_error ((LabPlace){ reading->path, call->place }, reading->error);
  bool joins = layer.layer->join != NULL;
  guint n_branches = call->inner != NULL ? call->inner->len : 0;
  if (joins != (n_branches > 0))
    return fail (reading, call, joins ? _ ("%s has inner chains: expected \"%s(…)\"") : _ ("%s has no inner chains"),
                 call->name, call->name);
  if (joins && n_branches > (guint) layer.layer->max_branches)
    return fail (reading, call, _ ("%s(…) has at most %d branches, not %u"), call->name,
                 layer.layer->max_branches, n_branches);
  params_defaults (layer.layer->entry.params, layer.values);
  if (!read_layer_args (&layer, call, reading->path, reading->error))
    return false;
  append (reading, call, layer);
  return !joins || read_branches (reading, call);
}

static bool
read_once (Reading *reading, const LessonCall *call)
{
  if (reading->layers->len >= LAB_MAX_LAYERS)
    return fail (reading, call, _ ("a network may have %d links at most"), LAB_MAX_LAYERS);
  if (call->name == NULL)
    return read_chain (reading, call->inner->pdata[0]);
  if (base_registry_find (&nn_layers, call->name) == NULL &&
      base_registry_find (&nn_activations, call->name) != NULL)
    return read_lone_activation (reading, call);
  return read_layer (reading, call);
}

static bool
read_call (Reading *reading, const LessonCall *call)
{
  bool fine = true;
  if (call->as != NULL)
    g_ptr_array_add (reading->names, call->as);
  for (int r = 0; fine && r < call->repeat; r++) {
    if (call->repeat > 1)
      append_mark (reading, call, r == 0 ? LAB_OPEN : LAB_NEXT);
    fine = read_once (reading, call);
  }
  if (call->repeat > 1)
    append_mark (reading, call, LAB_CLOSE);
  if (call->as != NULL)
    g_ptr_array_set_size (reading->names, (int) reading->names->len - 1);
  return fine;
}

static bool
read_chain (Reading *reading, const LessonChain *chain)
{
  for (guint i = 0; i < chain->calls->len; i++)
    if (!read_call (reading, chain->calls->pdata[i]))
      return false;
  return true;
}

GArray *
lab_layers_read (const LessonChain *chain, const char *path, BaseError *error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Reading reading = { &nn_layers, lab_layers_new (), names, path, error };
  if (!read_chain (&reading, chain))
    g_clear_pointer (&reading.layers, g_array_unref);
  else
    lab_layers_number_kinds (reading.layers);
  return reading.layers;
}

GArray *
lab_objective_read (const LessonChain *chain, const char *path, BaseError *error)
{
  const LessonCall *call = chain->calls->pdata[0];
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Reading reading = { &nn_objectives, lab_layers_new (), names, path, error };
  bool single = chain->calls->len == 1 && call->name != NULL && call->inner == NULL && call->repeat == 1;
  g_ptr_array_add (names, (char *) "objective");
  if (single ? read_layer (&reading, call) : fail (&reading, call, _ ("expected one name from the %s"), _ (nn_objectives.kind)))
    lab_layers_number_kinds (reading.layers);
  else
    g_clear_pointer (&reading.layers, g_array_unref);
  return reading.layers;
}

bool
lab_layers_add_head (GArray *layers, const char *name, const LessonChain *chain, LabPlace place, BaseError *error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Reading reading = { &nn_layers, layers, names, place.path, error };
  const LessonCall mark = { .place = place.place };
  g_ptr_array_add (names, (char *) name);
  append_mark (&reading, &mark, LAB_HEAD);
  if (!read_chain (&reading, chain))
    return false;
  lab_layers_number_kinds (layers);
  return true;
}
