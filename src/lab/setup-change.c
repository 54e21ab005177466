/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/known.h"
#include "base/words.h"
#include "lab/network.h"
#include "lab/setup-private.h"
#include "lab/shown.h"
#include "lab/sweep.h"

#include <math.h>
#include <string.h>

/* Changing a setup: a change is tried on copies of the lanes and kept only if everything still fits. */

/* Whether a change of @key can change the network's shape or the list of knobs. */
static bool
is_structural (const char *key)
{
  return !g_str_has_prefix (key, "optimizer.") && strcmp (key, "batch") != 0;
}

/* Tries the change on a copy of lane number @index. A run of a sweep keeps what is swept, whatever comes with another optimizer. */
static bool
try_lane (const LabSetup *setup, int index, LabLane *lane, const char *key, const char *text, BaseError *error)
{
  return lab_lane_set (lane, key, text, NULL, (LabPlace){ NULL, { 0, 0 } }, error) &&
         (!is_structural (key) ||
          (lab_network_check (lane, error) &&
           (!setup->swept || setup->n_lanes == 1 || lab_sweep_apply (setup, lane, setup->points[index], error))));
}

static void
swap_lane (LabLane *a, LabLane *b)
{
  LabLane swap = *a;
  *a = *b;
  *b = swap;
}

/* With @lane −1, lanes without such a setting ("layer3.units" of a network with two layers) stay as they are,
 * as long as one takes it; a whole part ("data = …") has to fit all of them. */
static bool
set_lanes (LabSetup *setup, int lane, const char *key, const char *text, BaseError *error)
{
  LabLane tried[TRAIN_MAX_LANES];
  bool took[TRAIN_MAX_LANES];
  int asked[TRAIN_MAX_LANES], n_asked = 0, n_taken = 0;
  BaseError own = { "" };
  for (int i = 0; i < setup->n_lanes; i++)
    if (lane < 0 || lab_setup_first_run (setup, i) == lab_setup_first_run (setup, lane))
      asked[n_asked++] = i;
  for (int k = 0; k < n_asked; k++) {
    int i = asked[k];
    lab_lane_copy (&tried[i], &setup->lanes[i]);
    tried[i].network_place.path = NULL; /* the change is at fault, not a line of the file */
    BaseError here = { "" };
    took[i] = try_lane (setup, i, &tried[i], key, text, &here);
    if (!took[i])
      base_error_set (&own, "%s", here.text); /* the first message stays */
    n_taken += took[i];
  }
  int n_needed = strchr (key, '.') != NULL ? 1 : n_asked;
  for (int k = 0; k < n_asked; k++) {
    int i = asked[k];
    if (n_taken >= n_needed && took[i])
      swap_lane (&tried[i], &setup->lanes[i]);
    lab_lane_clear (&tried[i]);
  }
  if (n_taken < n_needed)
    return base_error_set (error, "%s", own.text);
  return true;
}

/* "tripled.optimizer.lr" is a setting of the lane of that name: @key moves behind it. −1: it begins with none. */
static int
lane_of_key (const LabSetup *setup, const char **key)
{
  const char *dot = strchr (*key, '.');
  for (int i = 0; dot != NULL && i < setup->n_lanes; i++) {
    const LessonLane *lane = setup->lesson_lanes[i];
    if (lane != NULL && strlen (lane->id) == (size_t) (dot - *key) && g_str_has_prefix (*key, lane->id)) {
      *key = dot + 1;
      return i;
    }
  }
  return -1;
}

bool
lab_setup_set (LabSetup *setup, int lane, const char *key, const char *text, BaseError *error)
{
  bool fine;
  if (lane < 0)
    lane = lane_of_key (setup, &key);
  for (int i = 0; strcmp (key, "steps") == 0 && i < setup->n_lanes; i++)
    setup->lanes[i].steps = setup->lanes[i].epochs = 0;
  if (params_find (lab_run_params, key) >= 0)
    fine = lab_run_set (setup->run, key, text, error);
  else if (lab_lane_knows (key))
    fine = set_lanes (setup, lane, key, text, error);
  else
    fine = base_error_set (error, _ ("there is no setting \"%s\""), key);
  if (fine)
    lab_knobs_build (setup);
  return fine;
}

