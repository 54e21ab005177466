/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/layers.h"

#include "base/known.h"
#include "base/words.h"

#include <string.h>

const Param lab_repeat_param = { "repeat", N_ ("Repeats"), NULL, PARAM_INT, 0, 2, 64, 2 };

const Param lab_lr_factor_param = { "lr-factor", N_ ("Factor of the learning rate"), NULL, PARAM_REAL, PARAM_LOG,
                                    0,           1000,                               1 };
const Param lab_bias_param = { "init.bias", N_ ("First bias"), NULL, PARAM_REAL, 0, -1000, 1000, 0 };

#define LINK(layers, i) (&g_array_index (layers, LabLayer, i))

static void
clear_layer (gpointer data)
{
  g_strfreev (((LabLayer *) data)->names);
}

GArray *
lab_layers_new (void)
{
  GArray *layers = g_array_new (FALSE, TRUE, sizeof (LabLayer));
  g_array_set_clear_func (layers, clear_layer);
  return layers;
}

/* Appends copies of the links @first … @end − 1. */
static void
append_copies (GArray *to, const GArray *from, guint first, guint end)
{
  for (guint i = first; i < end; i++) {
    LabLayer layer = *LINK (from, i);
    layer.names = g_strdupv (layer.names);
    g_array_append_val (to, layer);
  }
}

GArray *
lab_layers_copy (const GArray *layers)
{
  GArray *copy = lab_layers_new ();
  append_copies (copy, layers, 0, layers->len);
  return copy;
}

/* ---- one layer's settings ---- */

static bool
set_initializer (LabLayer *layer, const char *name, BaseError *error)
{
  layer->initializer = (const NnInitializer *) base_registry_need (&nn_initializers, name, error);
  if (layer->initializer != NULL)
    params_defaults (layer->initializer->entry.params, layer->initializer_values);
  return layer->initializer != NULL;
}

const BaseEntry *
lab_entry_parse (const BaseRegistry *registry, const char *text, double *values, BaseError *error)
{
  LessonChain *chain = lesson_chain_read (text, (LessonPlace) { 1, 1 }, error);
  const LessonCall *call = chain != NULL ? chain->calls->pdata[0] : NULL;
  const BaseEntry *entry = call != NULL ? base_registry_need (registry, call->name != NULL ? call->name : text, error) : NULL;
  if (entry != NULL)
    params_defaults (entry->params, values);
  for (guint i = 0; entry != NULL && i < call->args->len; i++) {
    const LessonArg *arg = &g_array_index (call->args, LessonArg, i);
    if (!params_set (entry->params, values, arg->key != NULL ? arg->key : arg->value, arg->value, error))
      entry = NULL;
  }
  lesson_chain_free (chain);
  return entry;
}

/* @text: "none", or a name and its settings. */
static bool
set_activation (LabLayer *layer, const char *text, BaseError *error)
{
  layer->activation = NULL;
  if (strcmp (text, "none") == 0 || strcmp (text, "linear") == 0)
    return true;
  layer->activation = (const NnActivation *) lab_entry_parse (&nn_activations, text, layer->activation_values, error);
  return layer->activation != NULL;
}

static bool
is_of_activation (const LabLayer *layer, const char *key)
{
  return layer->activation != NULL && params_find (layer->activation->entry.params, key) >= 0;
}

bool
lab_layer_set (LabLayer *layer, const char *key, const char *value, BaseError *error)
{
  if (strcmp (key, "init") == 0)
    return set_initializer (layer, value, error);
  if (strcmp (key, "activation") == 0)
    return set_activation (layer, value, error);
  if (strcmp (key, lab_lr_factor_param.name) == 0)
    return param_parse (&lab_lr_factor_param, value, &layer->lr_factor, error);
  if (strcmp (key, lab_bias_param.name) == 0)
    return param_parse (&lab_bias_param, value, &layer->bias, error);
  if (g_str_has_prefix (key, "init.")) {
    if (layer->initializer == NULL)
      return base_error_set (error, _ ("%s needs \"init = …\" before it"), key);
    return params_set (layer->initializer->entry.params, layer->initializer_values, key + 5, value, error);
  }
  if (is_of_activation (layer, key))
    return params_set (layer->activation->entry.params, layer->activation_values, key, value, error);
  return params_set (layer->layer != NULL ? layer->layer->entry.params : NULL, layer->values, key, value, error);
}

