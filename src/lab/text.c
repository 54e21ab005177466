/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/text.h"

#include "base/words.h"
#include "lab/sweep.h"

#include <math.h>
#include <string.h>

/* An experiment written back as the text it would be read from: the block as it was, line by line, with what was changed
 * put in. What was written is read again and compared, until nothing differs. */

typedef struct {
  const LabSetup *target;
  char *text; /* owned; so far */
  Lesson *lesson;
  LabSetup *setup; /* what it says so far, owned */
} Writing;

static void
forget (Writing *writing)
{
  g_clear_pointer (&writing->setup, lab_setup_free);
  g_clear_pointer (&writing->lesson, lesson_free);
}

static bool
read_again (Writing *writing, BaseError *error)
{
  g_autofree char *folder = g_path_get_dirname (writing->target->path);
  g_autofree char *path = g_build_filename (folder, "experiment" LESSON_EXPERIMENT_SUFFIX, NULL);
  forget (writing);
  writing->lesson = lesson_read_text (path, writing->text, strlen (writing->text), error);
  if (writing->lesson == NULL)
    return false;
  LabSetup *whole = lab_setup_new (writing->lesson, writing->lesson->experiments->pdata[0], error);
  writing->setup = whole != NULL && writing->target->swept ? lab_setup_part (whole, 0, error) : whole;
  if (writing->setup != whole)
    lab_setup_free (whole);
  return writing->setup != NULL;
}

static void
edit (Writing *writing, int lane, const char *key, const char *value)
{
  const LessonLane *named = lane >= 0 ? writing->target->lesson_lanes[lane] : NULL;
  const char *stage = writing->target->lanes[0].stage;
  g_autofree char *path = stage != NULL && params_find (lab_run_params, key) < 0 ? g_strconcat (stage, ".", key, NULL) : g_strdup (key);
  char *text = lesson_edit_setting (writing->text, named != NULL ? named->id : NULL, path, value);
  g_free (writing->text);
  writing->text = text;
}

/* Whether the lane is to have another value of @knob than the text says so far. */
static bool
differs (const Writing *writing, int knob, int lane)
{
  int there = lab_setup_find_knob (writing->setup, lab_setup_knob (writing->target, knob)->key);
  double value = lab_setup_value (writing->target, knob, lane);
  return !isnan (value) && (there < 0 || lab_setup_value (writing->setup, there, lane) != value);
}

static bool
agrees (const LabSetup *setup, int knob)
{
  for (int lane = 1; lane < setup->n_lanes; lane++)
    if (lab_setup_value (setup, knob, lane) != lab_setup_value (setup, knob, 0))
      return false;
  return true;
}

/* Puts in what differs of @knob; returns whether anything did. */
static bool
write_knob (Writing *writing, int knob, bool each_lane)
{
  const LabKnob *what = lab_setup_knob (writing->target, knob);
  bool common = agrees (writing->target, knob) && !each_lane, any = false;
  char value[PARAM_TEXT_MAX];
  for (int lane = 0; lane < writing->target->n_lanes && !(common && any); lane++)
    if (differs (writing, knob, lane)) {
      param_format (what->param, lab_setup_value (writing->target, knob, lane), value, sizeof value);
      edit (writing, common ? -1 : lane, what->key, value);
      any = true;
    }
  return any;
}

/* Whole parts first: their settings follow from them. */
static bool
write_round (Writing *writing, bool parts, bool each_lane)
{
  bool any = false;
  for (int knob = 0; knob < lab_setup_n_knobs (writing->target); knob++)
    if ((strchr (lab_setup_knob (writing->target, knob)->key, '.') == NULL) == parts)
      any |= write_knob (writing, knob, each_lane);
  return any;
}

static bool
write_settings (Writing *writing, BaseError *error)
{
  bool any = true;
  for (int round = 0; round < 5 && any; round++) {
    if (!read_again (writing, error))
      return false;
    any = write_round (writing, true, round > 1) || write_round (writing, false, round > 1);
  }
  return !any || base_error_set (error, _ ("what was changed cannot be written: one run of a sweep, or one stage, differs by itself"));
}

/* Other files than the text speaks of. */
static void
write_files (Writing *writing)
{
  const char *const keys[] = { LAB_DATA_FILE, LAB_TEST_FILE }, *paths[] = { writing->target->data_path, writing->target->test_path };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (paths[i] != NULL) {
      g_autofree char *path = g_canonicalize_filename (paths[i], NULL), *value = g_uri_escape_string (path, "/", false);
      edit (writing, -1, keys[i], value);
    }
}

/* Of several runs the one that is left: what the others have goes, and what a sweep gave it becomes a setting. */
static char *
text_of_one (const LabSetup *setup)
{
  const LessonExperiment *experiment = setup->experiment;
  const char *lane = setup->lesson_lanes[0] != NULL ? setup->lesson_lanes[0]->id : NULL;
  g_autofree char *only = lane != NULL ? lesson_edit_only_lane (experiment->text, lane) : g_strdup (experiment->text);
  char *text = lesson_edit_lines (only, "sweep", "");
  for (guint s = 0; s < experiment->sweeps->len && setup->points[0] >= 0; s++) {
    const LessonSetting *value = lab_sweep_value (experiment, (int) s, setup->points[0]);
    g_autofree char *before = text;
    text = lesson_edit_setting (before, lane, value->key, value->value);
  }
  return text;
}

char *
lab_setup_text (const LabSetup *setup, BaseError *error)
{
  Writing writing = { .target = setup, .text = lab_setup_is_alone (setup) ? text_of_one (setup) : g_strdup (setup->experiment->text) };
  write_files (&writing);
  bool fine = write_settings (&writing, error);
  forget (&writing);
  if (!fine)
    g_clear_pointer (&writing.text, g_free);
  return writing.text;
}

/* "at 200 in good : optimizer.lr = 0.01" */
static void
append_change (GString *text, const LabSetup *setup, const TrainChange *change)
{
  int lane = MAX (change->lane, 0);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *key = lab_lane_live_key (&setup->lanes[lane], change->setting, change->index);
  const LessonLane *named = change->lane >= 0 ? setup->lesson_lanes[lane] : NULL;
  g_string_append_printf (text, "at %ld%s%s : %s = %s\n", change->step, named != NULL ? " in " : "",
                          named != NULL ? named->id : "", key, g_ascii_dtostr (number, sizeof number, change->value));
}

char *
lab_experiment_text (LabExperiment *experiment, BaseError *error)
{
  TrainSession *session = lab_experiment_session (experiment);
  LabSetup *begin = lab_setup_copy (lab_experiment_setup (experiment));
  const TrainChange *changes;
  int n_changes = train_session_journal (session, &changes);
  for (int lane = 0; lane < begin->n_lanes; lane++)
    lab_setup_follow (begin, lane, train_session_initial (session, lane));
  g_autofree char *settings = lab_setup_text (begin, error);
  g_autoptr (GString) text = g_string_new (settings);
  for (int i = 0; settings != NULL && i < n_changes; i++)
    append_change (text, begin, &changes[i]);
  lab_setup_free (begin);
  return settings != NULL ? g_strdup (text->str) : NULL;
}
