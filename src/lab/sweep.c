/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/sweep.h"

#include "base/words.h"
#include "lab/network.h"
#include "lab/shown.h"

#include <string.h>

int
lab_sweep_n_points (const LessonExperiment *experiment)
{
  int n = 1;
  for (guint i = 0; i < experiment->sweeps->len; i++)
    n *= (int) ((const LessonRange *) experiment->sweeps->pdata[i])->values->len;
  return n;
}

/* The last sweep runs through its values first. */
const LessonSetting *
lab_sweep_value (const LessonExperiment *experiment, int sweep, int point)
{
  const LessonRange *range = experiment->sweeps->pdata[sweep];
  for (guint i = experiment->sweeps->len - 1; (int) i > sweep; i--)
    point /= (int) ((const LessonRange *) experiment->sweeps->pdata[i])->values->len;
  return range->values->pdata[point % (int) range->values->len];
}

static bool
is_number (const LessonSetting *value)
{
  char *end;
  g_ascii_strtod (value->value, &end);
  return end != value->value && *end == '\0';
}

char *
lab_swept_text (const LabSetup *setup, const char *key)
{
  const GPtrArray *sweeps = setup->experiment->sweeps;
  int knob = lab_setup_find_knob (setup, key);
  for (guint s = 0; setup->swept && setup->n_lanes > 1 && s < sweeps->len; s++) {
    const LessonRange *range = sweeps->pdata[s];
    int n = (int) range->values->len;
    const LessonSetting *first = range->values->pdata[0], *last = range->values->pdata[n - 1];
    if (strcmp (range->key, key) != 0 && (knob < 0 || lab_setup_find_knob (setup, range->key) != knob))
      continue;
    return is_number (first) && is_number (last) ? g_strdup_printf (_ ("%d values, %s to %s"), n, first->value, last->value)
                                                 : g_strdup_printf (_ ("%d values"), n);
  }
  return NULL;
}

int
lab_sweep_place (const LabSetup *setup, int lane)
{
  GPtrArray *lanes = setup->experiment->lanes;
  guint index = 0;
  g_ptr_array_find (lanes, setup->lesson_lanes[lane], &index);
  return MAX (setup->points[lane], 0) * (int) MAX (lanes->len, 1) + (int) index;
}

bool
lab_sweep_is_value (const LessonSetting *value, const char *text)
{
  char *end_a, *end_b;
  double a = g_ascii_strtod (value->value, &end_a), b = g_ascii_strtod (text, &end_b);
  bool numbers = end_a != value->value && *end_a == '\0' && end_b != text && *end_b == '\0';
  return numbers ? a == b : strcmp (value->value, text) == 0;
}

/* The value is at fault where it does not fit, not the line of the network. */
static bool
apply (LabLane *lane, const LessonSetting *value, LabPlace place, BaseError *error)
{
  LabPlace network = lane->network_place;
  BaseError own = { "" };
  lane->network_place.path = NULL;
  bool fine = lab_lane_set (lane, value->key, value->value, value->chain, (LabPlace){ NULL, { 0, 0 } }, &own) &&
              lab_network_check (lane, &own);
  if (strcmp (value->key, "network") != 0)
    lane->network_place = network;
  if (fine)
    return true;
  lab_place_error (place, &own);
  return base_error_set (error, "%s", own.text);
}

bool
lab_sweep_check (const LabSetup *setup, BaseError *error)
{
  const GPtrArray *sweeps = setup->experiment->sweeps;
  bool fine = true;
  for (guint s = 0; s < sweeps->len; s++) {
    const LessonRange *sweep = sweeps->pdata[s];
    for (guint v = 0; fine && v < sweep->values->len; v++)
      for (int i = 0; fine && i < setup->n_lanes; i++) {
        LabLane lane;
        lab_lane_copy (&lane, &setup->lanes[i]);
        fine = apply (&lane, sweep->values->pdata[v], (LabPlace){ setup->path, sweep->place }, error);
        lab_lane_clear (&lane);
      }
  }
  return fine;
}

bool
lab_sweep_apply (const LabSetup *setup, LabLane *lane, int point, BaseError *error)
{
  const LessonExperiment *experiment = setup->experiment;
  bool fine = true;
  for (guint s = 0; fine && s < experiment->sweeps->len; s++) {
    const LessonRange *sweep = experiment->sweeps->pdata[s];
    const LessonSetting *value = lab_sweep_value (experiment, (int) s, setup->null_run ? 0 : point);
    fine = apply (lane, value, (LabPlace){ setup->path, sweep->place }, error);
  }
  return fine;
}

char *
lab_sweep_lane_id (const LabSetup *setup, const char *lane, int index)
{
  GString *id = g_string_new (lane);
  int point = setup->points[index];
  for (guint s = 0; point >= 0 && s < setup->experiment->sweeps->len; s++) {
    const LessonSetting *value = lab_sweep_value (setup->experiment, (int) s, point);
    g_string_append_printf (id, "%s%s=%s", id->len > 0 ? " " : "", value->key, value->value);
  }
  if (setup->stage != NULL)
    g_string_append_printf (id, "%sstage=%s", id->len > 0 ? " " : "", setup->stage);
  return g_string_free (id, FALSE);
}

