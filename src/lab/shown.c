/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/shown.h"

#include "base/words.h"
#include "lab/lane.h"

#include <math.h>
#include <string.h>

static void
clear (gpointer data)
{
  g_free (((LabShown *) data)->name);
}

int
lab_find_lane (const LabSetup *setup, const char *id)
{
  for (int lane = 0; lane < lab_setup_n_lanes (setup); lane++)
    if (strcmp (lab_setup_lane_id (setup, lane), id) == 0)
      return lane;
  return -1;
}

/* A pinned lane has the colour of the lane that it was; where there is but one, each pin has the next colour. */
int
lab_pin_style (const LabPin *pin, const LabSetup *setup, int lane)
{
  bool alone = lab_setup_n_lanes (setup) == 1 && pin->record.n_lanes == 1;
  return PLOT_STYLES * (1 + pin->slot) + (alone ? (1 + pin->slot) % PLOT_STYLES : pin->styles[lane]);
}

static char *
pinned_name (const char *label, const LabPin *pin)
{
  return *label != '\0' ? g_strdup_printf (_ ("%s, %s"), label, pin->name) : g_strdup (pin->name);
}

static void
add_pin (GArray *lanes, const LabSetup *setup, const LabPin *pin)
{
  for (int lane = 0; lane < pin->record.n_lanes; lane++) {
    int live = lab_find_lane (setup, pin->lanes[lane]);
    const char *label = live >= 0 ? lab_setup_lane_label (setup, live) : pin->lanes[lane];
    LabShown shown = { setup, &pin->record, lane, live, pin, lab_pin_style (pin, setup, lane), pinned_name (label, pin) };
    g_array_append_val (lanes, shown);
  }
}

GArray *
lab_shown (const LabExperiment *experiment, const TrainSnapshot *snapshot)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  const LabPins *pins = lab_experiment_pins (experiment);
  GArray *lanes = g_array_new (FALSE, FALSE, sizeof (LabShown));
  g_array_set_clear_func (lanes, clear);
  for (guint i = 0; pins != NULL && i < pins->pins->len; i++)
    if (!((const LabPin *) pins->pins->pdata[i])->hidden)
      add_pin (lanes, setup, pins->pins->pdata[i]);
  for (int lane = lab_setup_n_lanes (setup) - 1; lane >= 0; lane--) {
    const char *label = lab_setup_lane_label (setup, lane);
    LabShown shown = { setup, snapshot, lane, lane, NULL, lane % PLOT_STYLES, NULL };
    shown.name = *label != '\0' ? g_strdup (label) : lanes->len > 0 ? g_strdup (_ ("now")) : NULL;
    g_array_prepend_val (lanes, shown);
  }
  return lanes;
}

static double
value_of (const LabShown *shown, const char *key, int knob)
{
  if (shown->pin != NULL)
    return lab_pin_value (shown->pin, key, shown->lane);
  return knob >= 0 ? lab_setup_value (shown->setup, knob, shown->lane) : NAN;
}

double
lab_shown_value (const LabShown *shown, const char *key)
{
  return value_of (shown, key, shown->pin == NULL ? lab_setup_find_knob (shown->setup, key) : -1);
}

static const Param *
find_param (const LabShown *shown, const char *key)
{
  for (guint i = 0; shown->pin != NULL && i < shown->pin->settings->len; i++) {
    const LabPinSetting *setting = &g_array_index (shown->pin->settings, LabPinSetting, i);
    if (strcmp (setting->key, key) == 0)
      return setting->param;
  }
  int knob = lab_setup_find_knob (shown->setup, key);
  return knob >= 0 ? lab_setup_knob (shown->setup, knob)->param : NULL;
}

char *
lab_value_text (const Param *param, double value)
{
  char text[PARAM_TEXT_MAX];
  if (isnan (value))
    return g_strdup ("–");
  if (param == &lab_batch_param && value == 0)
    return g_strdup (_ ("all"));
  param_format (param, value, text, sizeof text);
  return g_strdup (param->kind == PARAM_CHOICE ? lab_choice_label (param, text) : text);
}

char *
lab_shown_text (const LabShown *shown, const char *key)
{
  const Param *param = find_param (shown, key);
  return param != NULL ? lab_value_text (param, lab_shown_value (shown, key)) : g_strdup ("–");
}

