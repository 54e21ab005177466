/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/setup-private.h"
#include "lab/shown.h"

#include <math.h>
#include <string.h>

/* Changes of settings in words, for undo and redo. */

#define MOST 2 /* are named */

static char *
change_text (const LabSetup *setup, int lane, int knob, double before, double after)
{
  const LabKnob *row = lab_setup_knob (setup, knob);
  const char *name = lane >= 0 ? lab_setup_runs_label (setup, lane) : "";
  g_autofree char *label = lab_inside_a_sentence (lab_setting_label (setup, row->key));
  g_autofree char *from = lab_value_text (row->param, before), *to = lab_value_text (row->param, after);
  return g_strdup_printf (_ ("%s%s%s %s → %s"), name, *name != '\0' ? _ (": ") : "", label, from, to);
}

static void
two_values (const void *data, const LabSetup *after, int knob, int lane, LabDifference *values)
{
  const LabSetup *before = data;
  int old = lane < lab_setup_n_lanes (before) ? lab_setup_find_knob (before, lab_setup_knob (after, knob)->key) : -1;
  values->before = old >= 0 ? lab_setup_value (before, old, lane) : NAN;
  values->after = lab_setup_value (after, knob, lane);
  values->lane = lab_setup_first_run (after, lane);
}

char *
lab_setup_change_text (const LabSetup *before, const LabSetup *after)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GArray) changes = lab_differences (before, after, lab_setup_n_lanes (after), two_values);
  for (guint i = 0; i < changes->len && i <= MOST; i++) {
    const LabDifference *change = &g_array_index (changes, LabDifference, i);
    g_autofree char *item = change_text (after, change->lane, change->knob, change->before, change->after);
    g_string_append_printf (text, "%s%s", i > 0 ? _ (", ") : "", i < MOST ? item : "…");
  }
  return g_string_free (text, FALSE);
}

char *
lab_deed_text (const LabSetup *setup, const TrainDeed *deed)
{
  if (deed->kind != TRAIN_DEED_SET)
    return deed->kind == TRAIN_DEED_RESET ? g_strdup (_ ("reset to step 0")) : NULL;
  const LabLane *lane = &setup->lanes[MAX (deed->lane, 0)];
  g_autofree char *key = lab_lane_live_key (lane, (TrainSetting) deed->setting, deed->index);
  int knob = key != NULL ? lab_setup_find_knob (setup, key) : -1;
  return knob >= 0 ? change_text (setup, deed->lane, knob, deed->before, deed->after) : g_strdup (key);
}
