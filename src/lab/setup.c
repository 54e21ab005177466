/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/known.h"
#include "base/words.h"
#include "lab/experiment-data.h"
#include "lab/heads.h"
#include "lab/nets.h"
#include "lab/network.h"
#include "lab/plan.h"
#include "lab/probes.h"
#include "lab/sweep.h"
#include "lab/text.h"

#include <math.h>
#include <string.h>

/* ---- what this version does not run ---- */

static bool
unsupported (const char *path, LessonPlace place, const char *what, BaseError *error)
{
  base_error_set (error, _ ("not supported yet: %s"), what);
  return lab_place_error ((LabPlace){ path, place }, error);
}

static bool
check_parts (const LessonExperiment *experiment, const char *path, BaseError *error)
{
  for (guint i = 0; i < experiment->parts->len; i++) {
    const LessonPart *part = experiment->parts->pdata[i];
    if (part->kind == LESSON_PROBE && !lab_probe_check (part, path, error))
      return false;
  }
  return true;
}

static bool
is_file (const char *key)
{
  return strcmp (key, LAB_DATA_FILE) == 0 || strcmp (key, LAB_TEST_FILE) == 0;
}

/* Keys of the notation that wait for parts of later versions; any other unknown key is a mistake. */
static bool
check_key (const LessonExperiment *experiment, const char *key, LabPlace place, BaseError *error)
{
  static const char *const of_calculators[] = { "calculator", "network", "activation", "seed", NULL };
  static const char *const later[] = { "augment" };
  static const char *const usual[] = { "data", "network", "loss", "optimizer", "schedule", "initializer", "activation", "batch",
                                       "train", "freeze", "steps", "record", "seed" };
  if (experiment->calculator && strchr (key, '.') == NULL && !g_strv_contains (of_calculators, key)) {
    base_error_set (error, _ ("a calc block has no setting \"%s\"; there are: calculator, network, activation, seed"), key);
    return lab_place_error (place, error);
  }
  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    if (strcmp (key, later[i]) == 0)
      return unsupported (place.path, place.place, key, error);
  if (params_find (lab_run_params, key) >= 0 || lab_lane_knows (key) || is_file (key))
    return true;
  BaseKnown known = { key };
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    base_known_add (&known, usual[i]);
  base_known_add_entries (&known, &nn_regularizers);
  base_known_error (&known, error, _ ("there is no setting \"%s\""), key);
  return lab_place_error (place, error);
}

static bool
check_supported (const LessonExperiment *experiment, const char *path, BaseError *error)
{
  for (guint i = 0; i < experiment->settings->len; i++) {
    const LessonSetting *setting = experiment->settings->pdata[i];
    if (!check_key (experiment, setting->key, (LabPlace){ path, setting->place }, error))
      return false;
  }
  if (!check_parts (experiment, path, error))
    return false;
  if (experiment->lanes->len > TRAIN_MAX_LANES) {
    g_autofree char *what = g_strdup_printf (_ ("more than %d lanes"), TRAIN_MAX_LANES);
    return unsupported (path, experiment->place, what, error);
  }
  return true;
}

/* ---- reading ---- */

bool
lab_run_set (double *run, const char *key, const char *value, BaseError *error)
{
  bool record = strcmp (key, "record") == 0;
  if (record && g_str_has_prefix (value, "every "))
    value += strlen ("every ");
  g_autofree char *number = g_strdup (value);
  char *unit = record ? strstr (number, " epoch") : NULL;
  bool epochs = unit != NULL && (strcmp (unit, " epoch") == 0 || strcmp (unit, " epochs") == 0);
  if (epochs)
    *unit = '\0';
  if (!params_set (lab_run_params, run, epochs ? lab_run_params[LAB_RECORD_EPOCHS].name : key, number, error))
    return false;
  if (record && !epochs)
    run[LAB_RECORD_EPOCHS] = 0;
  return true;
}

/* The settings that a later one refers to come first: "layer1.units" after "network". */
static int
rank (const LessonSetting *setting)
{
  static const char *const of_layers[] = { "train", "freeze", "reinit", "from", "teach", NULL };
  bool of_net = g_str_has_suffix (setting->key, ".optimizer") || g_str_has_suffix (setting->key, ".schedule");
  if (strcmp (setting->key, "activation") == 0 || of_net)
    return 1;
  return strchr (setting->key, '.') != NULL || g_strv_contains (of_layers, setting->key) ? 2 : 0;
}