double
lab_metric_at (const TrainSnapshot *snapshot, int lane, const char *metric, int layer, long step)
{
  return lab_part_metric_at (snapshot, lane, metric, layer, "", step);
}

/* What has been recorded, and the place in it of the newest value up to @step; −1: none. */
static const TrainSeries *
find_newest (const TrainSnapshot *snapshot, int lane, const char *metric, int layer, const char *part, long step, int *at)
{
  const TrainSeries *series = train_snapshot_part_series (snapshot, lane, metric, layer, part);
  if (series == NULL)
    series = train_snapshot_series (snapshot, lane, metric, layer);
  *at = series != NULL ? series->n - 1 : -1;
  while (*at > 0 && series->step[*at] > (double) step)
    --*at;
  return series;
}

double
lab_part_metric_at (const TrainSnapshot *snapshot, int lane, const char *metric, int layer, const char *part, long step)
{
  int at;
  const TrainSeries *series = find_newest (snapshot, lane, metric, layer, part, step, &at);
  return at >= 0 ? series->last[at] : NAN;
}

long
lab_part_metric_step (const TrainSnapshot *snapshot, int lane, const char *metric, int layer, const char *part, long step)
{
  int at;
  const TrainSeries *series = find_newest (snapshot, lane, metric, layer, part, step, &at);
  return at >= 0 ? (long) series->step[at] : -1;
}

long
lab_recorded_step (const TrainSnapshot *snapshot, const char *metric, int layer)
{
  long newest = -1;
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    newest = MAX (newest, lab_part_metric_step (snapshot, lane, metric, layer, "", snapshot->step));
  return newest >= 0 ? newest : snapshot->step;
}

double
lab_shown_metric (const LabShown *shown, const char *metric, int layer, long step)
{
  return lab_metric_at (shown->snapshot, shown->lane, metric, layer, step);
}

/* ---- in what they differ ---- */

/* @knob: of the session's @key, or −1; it is looked up once for all lanes. */
static bool
differs (const GArray *shown, const char *key, int knob)
{
  double first = NAN;
  for (guint i = 0; i < shown->len; i++) {
    const LabShown *lane = &g_array_index (shown, LabShown, i);
    double value = value_of (lane, key, knob);
    if (!isnan (first) && !isnan (value) && value != first)
      return true;
    first = isnan (first) ? value : first;
  }
  return false;
}

bool
lab_shown_differs (const GArray *shown, const char *key)
{
  return differs (shown, key, lab_setup_find_knob (g_array_index (shown, LabShown, 0).setup, key));
}

GPtrArray *
lab_shown_differences (const GArray *shown)
{
  const LabSetup *setup = g_array_index (shown, LabShown, 0).setup;
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  for (int knob = 0; knob < lab_setup_n_knobs (setup); knob++)
    if (differs (shown, lab_setup_knob (setup, knob)->key, knob))
      g_ptr_array_add (keys, g_strdup (lab_setup_knob (setup, knob)->key));
  return keys;
}

static bool
is_change (const LabDifference *d)
{
  return d->before != d->after && !isnan (d->before) && !isnan (d->after);
}

/* Runs of one lane of a sweep have the same of what is not swept: the first of them stands for all. */
static bool
is_listed (const GArray *differences, const LabDifference *one)
{
  for (guint i = 0; i < differences->len; i++) {
    const LabDifference *other = &g_array_index (differences, LabDifference, i);
    if (other->knob == one->knob && other->lane == one->lane)
      return true;
  }
  return false;
}

GArray *
lab_differences (const void *before, const LabSetup *after, int n_lanes,
                 void (*values) (const void *before, const LabSetup *after, int knob, int lane, LabDifference *values))
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (LabDifference));
  for (int knob = 0; knob < lab_setup_n_knobs (after); knob++) {
    LabDifference lanes[TRAIN_MAX_LANES];
    bool alike = true;
    for (int lane = 0; lane < n_lanes; lane++) {
      lanes[lane] = (LabDifference) { knob, -1, NAN, NAN };
      values (before, after, knob, lane, &lanes[lane]);
      alike = alike && is_change (&lanes[lane]) && lanes[lane].before == lanes[0].before && lanes[lane].after == lanes[0].after;
    }
    if (alike)
      lanes[0].lane = -1;
    for (int lane = 0; lane < (alike ? 1 : n_lanes); lane++)
      if (is_change (&lanes[lane]) && !is_listed (all, &lanes[lane]))
        g_array_append_val (all, lanes[lane]);
  }
  return all;
}

