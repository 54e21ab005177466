/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/setup-private.h"

#include "base/words.h"

#include <math.h>

/* Whether what a lesson says of its lanes and controls goes with the settings there are. */

/* What is wrong with "nose.init.gain", in the words of a change of it. */
static void
explain_control (const LabSetup *setup, const char *key, BaseError *error)
{
  LabLane lane;
  BaseError why = { "" };
  lab_lane_copy (&lane, &setup->lanes[0]);
  if (strstr (key, ".init.") != NULL)
    lab_lane_set (&lane, key, "1", NULL, (LabPlace){ NULL, { 0, 0 } }, &why);
  lab_lane_clear (&lane);
  base_error_set (error, _ ("there is no setting \"%s\" to control%s%s"), key, *why.text != '\0' ? _ (": ") : "", why.text);
}

/* A control of something that is not there is a mistake in the lesson. */
static bool
check_controls (const LabSetup *setup, BaseError *error)
{
  for (guint i = 0; i < setup->experiment->controls->len; i++) {
    const LessonRange *control = setup->experiment->controls->pdata[i];
    int index = lab_setup_find_knob (setup, control->key);
    if (index < 0)
      explain_control (setup, control->key, error);
    else if (isfinite (control->from) &&
             (!param_check (lab_setup_knob (setup, index)->param, control->from, error) ||
              !param_check (lab_setup_knob (setup, index)->param, control->to, error)))
      ;
    else
      continue;
    return lab_place_error ((LabPlace){ setup->path, control->place }, error);
  }
  return true;
}

/* Whether keys that begin with @name and a dot are settings of a lane, and not those of the lane of that name. */
static bool
begins_keys (const LabSetup *setup, const LabLane *lane, const char *name)
{
  g_autofree char *start = g_strconcat (name, ".", NULL);
  bool found = strcmp (name, "initializer") == 0 || lab_layers_find (lane->layers, name, NULL) >= 0 ||
               lesson_part_find (setup->experiment, name) != NULL;
  for (guint i = 0; i < setup->knobs->len; i++)
    found |= g_str_has_prefix (((const LabKnobRow *) setup->knobs->pdata[i])->key, start);
  return found;
}

static bool
check_lane_names (const LabSetup *setup, BaseError *error)
{
  for (guint i = 0; i < setup->experiment->lanes->len; i++) {
    const LessonLane *lane = setup->lesson_lanes[i];
    if (!begins_keys (setup, &setup->lanes[i], lane->id))
      continue;
    base_error_set (error, _ ("a lane cannot be called \"%s\": keys like \"%s.…\" are settings of every lane"), lane->id, lane->id);
    return lab_place_error ((LabPlace){ setup->path, lane->place }, error);
  }
  return true;
}

bool
lab_setup_check_names (const LabSetup *setup, BaseError *error)
{
  return check_lane_names (setup, error) && check_controls (setup, error);
}