char *
lab_sweep_lane_label (const LabSetup *setup, const char *lane, int index)
{
  if (setup->stage != NULL || setup->points[index] < 0)
    return lab_sweep_lane_id (setup, lane, index);
  GString *label = g_string_new (lane);
  for (guint s = 0; s < setup->experiment->sweeps->len; s++) {
    const LessonSetting *value = lab_sweep_value (setup->experiment, (int) s, setup->points[index]);
    const LessonRange *range = setup->experiment->sweeps->pdata[s];
    if (label->len > 0)
      g_string_append (label, _ (", "));
    if (*lane == '\0')
      g_string_append_printf (label, "%s = ", range->label != NULL ? range->label : value->key);
    g_string_append (label, value->value);
  }
  return g_string_free (label, FALSE);
}

/* ---- parts ---- */

int
lab_setup_n_runs (const LabSetup *setup)
{
  return setup->swept ? setup->n_lanes : setup->n_lanes * lab_sweep_n_points (setup->experiment);
}

int
lab_setup_n_parts (const LabSetup *setup)
{
  return (lab_setup_n_runs (setup) + TRAIN_MAX_LANES - 1) / TRAIN_MAX_LANES;
}

int
lab_setup_first_run (const LabSetup *setup, int lane)
{
  int first = setup->swept ? 0 : lane;
  while (setup->lesson_lanes[first] != setup->lesson_lanes[lane])
    first++;
  return first;
}

const char *
lab_setup_runs_label (const LabSetup *setup, int lane)
{
  const LessonLane *runs = setup->lesson_lanes[lane];
  return !setup->swept || setup->n_lanes == 1 ? setup->labels[lane] : runs != NULL ? runs->label : "";
}

int
lab_setup_n_elsewhere (const LabSetup *part)
{
  return part->n_elsewhere;
}

/* Lane number @lane of @setup at @point becomes lane @at of @part. */
static bool
add_run (LabSetup *part, int at, const LabSetup *setup, int lane, int point, BaseError *error)
{
  LabLane *to = &part->lanes[at];
  lab_lane_copy (to, &setup->lanes[lane]);
  part->n_lanes = at + 1;
  part->lesson_lanes[at] = setup->lesson_lanes[lane];
  part->points[at] = point;
  bool fine = lab_sweep_apply (setup, to, point, error);
  lab_lane_copy (&part->written[at], to);
  return fine;
}

LabSetup *
lab_setup_part (const LabSetup *setup, int index, BaseError *error)
{
  LabSetup *part = lab_setup_copy (setup);
  if (setup->swept || lab_sweep_n_points (setup->experiment) == 1)
    return part;
  lab_setup_clear_lanes (part);
  part->swept = true;
  part->n_elsewhere = lab_setup_n_runs (setup);
  bool fine = true;
  int n = lab_setup_n_runs (setup);
  for (int at = 0, run; fine && at < TRAIN_MAX_LANES && (run = index * TRAIN_MAX_LANES + at) < n; at++)
    fine = add_run (part, at, setup, run % setup->n_lanes, run / setup->n_lanes, error);
  if (fine) {
    part->n_elsewhere -= part->n_lanes;
    lab_setup_name_lanes (part);
    lab_knobs_build (part);
    return part;
  }
  lab_setup_free (part);
  return NULL;
}

bool
lab_setup_is_alone (const LabSetup *setup)
{
  const LessonExperiment *experiment = setup->experiment;
  return setup->n_lanes == 1 && setup->n_elsewhere == 0 && (setup->swept || experiment->lanes->len > 1);
}

LabSetup *
lab_setup_same_run (const LabSetup *whole, const LabSetup *alone, BaseError *error)
{
  int run = lab_sweep_place (alone, 0);
  LabSetup *part = lab_setup_part (whole, run / TRAIN_MAX_LANES, error);
  if (part != NULL)
    lab_setup_only_lane (part, part->ids[run % TRAIN_MAX_LANES], NULL);
  return part;
}

/* What was changed in a run of @part's lane. */
static bool
copy_changes (LabSetup *whole, int lane, const LabSetup *part, BaseError *error)
{
  int from = 0;
  bool fine = true;
  while (from < part->n_lanes && part->lesson_lanes[from] != whole->lesson_lanes[lane])
    from++;
  for (int knob = 0; fine && from < part->n_lanes && knob < lab_setup_n_knobs (part); knob++) {
    int there = lab_setup_find_knob (whole, lab_setup_knob (part, knob)->key);
    double value = lab_setup_value (part, knob, from);
    if (there >= 0 && lab_setup_differs (part, knob, from) && lab_setup_value (whole, there, lane) != value)
      fine = lab_setup_set_value (whole, lane, there, value, error);
  }
  return fine;
}

LabSetup *
lab_setup_other_part (const LabSetup *part, int index, BaseError *error)
{
  LabSetup *whole = lab_setup_new (part->lesson, part->experiment, error), *other = NULL;
  bool fine = whole != NULL;
  for (int i = 0; fine && i < 2 * whole->n_lanes; i++) /* twice: another optimizer brings settings of its own */
    fine = copy_changes (whole, i % whole->n_lanes, part, error);
  if (fine) {
    memcpy (whole->run, part->run, sizeof whole->run);
    lab_setup_set_data (whole, part->data_path, part->test_path);
    other = lab_setup_part (whole, index, error);
  }
  lab_setup_free (whole);
  return other;
}