/* Whether it is worth telling what @lane has of @key: of a pinned lane, if it is not what its lane has now. */
static bool
tells (const GArray *shown, const LabShown *lane, const char *key, bool pinned)
{
  double value = lab_shown_value (lane, key);
  if (isnan (value) || !pinned)
    return !isnan (value);
  return lane->pin != NULL && (lane->live < 0 || value != lab_shown_value (&g_array_index (shown, LabShown, lane->live), key));
}

/* Whether the lanes of a pin with several all have the same value: then it is told once. */
static bool
is_one_value (const LabPin *pin, const char *key)
{
  bool same = pin != NULL && pin->record.n_lanes > 1;
  for (int lane = 1; same && lane < pin->record.n_lanes; lane++)
    same = lab_pin_value (pin, key, lane) == lab_pin_value (pin, key, 0);
  return same;
}

/* The runs of a lane of a sweep have the same of what is not swept: the first of them that is there stands for all. */
static bool
is_told (const GArray *shown, guint place)
{
  const LabShown *lane = &g_array_index (shown, LabShown, place);
  for (guint i = 0; i < place && lane->live >= 0; i++) {
    const LabShown *other = &g_array_index (shown, LabShown, i);
    if (other->pin == lane->pin && other->live >= 0 &&
        lab_setup_first_run (lane->setup, other->live) == lab_setup_first_run (lane->setup, lane->live))
      return true;
  }
  return false;
}

/* Of a lane, with all its runs, if there are several. */
static char *
name_of (const LabShown *lane)
{
  if (lane->live < 0 || (lane->pin != NULL && lane->pin->record.n_lanes == 1))
    return g_strdup (lane->name);
  const char *runs = lab_setup_runs_label (lane->setup, lane->live);
  return lane->pin != NULL ? pinned_name (runs, lane->pin) : g_strdup (*runs != '\0' ? runs : _ ("now"));
}

char *
lab_shown_values (const GArray *shown, const char *key, bool pinned)
{
  g_autofree char *swept = lab_swept_text (g_array_index (shown, LabShown, 0).setup, key);
  GString *text = g_string_new (pinned ? NULL : swept);
  const LabPin *told = NULL;
  for (guint i = 0; i < shown->len; i++) {
    const LabShown *lane = &g_array_index (shown, LabShown, i);
    g_autofree char *value = lab_shown_text (lane, key), *name = name_of (lane);
    bool one = is_one_value (lane->pin, key);
    if (!tells (shown, lane, key, pinned || swept != NULL) || (one && lane->pin == told) || is_told (shown, i))
      continue;
    told = lane->pin;
    g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? "\n" : "", one ? told->name : name, _ (": "), value);
  }
  return g_string_free (text, FALSE);
}

/* "layer3.activation", "batchnorm2.mode": of one layer among several of its kind. The place of its number; 0: not so. */
static size_t
layer_number (const char *key)
{
  size_t digits = strcspn (key, "0123456789."), dot = digits + strspn (key + digits, "0123456789");
  g_autofree char *kind = g_strndup (key, digits);
  bool layer = strcmp (kind, "layer") == 0 || base_registry_find (&nn_layers, kind) != NULL;
  return layer && dot > digits && key[dot] == '.' ? digits : 0;
}

static bool
is_same_of_layers (const char *a, const char *b)
{
  size_t n = layer_number (a);
  return n > 0 && n == layer_number (b) && strncmp (a, b, n) == 0 && strcmp (strchr (a, '.'), strchr (b, '.')) == 0;
}

static const LabKnob *
knob_of (const LabSetup *setup, const GPtrArray *keys, guint i)
{
  return lab_setup_knob (setup, lab_setup_find_knob (setup, keys->pdata[i]));
}

/* A head's weight, "far.loss.weight". */
static bool
is_of_head (const LabKnob *knob)
{
  return knob->param == &train_head_param;
}

/* A control that names a layer ("hidden.units") is a setting of that layer under another name. */
static bool
is_another_name (const LabSetup *setup, const GPtrArray *keys, guint i)
{
  const LabKnob *knob = knob_of (setup, keys, i);
  for (guint k = 0; knob->control >= 0 && layer_number (knob->key) == 0 && k < keys->len; k++)
    if (layer_number (keys->pdata[k]) > 0 && knob_of (setup, keys, k)->param == knob->param)
      return true;
  return false;
}