/* Whether @key begins with the name of a stage that @lane does not have yet: it waits until it does. */
static bool
waits (const LessonExperiment *experiment, const LabLane *lane, const char *key)
{
  const char *dot = strchr (key, '.');
  g_autofree char *name = g_strndup (key, dot != NULL ? (gsize) (dot - key) : 0);
  const LessonPart *part = lesson_part_find (experiment, name);
  return part != NULL && part->kind == LESSON_STAGE && lane->stage == NULL;
}

static bool
read_lane_settings (const LessonExperiment *experiment, LabLane *lane, const GPtrArray *settings, const char *path, bool run_too,
                    BaseError *error)
{
  for (int pass = 0; pass < 3; pass++)
    for (guint i = 0; i < settings->len; i++) {
      const LessonSetting *setting = settings->pdata[i];
      LabPlace place = { path, setting->place };
      bool of_run = params_find (lab_run_params, setting->key) >= 0;
      bool of_setup = of_run || is_file (setting->key);
      if (rank (setting) != pass || (of_setup && run_too) || waits (experiment, lane, setting->key))
        continue;
      if (of_run && strcmp (setting->key, "steps") != 0)
        return unsupported (path, setting->place, _ ("lanes that differ in record or seed"), error);
      if (pass == 2)
        lab_network_check (lane, NULL); /* numbers the layers */
      if (!check_key (experiment, setting->key, place, error) ||
          !lab_lane_set (lane, setting->key, setting->value, setting->chain, place, error))
        return false;
    }
  return true;
}

static bool
read_run (LabSetup *setup, BaseError *error)
{
  params_defaults (lab_run_params, setup->run);
  for (guint i = 0; i < setup->experiment->settings->len; i++) {
    const LessonSetting *setting = setup->experiment->settings->pdata[i];
    if (params_find (lab_run_params, setting->key) >= 0 &&
        !lab_run_set (setup->run, setting->key, setting->value, error))
      return lab_place_error ((LabPlace){ setup->path, setting->place }, error);
  }
  return true;
}

/* The file that a text names, seen from where the text stands. */
static char *
read_file (const LabSetup *setup, const char *key)
{
  const LessonSetting *setting = lesson_setting_find (setup->experiment->settings, key);
  g_autofree char *path = setting != NULL ? g_uri_unescape_string (setting->value, NULL) : NULL;
  g_autofree char *own = g_canonicalize_filename (setup->path, NULL), *folder = g_path_get_dirname (own);
  return path != NULL ? g_canonicalize_filename (path, folder) : NULL;
}

/* The lane's settings so far are those of all stages; then each has its own. */
static bool
add_stages (LabSetup *setup, LabLane *lane, BaseError *error)
{
  const GPtrArray *parts = setup->experiment->parts;
  LabLane common;
  bool fine = true;
  lab_lane_copy (&common, lane);
  for (guint i = 0; fine && i < parts->len; i++) {
    const LessonPart *part = parts->pdata[i];
    if (part->kind != LESSON_STAGE)
      continue;
    LabLane *before = lane->stage != NULL ? g_memdup2 (lane, sizeof *lane) : NULL;
    if (before == NULL)
      lab_lane_clear (lane);
    lab_lane_copy (lane, &common);
    lane->stage = part->name;
    lane->before = before;
    lane->from = g_strdup (part->from);
    fine = read_lane_settings (setup->experiment, lane, part->settings, setup->path, false, error);
  }
  lab_lane_clear (&common);
  return fine;
}

/* The lines of the experiment and of the lane that begin with a stage's name. */
static bool
read_staged (LabSetup *setup, int index, BaseError *error)
{
  const GPtrArray *lists[] = { setup->experiment->settings,
                               setup->lesson_lanes[index] != NULL ? setup->lesson_lanes[index]->settings : NULL };
  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; lists[l] != NULL && i < lists[l]->len; i++) {
      const LessonSetting *setting = lists[l]->pdata[i];
      const LabLane none = { .stage = NULL };
      if (waits (setup->experiment, &none, setting->key) &&
          !lab_lane_set (&setup->lanes[index], setting->key, setting->value, setting->chain,
                         (LabPlace){ setup->path, setting->place }, error))
        return false;
    }
  return true;
}