const BaseEntry *
lab_layer_entry (const LabLayer *layer)
{
  return layer->layer != NULL ? &layer->layer->entry : layer->activation != NULL ? &layer->activation->entry : NULL;
}

void
lab_layers_number_kinds (GArray *layers)
{
  for (guint i = 0; i < layers->len; i++) {
    LabLayer *layer = LINK (layers, i);
    layer->same = 1;
    for (guint k = 0; k < i; k++)
      layer->same += lab_layer_entry (LINK (layers, k)) == lab_layer_entry (layer);
  }
}

guint
lab_layers_n_trunk (const GArray *layers)
{
  guint n = 0;
  while (n < layers->len && LINK (layers, n)->kind != LAB_HEAD)
    n++;
  return n;
}

void
lab_layers_move_heads (GArray *network, const GArray *layers)
{
  append_copies (network, layers, lab_layers_n_trunk (layers), layers->len);
  lab_layers_number_kinds (network);
}

/* ---- by name ---- */

static bool
is_named (const LabLayer *layer, const char *name)
{
  return g_strv_contains ((const char *const *) layer->names, name);
}

static bool
has_key (const LabLayer *layer, const char *key)
{
  if (strcmp (key, "activation") == 0)
    return layer->activation != NULL;
  if (is_of_activation (layer, key))
    return true;
  return layer->layer != NULL &&
         (strcmp (key, "init") == 0 || g_str_has_prefix (key, "init.") ||
          strcmp (key, lab_lr_factor_param.name) == 0 || params_find (layer->layer->entry.params, key) >= 0);
}

/* "layer2", "maxpool1" */
static bool
is_numbered (const LabLayer *layer, const char *name)
{
  char by_number[32], by_kind[64];
  g_snprintf (by_number, sizeof by_number, "layer%d", layer->number);
  g_snprintf (by_kind, sizeof by_kind, "%s%d", lab_layer_entry (layer)->name, layer->same);
  return (layer->number > 0 && strcmp (by_number, name) == 0) || strcmp (by_kind, name) == 0;
}

bool
lab_layer_is (const LabLayer *layer, const char *name)
{
  return (layer->layer != NULL && is_named (layer, name)) || (lab_layer_entry (layer) != NULL && is_numbered (layer, name));
}

int
lab_layers_count (const GArray *layers, const char *name)
{
  int n = 0;
  for (guint i = 0; i < layers->len; i++)
    n += lab_layer_is (LINK (layers, i), name);
  return n;
}

int
lab_layers_find (const GArray *layers, const char *name, const char *key)
{
  int found = -1;
  for (guint i = 0; i < layers->len; i++) {
    const LabLayer *layer = LINK (layers, i);
    if (!lab_layer_is (layer, name))
      continue;
    if (key == NULL || has_key (layer, key))
      return (int) i;
    found = found < 0 ? (int) i : found;
  }
  return found;
}

bool
lab_layers_missing (const GArray *layers, const char *name, BaseError *error)
{
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  BaseKnown known = { name };
  for (guint i = 0; i < layers->len; i++) {
    const LabLayer *layer = LINK (layers, i);
    for (char **own = layer->names; *own != NULL; own++)
      if (g_hash_table_add (told, *own))
        base_known_add (&known, *own);
    if (*layer->names == NULL && layer->number > 0) {
      char counted[16];
      g_snprintf (counted, sizeof counted, "layer%d", layer->number);
      base_known_add (&known, counted);
    }
  }
  return base_known_error (&known, error, _ ("there is no layer \"%s\" in the network"), name);
}

