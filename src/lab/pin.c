/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/pin.h"

#include "base/words.h"
#include "lab/shown.h"

#include <math.h>
#include <string.h>

/* ---- the record ---- */

/* The bucket of a thinned series is that of its last member, as in the recorder. */
static void
thin (TrainSeries *to, const TrainSeries *from, int limit)
{
  int every = MAX (1, (from->n + limit - 1) / limit), n = (from->n + every - 1) / every;
  *to = (TrainSeries) { from->column, n, g_new (double, n), g_new (double, n), g_new (double, n), g_new (double, n) };
  for (int i = 0; i < n; i++) {
    int first = i * every, end = MIN (first + every, from->n);
    to->step[i] = from->step[end - 1];
    to->last[i] = from->last[end - 1];
    to->low[i] = to->high[i] = NAN;
    for (int k = first; k < end; k++) {
      to->low[i] = fmin (to->low[i], from->low[k]);
      to->high[i] = fmax (to->high[i], from->high[k]);
    }
  }
}

static void
copy_lane (TrainLaneSnapshot *to, const TrainLaneSnapshot *from, int limit)
{
  to->n_layers = from->n_layers;
  to->n_series = from->n_series;
  to->series = g_new (TrainSeries, from->n_series);
  for (int i = 0; i < from->n_series; i++)
    thin (&to->series[i], &from->series[i], limit);
}

/* How many points a series may have, so that all together keep within their room. */
static int
points_of (const TrainSnapshot *snapshot, int first, int end)
{
  int n_series = 0;
  for (int lane = first; lane < end; lane++)
    n_series += snapshot->lanes[lane].n_series;
  return CLAMP ((int) (LAB_PIN_BYTES / (4 * sizeof (double)) / (size_t) MAX (n_series, 1)), 2, LAB_PIN_POINTS);
}

static void
copy_record (TrainSnapshot *to, const TrainSnapshot *from, int first, int end)
{
  int limit = points_of (from, first, end);
  *to = (TrainSnapshot) { .step = from->furthest, .furthest = from->furthest, .n_lanes = end - first };
  to->lanes = g_new0 (TrainLaneSnapshot, to->n_lanes);
  to->events = g_new (TrainEvent, from->n_events);
  for (int lane = first; lane < end; lane++)
    copy_lane (&to->lanes[lane - first], &from->lanes[lane], limit);
  for (int i = 0; i < from->n_events; i++) {
    TrainEvent event = from->events[i];
    if (event.kind != TRAIN_DIVERGED || event.lane < first || event.lane >= end)
      continue;
    event.lane -= first;
    to->events[to->n_events++] = event;
  }
}

/* ---- the settings ---- */

static void
clear_setting (gpointer data)
{
  g_free (((LabPinSetting *) data)->key);
}

static GArray *
copy_settings (const LabSetup *setup, int first, int end)
{
  GArray *settings = g_array_new (FALSE, FALSE, sizeof (LabPinSetting));
  g_array_set_clear_func (settings, clear_setting);
  for (int knob = 0; knob < lab_setup_n_knobs (setup); knob++) {
    LabPinSetting setting = { g_strdup (lab_setup_knob (setup, knob)->key), lab_setup_knob (setup, knob)->param, { 0 } };
    for (int lane = first; lane < end; lane++)
      setting.values[lane - first] = lab_setup_value (setup, knob, lane);
    g_array_append_val (settings, setting);
  }
  return settings;
}

double
lab_pin_value (const LabPin *pin, const char *key, int lane)
{
  for (guint i = 0; i < pin->settings->len; i++)
    if (strcmp (g_array_index (pin->settings, LabPinSetting, i).key, key) == 0)
      return g_array_index (pin->settings, LabPinSetting, i).values[lane];
  return NAN;
}

/* ---- the name ---- */

/* What came with a choice, as the settings of another optimizer, is worth a word where it is not the usual. */
static bool
is_changed (const LabSetup *setup, int knob, int lane)
{
  double now = lab_setup_value (setup, knob, lane), then = lab_setup_lesson_value (setup, knob, lane);
  return now != (isnan (then) ? lab_setup_knob (setup, knob)->param->def : then) && !isnan (now);
}

/* Whether all lanes have what the first has. */
static bool
is_common (const LabSetup *setup, int knob, int first, int end)
{
  for (int lane = first + 1; lane < end; lane++)
    if (lab_setup_value (setup, knob, lane) != lab_setup_value (setup, knob, first))
      return false;
  return true;
}

static void
name_setting (GString *name, const LabSetup *setup, int knob, int lane)
{
  g_autofree char *label = lab_inside_a_sentence (lab_setting_label (setup, lab_setup_knob (setup, knob)->key));
  g_autofree char *value = lab_value_text (lab_setup_knob (setup, knob)->param, lab_setup_value (setup, knob, lane));
  g_string_append_printf (name, "%s%s %s", name->len > 0 ? _ (", ") : "", label, value);
}