static bool
check_lane (LabSetup *setup, int lane, BaseError *error)
{
  bool calculates = setup->lanes[lane].calculator != NULL, block = setup->experiment->calculator;
  if (calculates == block && lab_network_check (&setup->lanes[lane], error))
    return true;
  if (calculates != block)
    base_error_set (error, block ? _ ("a calc block needs \"calculator = …\"") : _ ("a calculator stands in a calc block"));
  if (strncmp (error->text, setup->path, strlen (setup->path)) != 0)
    return lab_place_error ((LabPlace){ setup->path, setup->experiment->place }, error);
  return false;
}

static bool
read_ends (const LabSetup *setup, LabLane *lane, BaseError *error)
{
  const GPtrArray *parts = setup->experiment->parts;
  bool fine = true;
  for (guint i = 0; fine && i < parts->len; i++) {
    LessonPartKind kind = ((const LessonPart *) parts->pdata[i])->kind;
    if (kind == LESSON_HEAD || kind == LESSON_NET)
      fine = (kind == LESSON_NET ? lab_net_add : lab_head_add) (lane, parts->pdata[i], setup->path, error);
  }
  return fine;
}

static bool
read_lanes (LabSetup *setup, BaseError *error)
{
  const GPtrArray *lanes = setup->experiment->lanes;
  int n = lanes->len > 0 ? (int) lanes->len : 1;
  LabLane base;
  lab_lane_init (&base);
  bool fine = read_ends (setup, &base, error) && read_lane_settings (setup->experiment, &base, setup->experiment->settings, setup->path, true, error);
  for (int i = 0; fine && i < n; i++) {
    lab_lane_copy (&setup->lanes[i], &base);
    setup->n_lanes = i + 1;
    setup->points[i] = -1;
    if (lanes->len > 0) {
      setup->lesson_lanes[i] = lanes->pdata[i];
      fine = read_lane_settings (setup->experiment, &setup->lanes[i], setup->lesson_lanes[i]->settings, setup->path,
                                 false, error);
    }
    fine = fine && add_stages (setup, &setup->lanes[i], error) && read_staged (setup, i, error) &&
           check_lane (setup, i, error);
  }
  lab_lane_clear (&base);
  return fine;
}

static bool
check_plan (const LabSetup *setup, BaseError *error)
{
  g_autoptr (GArray) plan = g_array_new (FALSE, FALSE, sizeof (TrainChange));
  return lab_plan_build (setup, plan, error);
}

static void
keep_as_written (LabSetup *setup)
{
  for (int i = 0; i < setup->n_lanes; i++)
    lab_lane_copy (&setup->written[i], &setup->lanes[i]);
  memcpy (setup->written_run, setup->run, sizeof setup->run);
}

/* Blocks stand in en.md: a translation's messages point there. */
static char *
blocks_path (const Lesson *lesson)
{
  if (g_strcmp0 (lesson->language, "en") == 0 || lesson->language == NULL)
    return g_strdup (lesson->path);
  g_autofree char *folder = g_path_get_dirname (lesson->path);
  return g_build_filename (folder, "en.md", NULL);
}

LabSetup *
lab_setup_new (const Lesson *lesson, const LessonExperiment *experiment, BaseError *error)
{
  BaseError own = { "" }; /* check_lane looks at the text */
  LabSetup *setup = g_new0 (LabSetup, 1);
  setup->lesson = lesson;
  setup->experiment = experiment;
  setup->path = blocks_path (lesson);
  setup->data_path = read_file (setup, LAB_DATA_FILE);
  setup->test_path = read_file (setup, LAB_TEST_FILE);
  bool fine =
      check_supported (experiment, setup->path, &own) && read_run (setup, &own) && read_lanes (setup, &own);
  if (fine) {
    lab_setup_name_lanes (setup);
    keep_as_written (setup);
    lab_knobs_build (setup);
    fine = lab_setup_check_names (setup, &own) && lab_sweep_check (setup, &own) && check_plan (setup, &own) &&
           lab_data_check_tests (setup, &own);
  }
  if (fine)
    return setup;
  base_error_set (error, "%s", own.text);
  lab_setup_free (setup);
  return NULL;
}

/* A lane borrows the path from its setup, which may go before the copy does. */
static void
own_path (const LabSetup *setup, LabLane *lane)
{
  for (; lane != NULL; lane = lane->before)
    if (lane->network_place.path != NULL)
      lane->network_place.path = setup->path;
}