bool
lab_setup_set_value (LabSetup *setup, int lane, int knob, double value, BaseError *error)
{
  char text[PARAM_TEXT_MAX];
  LabKnobRow *row = setup->knobs->pdata[knob];
  if (!param_check (row->knob.param, value, error))
    return false;
  param_format (row->knob.param, value, text, sizeof text);
  g_autofree char *key = g_strdup (row->key); /* the list is made anew */
  return lab_setup_set (setup, lane, key, text, error);
}

/* What @settings say of it; NAN where the setting does not exist in that lane. */
static double
value_in (const LabLane *lane, const char *key, TrainSettings settings)
{
  TrainSetting setting;
  int index;
  if (!lab_lane_find_live (lane, key, &setting, &index))
    return NAN;
  return setting == TRAIN_BATCH  ? settings.batch
         : setting == TRAIN_PLAY ? settings.moves[index]
                                 : *train_setting_value (&settings, setting, index);
}

bool
lab_setup_follow (LabSetup *setup, int lane, const TrainSettings *settings)
{
  bool changed = false;
  for (guint knob = 0; knob < setup->knobs->len; knob++) {
    const LabKnobRow *row = setup->knobs->pdata[knob];
    double old = lab_setup_value (setup, (int) knob, lane);
    double value = row->knob.live ? value_in (&setup->lanes[lane], row->key, *settings) : NAN;
    if (!isnan (value) && !isnan (old) && value != old && !(row->target == LAB_KNOB_BATCH && old == 0))
      changed |= lab_setup_set_value (setup, lane, (int) knob, value, NULL);
  }
  return changed;
}

bool
lab_setup_only_lane (LabSetup *setup, const char *id, BaseError *error)
{
  int found = lab_find_lane (setup, id);
  if (found < 0) {
    BaseKnown known = { id };
    for (int i = 0; i < setup->n_lanes; i++)
      base_known_add (&known, lab_setup_lane_id (setup, i));
    return base_known_error (&known, error, _ ("there is no lane \"%s\""), id);
  }
  swap_lane (&setup->lanes[0], &setup->lanes[found]);
  swap_lane (&setup->written[0], &setup->written[found]);
  setup->lesson_lanes[0] = setup->lesson_lanes[found];
  setup->points[0] = setup->points[found];
  for (int i = 1; i < setup->n_lanes; i++) {
    lab_lane_clear (&setup->lanes[i]);
    lab_lane_clear (&setup->written[i]);
    g_clear_pointer (&setup->ids[i], g_free);
    g_clear_pointer (&setup->labels[i], g_free);
  }
  setup->n_lanes = 1;
  setup->n_elsewhere = 0;
  lab_setup_name_lanes (setup);
  lab_knobs_build (setup);
  return true;
}

void
lab_setup_set_data (LabSetup *setup, const char *data_path, const char *test_path)
{
  g_free (setup->data_path);
  g_free (setup->test_path);
  setup->data_path = g_strdup (data_path);
  setup->test_path = g_strdup (test_path);
}

void
lab_setup_make_null (LabSetup *setup)
{
  if (lab_setup_n_runs (setup) == 1)
    for (int net = 0; net < TRAIN_MAX_NETS; net++)
      setup->lanes[0].rules[net].values.optimizer[0] = 0; /* the rate, whatever its limits */
  setup->null_run = true;
  for (int i = 1; i < setup->n_lanes; i++) {
    lab_lane_clear (&setup->lanes[i]);
    lab_lane_copy (&setup->lanes[i], &setup->lanes[0]);
  }
  lab_knobs_build (setup);
}