static char *
default_name (const LabSetup *setup, int first, int end)
{
  GString *name = g_string_new (NULL);
  for (int knob = 0; knob < lab_setup_n_knobs (setup); knob++)
    for (int lane = first; lane < end; lane++)
      if ((lane == first || lab_setup_first_run (setup, lane) == lane) && is_changed (setup, knob, lane)) {
        name_setting (name, setup, knob, lane);
        if (is_common (setup, knob, first, end))
          break;
      }
  if (name->len == 0)
    g_string_append (name, _ ("as in the lesson"));
  return g_string_free (name, FALSE);
}

/* ---- a pin ---- */

LabPin *
lab_pin_new (const LabExperiment *experiment, const TrainSnapshot *snapshot, int lane)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  int first = MAX (lane, 0), end = lane < 0 ? snapshot->n_lanes : lane + 1;
  LabPin *pin = g_new0 (LabPin, 1);
  copy_record (&pin->record, snapshot, first, end);
  pin->settings = copy_settings (setup, first, end);
  pin->name = default_name (setup, first, end);
  for (int i = first; i < end; i++) {
    pin->lanes[i - first] = g_strdup (lab_setup_lane_id (setup, i));
    pin->styles[i - first] = i % PLOT_STYLES;
  }
  return pin;
}

void
lab_pin_free (LabPin *pin)
{
  if (pin == NULL)
    return;
  for (int lane = 0; lane < pin->record.n_lanes; lane++) {
    TrainLaneSnapshot *from = &pin->record.lanes[lane];
    for (int i = 0; i < from->n_series; i++) {
      g_free (from->series[i].step);
      g_free (from->series[i].last);
      g_free (from->series[i].low);
      g_free (from->series[i].high);
    }
    g_free (from->series);
    g_free (pin->lanes[lane]);
  }
  g_free (pin->record.lanes);
  g_free (pin->record.events);
  g_array_unref (pin->settings);
  g_free (pin->name);
  g_free (pin);
}

size_t
lab_pin_bytes (const LabPin *pin)
{
  size_t points = 0;
  for (int lane = 0; lane < pin->record.n_lanes; lane++)
    for (int i = 0; i < pin->record.lanes[lane].n_series; i++)
      points += (size_t) pin->record.lanes[lane].series[i].n;
  return points * 4 * sizeof (double);
}

/* ---- the list ---- */

LabPins *
lab_pins_new (void)
{
  LabPins *pins = g_new0 (LabPins, 1);
  pins->pins = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_pin_free);
  return pins;
}

void
lab_pins_free (LabPins *pins)
{
  g_ptr_array_unref (pins->pins);
  g_free (pins);
}

static bool
is_taken (const LabPins *pins, const char *name)
{
  for (guint i = 0; i < pins->pins->len; i++)
    if (strcmp (((const LabPin *) pins->pins->pdata[i])->name, name) == 0)
      return true;
  return false;
}

static void
name_apart (const LabPins *pins, LabPin *pin)
{
  g_autofree char *name = g_steal_pointer (&pin->name);
  pin->name = g_strdup (name);
  for (int number = 2; is_taken (pins, pin->name); number++) {
    g_free (pin->name);
    pin->name = g_strdup_printf ("%s (%d)", name, number);
  }
}

/* The one it had, if it still is free. */
static int
free_slot (const LabPins *pins, int wish)
{
  unsigned taken = 0;
  for (guint i = 0; i < pins->pins->len; i++)
    taken |= 1u << ((const LabPin *) pins->pins->pdata[i])->slot;
  return taken >> wish & 1 ? g_bit_nth_lsf (~taken, -1) : wish;
}

bool
lab_pins_add (LabPins *pins, LabPin *pin, int place)
{
  if (pins->pins->len >= LAB_MAX_PINS)
    return false;
  name_apart (pins, pin);
  pin->slot = free_slot (pins, pin->slot);
  g_ptr_array_insert (pins->pins, place, pin);
  pins->serial++;
  return true;
}

LabPin *
lab_pins_take (LabPins *pins, int place)
{
  pins->serial++;
  return g_ptr_array_steal_index (pins->pins, (guint) place);
}

void
lab_pins_clear (LabPins *pins)
{
  g_ptr_array_set_size (pins->pins, 0);
  pins->serial++;
}

void
lab_pins_rename (LabPins *pins, int place, const char *name)
{
  LabPin *pin = pins->pins->pdata[place];
  g_free (pin->name);
  pin->name = g_strdup (name);
  pins->serial++;
}

void
lab_pins_hide (LabPins *pins, int place, bool hidden)
{
  ((LabPin *) pins->pins->pdata[place])->hidden = hidden;
  pins->serial++;
}