/* The mark that ends what @open begins; @n_next counts the NEXT marks on the way. */
static guint
find_close (const GArray *layers, guint open, int *n_next)
{
  guint i = open + 1;
  *n_next = 0;
  for (int depth = 1; depth > 0; i++) {
    LabLayerKind kind = LINK (layers, i)->kind;
    depth += kind == LAB_OPEN ? 1 : kind == LAB_CLOSE ? -1 : 0;
    *n_next += kind == LAB_NEXT && depth == 1;
  }
  return i - 1;
}

/* The OPEN mark of the repeat @name, or −1. */
static int
find_repeat (const GArray *layers, const char *name)
{
  for (guint i = 0; i < layers->len; i++)
    if (LINK (layers, i)->kind == LAB_OPEN && LINK (layers, i)->layer == NULL &&
        is_named (LINK (layers, i), name))
      return (int) i;
  return -1;
}

int
lab_layers_repeats (const GArray *layers, const char *name)
{
  int n_next, open = find_repeat (layers, name);
  if (open < 0)
    return 0;
  find_close (layers, (guint) open, &n_next);
  return n_next + 1;
}

/* Links that were there stay as they are; new ones are copies of the last. */
static bool
set_repeats (GArray *layers, const char *name, const char *value, BaseError *error)
{
  int n_next, open = find_repeat (layers, name);
  double n;
  if (open < 0)
    return base_error_set (error, _ ("\"%s\" is no repeat, \"3 * … as %s\""), name, name);
  if (!param_parse (&lab_repeat_param, value, &n, error))
    return false;
  guint first = (guint) open + 1, close = find_close (layers, (guint) open, &n_next);
  guint step = (close - first + 1) / ((guint) n_next + 1); /* with its NEXT */
  guint last = first + (guint) n_next * step, end = first + (guint) n * step - 1;
  g_autoptr (GArray) made = lab_layers_new ();
  append_copies (made, layers, 0, MIN (close, end));
  while (made->len < end) {
    append_copies (made, layers, first + step - 1, first + step); /* NEXT */
    append_copies (made, layers, last, close);
  }
  append_copies (made, layers, close, layers->len);
  if (made->len > LAB_MAX_LAYERS)
    return base_error_set (error, _ ("a network may have %d links at most"), LAB_MAX_LAYERS);
  g_array_set_size (layers, 0);
  append_copies (layers, made, 0, made->len);
  lab_layers_number_kinds (layers);
  return true;
}

/* ---- settings of several ---- */

void
lab_layers_adopt (GArray *layers, const char *name, const NnInitializer *initializer, const double *values)
{
  for (guint i = 0; i < layers->len && initializer != NULL; i++) {
    LabLayer *layer = LINK (layers, i);
    if (layer->layer == NULL || layer->initializer != NULL || !(is_named (layer, name) || is_numbered (layer, name)))
      continue;
    layer->initializer = initializer;
    memcpy (layer->initializer_values, values, sizeof layer->initializer_values);
  }
}

bool
lab_layers_set (GArray *layers, const char *name, const char *key, const char *value, BaseError *error)
{
  int first = lab_layers_find (layers, name, key);
  bool found = false;
  if (strcmp (key, "repeat") == 0)
    return set_repeats (layers, name, value, error);
  for (guint i = 0; i < layers->len; i++)
    if (is_named (LINK (layers, i), name) && has_key (LINK (layers, i), key)) {
      found = true;
      if (!lab_layer_set (LINK (layers, i), key, value, error))
        return false;
    }
  if (found)
    return true;
  if (first < 0)
    return lab_layers_missing (layers, name, error);
  return lab_layer_set (LINK (layers, first), key, value, error);
}

bool
lab_layers_set_activation (GArray *layers, const char *value, BaseError *error)
{
  for (guint i = 0; i + 1 < layers->len; i++)
    if (LINK (layers, i)->activation != NULL && !set_activation (LINK (layers, i), value, error))
      return false;
  return true;
}
