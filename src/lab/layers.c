/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/layers.h"

#include "engine/objective.h"

#include <string.h>

const Param lab_repeat_param = { "repeat", N_ ("Repeats"), NULL, PARAM_INT, 0, 2, 64, 2 };

const Param lab_lr_factor_param = { "lr-factor", N_ ("Factor of the learning rate"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000, 1 };
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

/* @text: "none", or a name and its settings, "leaky-relu slope=0.1". */
static bool
set_activation (LabLayer *layer, const char *text, BaseError *error)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);
  layer->activation = NULL;
  if (strcmp (text, "none") == 0 || strcmp (text, "linear") == 0)
    return true;
  const BaseEntry *entry = base_registry_need (&nn_activations, words[0], error);
  if (entry == NULL)
    return false;
  layer->activation = (const NnActivation *) entry;
  params_defaults (entry->params, layer->activation_values);
  for (char **word = words + 1; *word != NULL; word++) {
    g_auto (GStrv) pair = g_strsplit (*word, "=", 2);
    if (**word != '\0' && !params_set (entry->params, layer->activation_values, pair[0], pair[1] != NULL ? pair[1] : "",
                                       error))
      return false;
  }
  return true;
}

static bool
is_of_activation (const LabLayer *layer, const char *key)
{
  return layer->activation != NULL && params_find (layer->activation->entry.params, key) >= 0;
}

/* "units = 8", "init = he", "init.gain = 2", "activation = leaky-relu", "slope = 0.1" (of that activation). */
static bool
set_layer_key (LabLayer *layer, const char *key, const char *value, BaseError *error)
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
      return base_error_set (error, "%s needs \"init = …\" before it", key);
    return params_set (layer->initializer->entry.params, layer->initializer_values, key + 5, value, error);
  }
  if (is_of_activation (layer, key))
    return params_set (layer->activation->entry.params, layer->activation_values, key, value, error);
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
    else if (position < n_params && layer->layer->entry.params[position].kind != PARAM_BOOL) {
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

/* ---- reading ---- */

typedef struct {
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
  LabLayer *last = n > 0 ? LINK (reading->layers, n - 1) : NULL, alone = { .kind = LAB_ACTIVATION };
  bool of_last = last != NULL && last->kind == LAB_LAYER && last->activation == NULL;
  LabLayer *layer = of_last ? last : &alone;
  set_activation (layer, call->name, NULL);
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
  layer.layer = (const NnLayer *) base_registry_need (&nn_layers, call->name, reading->error);
  if (layer.layer == NULL)
    return lab_place_error ((LabPlace){ reading->path, call->place }, reading->error);
  bool joins = layer.layer->join != NULL;
  guint n_branches = call->inner != NULL ? call->inner->len : 0;
  if (joins != (n_branches > 0))
    return fail (reading, call, joins ? "%s has inner chains: expected \"%s(…)\"" : "%s has no inner chains",
                 call->name, call->name);
  if (joins && n_branches > (guint) layer.layer->max_branches)
    return fail (reading, call, "%s(…) has at most %d branches, not %u", call->name,
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
    return fail (reading, call, "a network may have %d links at most", LAB_MAX_LAYERS);
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

static void
number_kinds (GArray *layers)
{
  for (guint i = 0; i < layers->len; i++) {
    LabLayer *layer = LINK (layers, i);
    layer->same = 1;
    for (guint k = 0; k < i; k++)
      layer->same += LINK (layers, k)->layer == layer->layer;
  }
}

GArray *
lab_layers_read (const LessonChain *chain, const char *path, BaseError *error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Reading reading = { lab_layers_new (), names, path, error };
  if (!read_chain (&reading, chain))
    g_clear_pointer (&reading.layers, g_array_unref);
  else
    number_kinds (reading.layers);
  return reading.layers;
}

GArray *
lab_objective_read (const LessonChain *chain, const char *path, BaseError *error)
{
  const LessonCall *call = chain->calls->pdata[0];
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Reading reading = { lab_layers_new (), names, path, error };
  LabLayer layer = { .kind = LAB_LAYER, .same = 1, .lr_factor = 1 };
  bool single = chain->calls->len == 1 && call->name != NULL && call->inner == NULL && call->repeat == 1;
  g_ptr_array_add (names, (char *) "objective");
  if (single)
    layer.layer = (const NnLayer *) base_registry_need (&nn_objectives, call->name, error);
  else
    base_error_set (error, "expected one name from the %s", nn_objectives.kind);
  if (layer.layer == NULL)
    lab_place_error ((LabPlace){ path, call->place }, error);
  else
    params_defaults (layer.layer->entry.params, layer.values);
  if (layer.layer != NULL && read_layer_args (&layer, call, path, error))
    append (&reading, call, layer);
  else
    g_clear_pointer (&reading.layers, g_array_unref);
  return reading.layers;
}

bool
lab_layers_add_head (GArray *layers, const char *name, const LessonChain *chain, LabPlace place, BaseError *error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Reading reading = { layers, names, place.path, error };
  const LessonCall mark = { .place = place.place };
  g_ptr_array_add (names, (char *) name);
  append_mark (&reading, &mark, LAB_HEAD);
  if (!read_chain (&reading, chain))
    return false;
  number_kinds (layers);
  return true;
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
  number_kinds (network);
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
  return layer->layer != NULL && (strcmp (key, "init") == 0 || strcmp (key, lab_lr_factor_param.name) == 0 || g_str_has_prefix (key, "init.") ||
                                  params_find (layer->layer->entry.params, key) >= 0);
}

/* "layer2", "maxpool1" */
static bool
is_numbered (const LabLayer *layer, const char *name)
{
  char by_number[32], by_kind[64];
  g_snprintf (by_number, sizeof by_number, "layer%d", layer->number);
  g_snprintf (by_kind, sizeof by_kind, "%s%d", layer->layer->entry.name, layer->same);
  return (layer->number > 0 && strcmp (by_number, name) == 0) || strcmp (by_kind, name) == 0;
}

bool
lab_layer_is (const LabLayer *layer, const char *name)
{
  return layer->layer != NULL && (is_named (layer, name) || is_numbered (layer, name));
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
    return base_error_set (error, "\"%s\" is no repeat, \"3 * … as %s\"", name, name);
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
    return base_error_set (error, "a network may have %d links at most", LAB_MAX_LAYERS);
  g_array_set_size (layers, 0);
  append_copies (layers, made, 0, made->len);
  number_kinds (layers);
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
      if (!set_layer_key (LINK (layers, i), key, value, error))
        return false;
    }
  if (found)
    return true;
  if (first < 0)
    return base_error_set (error, "there is no layer \"%s\" in the network", name);
  return set_layer_key (LINK (layers, first), key, value, error);
}

bool
lab_layers_set_activation (GArray *layers, const char *value, BaseError *error)
{
  for (guint i = 0; i + 1 < layers->len; i++)
    if (LINK (layers, i)->activation != NULL && !set_activation (LINK (layers, i), value, error))
      return false;
  return true;
}
