/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/i18n.h"
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
  const char *name = lane >= 0 ? lab_setup_lane_label (setup, lane) : "";
  g_autofree char *label = lab_inside_a_sentence (lab_setting_label (setup, row->key));
  g_autofree char *from = lab_value_text (row->param, before), *to = lab_value_text (row->param, after);
  return g_strdup_printf (_ ("%s%s%s %s → %s"), name, *name != '\0' ? _ (": ") : "", label, from, to);
}

typedef struct {
  double before, after;
} Change;

static bool
find_change (const LabSetup *before, const LabSetup *after, int knob, int lane, Change *change)
{
  int old = lab_setup_find_knob (before, lab_setup_knob (after, knob)->key);
  bool both = old >= 0 && lane < lab_setup_n_lanes (before);
  *change = (Change) { both ? lab_setup_value (before, old, lane) : NAN, lab_setup_value (after, knob, lane) };
  return both && change->before != change->after && !isnan (change->before) && !isnan (change->after);
}

/* Whether all lanes changed like the first. */
static bool
is_common (const LabSetup *before, const LabSetup *after, int knob)
{
  Change first, here;
  bool common = find_change (before, after, knob, 0, &first);
  for (int lane = 1; common && lane < lab_setup_n_lanes (after); lane++)
    common = find_change (before, after, knob, lane, &here) && here.before == first.before && here.after == first.after;
  return common;
}

char *
lab_setup_change_text (const LabSetup *before, const LabSetup *after)
{
  GString *text = g_string_new (NULL);
  int n = 0;
  for (int knob = 0; knob < lab_setup_n_knobs (after) && n <= MOST; knob++) {
    bool common = is_common (before, after, knob);
    for (int lane = 0; lane < (common ? 1 : lab_setup_n_lanes (after)) && n <= MOST; lane++) {
      Change change;
      if (!find_change (before, after, knob, lane, &change))
        continue;
      g_autofree char *item = change_text (after, common ? -1 : lane, knob, change.before, change.after);
      g_string_append_printf (text, "%s%s", n > 0 ? _ (", ") : "", n < MOST ? item : "…");
      n++;
    }
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