LabSetup *
lab_setup_copy (const LabSetup *setup)
{
  LabSetup *copy = g_memdup2 (setup, sizeof *setup);
  copy->path = g_strdup (setup->path);
  copy->data_path = g_strdup (setup->data_path);
  copy->test_path = g_strdup (setup->test_path);
  for (int i = 0; i < setup->n_lanes; i++) {
    lab_lane_copy (&copy->lanes[i], &setup->lanes[i]);
    lab_lane_copy (&copy->written[i], &setup->written[i]);
    own_path (copy, &copy->lanes[i]);
    own_path (copy, &copy->written[i]);
  }
  memset (copy->ids, 0, sizeof copy->ids);
  memset (copy->labels, 0, sizeof copy->labels);
  lab_setup_name_lanes (copy);
  copy->knobs = NULL;
  lab_knobs_build (copy);
  return copy;
}

void
lab_setup_name_lanes (LabSetup *setup)
{
  for (int i = 0; i < setup->n_lanes; i++) {
    const LessonLane *lane = setup->lesson_lanes[i];
    g_free (setup->ids[i]);
    g_free (setup->labels[i]);
    setup->ids[i] = lab_sweep_lane_id (setup, lane != NULL ? lane->id : "", i);
    setup->labels[i] = lab_sweep_lane_label (setup, lane != NULL ? lane->label : "", i);
  }
}

void
lab_setup_clear_lanes (LabSetup *setup)
{
  for (int i = 0; i < setup->n_lanes; i++) {
    lab_lane_clear (&setup->lanes[i]);
    lab_lane_clear (&setup->written[i]);
    g_clear_pointer (&setup->ids[i], g_free);
    g_clear_pointer (&setup->labels[i], g_free);
  }
  setup->n_lanes = 0;
}

void
lab_setup_free (LabSetup *setup)
{
  if (setup == NULL)
    return;
  lab_setup_clear_lanes (setup);
  g_clear_pointer (&setup->knobs, g_ptr_array_unref);
  g_free (setup->path);
  g_free (setup->data_path);
  g_free (setup->test_path);
  g_free (setup);
}

/* ---- looking ---- */

int
lab_setup_n_knobs (const LabSetup *setup)
{
  return (int) setup->knobs->len;
}

const LabKnob *
lab_setup_knob (const LabSetup *setup, int index)
{
  return &((const LabKnobRow *) setup->knobs->pdata[index])->knob;
}

static int
find_row (const LabSetup *setup, const char *key)
{
  for (guint i = 0; i < setup->knobs->len; i++)
    if (strcmp (((const LabKnobRow *) setup->knobs->pdata[i])->key, key) == 0)
      return (int) i;
  return -1;
}

int
lab_setup_find_knob (const LabSetup *setup, const char *key)
{
  const char *stage = setup->n_lanes > 0 ? setup->lanes[0].stage : NULL; /* the knobs are those of the last one */
  if (stage != NULL && g_str_has_prefix (key, stage) && key[strlen (stage)] == '.')
    key += strlen (stage) + 1;
  const BaseEntry *regularizer = base_registry_find (&nn_regularizers, key);
  if (regularizer == NULL)
    return find_row (setup, key);
  g_autofree char *strength = g_strconcat (key, ".", regularizer->params[0].name, NULL);
  return find_row (setup, strength);
}

double
lab_setup_value (const LabSetup *setup, int knob, int lane)
{
  return lab_knob_value (setup->knobs->pdata[knob], &setup->lanes[lane], setup->run);
}

double
lab_setup_lesson_value (const LabSetup *setup, int knob, int lane)
{
  return lab_knob_value (setup->knobs->pdata[knob], &setup->written[lane], setup->written_run);
}

bool
lab_setup_differs (const LabSetup *setup, int knob, int lane)
{
  double now = lab_setup_value (setup, knob, lane), then = lab_setup_lesson_value (setup, knob, lane);
  return now != then && !(isnan (now) && isnan (then));
}

int
lab_setup_n_lanes (const LabSetup *setup)
{
  return setup->n_lanes;
}

const char *
lab_setup_lane_id (const LabSetup *setup, int lane)
{
  return setup->ids[lane];
}

const char *
lab_setup_lane_label (const LabSetup *setup, int lane)
{
  return setup->labels[lane];
}

const LessonExperiment *
lab_setup_experiment (const LabSetup *setup)
{
  return setup->experiment;
}

const Lesson *
lab_setup_lesson (const LabSetup *setup)
{
  return setup->lesson;
}

const char *
lab_setup_name (const LabSetup *setup)
{
  return setup->experiment->name != NULL ? setup->experiment->name : setup->lesson->id;
}