static bool
is_alike (const LabSetup *setup, const GPtrArray *keys, guint i, guint k)
{
  return is_same_of_layers (keys->pdata[i], keys->pdata[k]) || (is_of_head (knob_of (setup, keys, i)) && is_of_head (knob_of (setup, keys, k)));
}

/* How many of @keys are the same setting of several layers, or heads, as the key at @i; 0: another one stands for it. */
static int
count_alike (const LabSetup *setup, const GPtrArray *keys, guint i)
{
  int n = 0;
  for (guint k = 0; k < keys->len; k++)
    if (is_alike (setup, keys, i, k) && n++ == 0 && k < i)
      return 0;
  return is_another_name (setup, keys, i) ? 0 : MAX (n, 1);
}

char *
lab_setting_labels (const LabSetup *setup, const GPtrArray *keys)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < keys->len; i++) {
    const LabKnob *knob = knob_of (setup, keys, i);
    int n = count_alike (setup, keys, i);
    g_autofree char *label = lab_inside_a_sentence (n > 1 ? _ (knob->param->label) : lab_setting_label (setup, knob->key));
    g_autofree char *several = n > 1 ? g_strdup_printf (is_of_head (knob) ? _ ("%s of %d heads") : _ ("%s of %d layers"), label, n) : NULL;
    if (n > 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", several != NULL ? several : label);
  }
  return g_string_free (text, FALSE);
}

/* Whether @name holds the number, however it is written: "1,000", "δ = 0.00001". */
static bool
bears (const char *name, double value)
{
  g_auto (GStrv) parts = g_strsplit (name, ",", -1);
  g_autofree char *plain = g_strjoinv ("", parts);
  char *at = plain;
  while (*at != '\0')
    if (!g_ascii_isdigit (*at))
      at++;
    else if (fabs (g_ascii_strtod (at, &at) - value) <= 1e-9 * value)
      return true;
  return false;
}

/* A number that the name does not bear already. */
static bool
add_value (LabShown *lane, const char *key)
{
  g_autofree char *value = lab_shown_text (lane, key), *name = NULL;
  if (strstr (lane->name, value) != NULL || bears (lane->name, fabs (lab_shown_value (lane, key))))
    return false;
  name = g_steal_pointer (&lane->name);
  lane->name = g_strdup_printf ("%s (%s)", name, value);
  return true;
}

/* Lanes with networks of their own differ in more than in a setting of some layer. */
static bool
have_networks (const LabSetup *setup)
{
  const GPtrArray *lanes = lab_setup_experiment (setup)->lanes;
  bool own = false;
  for (guint i = 0; i < lanes->len; i++)
    own |= lesson_setting_find (((const LessonLane *) lanes->pdata[i])->settings, "network") != NULL;
  return own;
}

const char *
lab_shown_add_values (GArray *shown)
{
  const LabSetup *setup = g_array_index (shown, LabShown, 0).setup;
  const GArray live = { shown->data, (guint) lab_setup_n_lanes (setup) };
  g_autoptr (GPtrArray) keys = lab_shown_differences (&live);
  const Param *param = keys->len == 1 ? find_param (&g_array_index (shown, LabShown, 0), keys->pdata[0]) : NULL;
  bool any = false;
  if (param == NULL || (param->kind != PARAM_REAL && param->kind != PARAM_INT) || have_networks (setup))
    return NULL;
  for (guint i = 0; i < live.len; i++)
    any |= add_value (&g_array_index (shown, LabShown, i), keys->pdata[0]);
  return any ? lab_setting_label (setup, keys->pdata[0]) : NULL;
}

const char *
lab_setting_label (const LabSetup *setup, const char *key)
{
  int knob = lab_setup_find_knob (setup, key);
  const LabKnob *row = knob >= 0 ? lab_setup_knob (setup, knob) : NULL;
  return row == NULL ? key : row->label != NULL ? _ (row->label) : _ (row->param->label);
}

char *
lab_inside_a_sentence (const char *label)
{
  gunichar first = g_utf8_get_char (label);
  const char *rest = *label != '\0' ? g_utf8_next_char (label) : label;
  char start[8] = "";
  if (!g_unichar_islower (g_utf8_get_char (rest)))
    return g_strdup (label);
  g_unichar_to_utf8 (g_unichar_tolower (first), start);
  return g_strconcat (start, rest, NULL);
}
