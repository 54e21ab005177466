/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/plan.h"

#include "base/words.h"

#include <string.h>

/* What @setting is to a lane while it runs. */
static bool
read_change (const LabLane *lane, const LessonSetting *setting, TrainChange *change, BaseError *error)
{
  LabLane tried;
  lab_lane_copy (&tried, lane);
  bool fine =
      lab_lane_set (&tried, setting->key, setting->value, setting->chain, (LabPlace){ NULL, { 0, 0 } }, error);
  if (fine && !lab_lane_find_live (lane, setting->key, &change->setting, &change->index))
    fine = base_error_set (error, _ ("\"%s\" cannot change at a step; batch, optimizer.…, schedule.… and l2.… can"),
                           setting->key);
  change->value = fine ? lab_lane_live_value (&tried, change->setting, change->index) : 0;
  lab_lane_clear (&tried);
  return fine;
}

/* In a null run all lanes do what the first one does. */
static bool
is_meant (const LabSetup *setup, const LessonPart *part, int lane)
{
  lane = setup->null_run ? 0 : lane;
  return part->from == NULL ||
         (setup->lesson_lanes[lane] != NULL && strcmp (setup->lesson_lanes[lane]->id, part->from) == 0);
}

static bool
add_part (const LabSetup *setup, const LessonPart *part, GArray *plan, BaseError *error)
{
  if (part->from != NULL && lesson_lane_find (setup->experiment, part->from) == NULL) {
    base_error_set (error, _ ("there is no lane \"%s\""), part->from);
    return lab_place_error ((LabPlace){ setup->path, part->place }, error);
  }
  for (int lane = 0; lane < setup->n_lanes; lane++)
    for (guint i = 0; is_meant (setup, part, lane) && i < part->settings->len; i++) {
      const LessonSetting *setting = part->settings->pdata[i];
      TrainChange change = { .step = part->step, .lane = lane };
      if (!read_change (&setup->lanes[lane], setting, &change, error))
        return lab_place_error ((LabPlace){ setup->path, setting->place }, error);
      guint at = plan->len;
      while (at > 0 && g_array_index (plan, TrainChange, at - 1).step > change.step)
        at--;
      g_array_insert_val (plan, at, change);
    }
  return true;
}

bool
lab_plan_build (const LabSetup *setup, GArray *plan, BaseError *error)
{
  const GPtrArray *parts = setup->experiment->parts;
  if (setup->stage != NULL || (setup->null_run && lab_setup_n_runs (setup) == 1))
    return true; /* they are made in the last stage; a rate that is held at 0 stays there */
  for (guint i = 0; i < parts->len; i++) {
    const LessonPart *part = parts->pdata[i];
    if (part->kind == LESSON_AT && !add_part (setup, part, plan, error))
      return false;
  }
  return true;
}
