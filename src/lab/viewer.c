/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/viewer.h"

#include "base/words.h"
#include "lab/across.h"
#include "lab/drawing.h"

#include "lab/setup-private.h"

#include <string.h>

#define TEST "test" /* a setting of several views */

const char *const lab_lenses[LAB_N_LENSES] = { "activations", "gradients", "saturation", "learning-rate",
                                               "occlusion" };

const LabView *
lab_lens_view (int lens, const LabExperiment *experiment)
{
  const LabView *view = (const LabView *) base_registry_find (&lab_views, lab_lenses[lens]);
  const LabView *other = view->instead != NULL ? (const LabView *) base_registry_find (&lab_views, view->instead) : NULL;
  return other != NULL && lab_view_refuses (view, experiment) != NULL && lab_view_refuses (other, experiment) == NULL ? other : view;
}

/* "far", "validation": borrowed. */
static GPtrArray *
test_names (const LabSetup *setup)
{
  GPtrArray *names = g_ptr_array_new ();
  const GPtrArray *parts = setup->experiment->parts;
  bool validation = false;
  for (guint i = 0; i < parts->len; i++)
    if (((const LessonPart *) parts->pdata[i])->kind == LESSON_TEST)
      g_ptr_array_add (names, ((const LessonPart *) parts->pdata[i])->name);
  for (int lane = 0; lane < setup->n_lanes; lane++)
    validation |= data_options_validation (setup->lanes[lane].data_options) > 0;
  if (validation)
    g_ptr_array_add (names, (gpointer) "validation");
  return names;
}

/* Further test sets come behind what "test" can be in any experiment; returns the choices, owned. */
static char *
fill_params (const LabView *view, const GPtrArray *tests, Param *params)
{
  int n = params_count (view->entry.params), test = params_find (view->entry.params, TEST);
  for (int i = 0; i < n; i++)
    params[i] = view->entry.params[i];
  params[n] = (Param){ NULL };
  if (test < 0 || tests->len == 0)
    return NULL;
  GString *choices = g_string_new (params[test].kind == PARAM_BOOL ? "no|yes" : params[test].choices);
  for (guint i = 0; i < tests->len; i++)
    g_string_append_printf (choices, "|%s", (const char *) tests->pdata[i]);
  params[test].kind = PARAM_CHOICE;
  params[test].max += tests->len;
  params[test].choices = choices->str;
  return g_string_free (choices, FALSE);
}

const char *
lab_viewer_test_in (const LabViewer *viewer, const double *values)
{
  int test = params_find (viewer->view->entry.params, TEST);
  int index = test >= 0 ? (int) (values[test] - viewer->view->entry.params[test].max) - 1 : -1;
  return index >= 0 ? viewer->tests->pdata[index] : NULL;
}

const char *
lab_viewer_test (const LabViewer *viewer)
{
  return lab_viewer_test_in (viewer, viewer->values);
}

char *
lab_viewer_test_part (const LabViewer *viewer)
{
  const char *test = lab_viewer_test (viewer);
  return test != NULL ? g_strconcat (TEST "=", test, NULL) : g_strdup ("");
}

const Param *
lab_viewer_params (const LabViewer *viewer)
{
  return viewer->params;
}

static bool
read_arguments (const LessonCall *call, const char *path, const Param *params, double *values, BaseError *error)
{
  int position = 0, n_params = params_count (params);
  params_defaults (params, values);
  for (guint i = 0; i < call->args->len; i++) {
    const LessonArg *arg = &g_array_index (call->args, LessonArg, i);
    bool fine = arg->key != NULL ? params_set (params, values, arg->key, arg->value, error)
                : position < n_params
                    ? param_parse (&params[position], arg->value, &values[position], error)
                    : base_error_set (error, _ ("%s: unexpected \"%s\""), call->name, arg->value);
    position += arg->key == NULL;
    if (!fine)
      return lab_place_error ((LabPlace){ path, arg->place }, error);
  }
  return true;
}

bool
lab_view_read (const LessonCall *call, const LabSetup *setup, const LabView **view, double *values, BaseError *error)
{
  Param params[PARAM_MAX + 1];
  *view = call->name != NULL ? (const LabView *) base_registry_need (&lab_views, call->name, error) : NULL;
  if (*view == NULL)
    return lab_place_error ((LabPlace){ setup->path, call->place }, error);
  g_autoptr (GPtrArray) tests = test_names (setup);
  g_autofree char *choices = fill_params (*view, tests, params);
  return read_arguments (call, setup->path, params, values, error);
}

bool
lab_view_check (const LabSetup *setup, guint index, BaseError *error)
{
  const LabView *view;
  double values[PARAM_MAX];
  return lab_view_read (((const LessonView *) setup->experiment->views->pdata[index])->call, setup, &view, values, error);
}

/* A view of one metric or result bears its name; two maps with different fills have different titles. */
static char *
title_of (const LabExperiment *experiment, const LabView *view, const double *values)
{
  const Param *params = view->entry.params;
  int metric = params_find (params, "metric"), fill = params_find (params, "fill"), output = params_find (params, "output");
  const CalcResults *results = lab_experiment_results (experiment, 0);
  char text[64];
  if (output >= 0 && results != NULL) {
    int found = calc_find_output (results->calculator, param_format (&params[output], values[output], text, sizeof text));
    return g_strdup (_ (results->calculator->outputs[MAX (found, 0)].label));
  }
  if (fill >= 0)
    return g_strdup_printf (_ ("%s, %s"), _ (view->entry.label),
                            _ (param_format (&params[fill], values[fill], text, sizeof text)));
  if (metric < 0)
    return g_strdup (_ (view->entry.label));
  return g_strdup (lab_metric_label (param_format (&params[metric], values[metric], text, sizeof text)));
}

static LabViewer *
viewer_new (LabExperiment *experiment, const LabView *view, const double *values, const char *caption)
{
  LabViewer *viewer = g_new0 (LabViewer, 1);
  viewer->experiment = experiment;
  viewer->view = view;
  viewer->tests = test_names (lab_experiment_setup (experiment));
  viewer->choices = fill_params (view, viewer->tests, viewer->params);
  memcpy (viewer->values, values, sizeof viewer->values);
  viewer->title = title_of (experiment, view, values);
  viewer->caption = g_strdup (caption);
  viewer->asked_number = -1;
  if (view->path)
    train_session_want_paths (lab_experiment_session (experiment));
  return viewer;
}

LabViewer *
lab_viewer_new_of (LabExperiment *experiment, const LabView *view, const double *values)
{
  return viewer_new (experiment, view, values, NULL);
}

LabViewer *
lab_viewer_new (LabExperiment *experiment, const LessonView *view, BaseError *error)
{
  const LabView *kind;
  double values[PARAM_MAX];
  if (!lab_view_read (view->call, lab_experiment_setup (experiment), &kind, values, error))
    return NULL;
  return viewer_new (experiment, kind, values, view->caption);
}

LabViewer *
lab_viewer_new_named (LabExperiment *experiment, const char *name, BaseError *error)
{
  double values[PARAM_MAX];
  const LabView *view = (const LabView *) base_registry_need (&lab_views, name, error);
  if (view == NULL)
    return NULL;
  params_defaults (view->entry.params, values);
  return viewer_new (experiment, view, values, NULL);
}

void
lab_viewer_free (LabViewer *viewer)
{
  if (viewer == NULL)
    return;
  lab_prober_forget (lab_experiment_prober (viewer->experiment), viewer);
  g_clear_pointer (&viewer->parts, g_ptr_array_unref);
  g_ptr_array_unref (viewer->tests);
  g_free (viewer->choices);
  g_free (viewer->title);
  g_free (viewer->caption);
  g_free (viewer);
}

const char *
lab_view_refuses (const LabView *view, const LabExperiment *experiment)
{
  if (!view->calculated && lab_experiment_results (experiment, 0) != NULL)
    return _ ("Nothing is trained here: what is shown is calculated from the settings, at once.");
  return view->refuses != NULL ? view->refuses (experiment) : NULL;
}

void
lab_viewer_add_part (LabViewer *viewer, LabExperiment *part)
{
  if (viewer->parts == NULL)
    viewer->parts = g_ptr_array_new ();
  g_ptr_array_add (viewer->parts, part);
  viewer->serial++;
}

void
lab_viewer_clear_parts (LabViewer *viewer)
{
  g_clear_pointer (&viewer->parts, g_ptr_array_unref);
  viewer->serial++;
}

const LabView *
lab_viewer_view (const LabViewer *viewer)
{
  return viewer->view;
}

const char *
lab_viewer_title (const LabViewer *viewer)
{
  return viewer->title;
}

const char *
lab_viewer_caption (const LabViewer *viewer)
{
  return viewer->caption;
}

double
lab_viewer_value (const LabViewer *viewer, const char *key)
{
  int index = params_find (viewer->view->entry.params, key);
  g_assert (index >= 0);
  return viewer->values[index];
}

/* Clocks pace; they never touch a result. */
static bool
is_due (LabViewer *viewer, double share)
{
  gint64 now = g_get_monotonic_time ();
  if (share < 1 && (double) (now - viewer->asked_time) * share < (double) atomic_load (&viewer->cost))
    return false;
  viewer->asked_time = now;
  return true;
}

void
lab_viewer_request (LabViewer *viewer, const TrainSnapshot *snapshot, double share)
{
  long drawing = lab_drawing_number (lab_experiment_drawing (viewer->experiment));
  if (snapshot == NULL || (snapshot->number == viewer->asked_number && drawing == viewer->asked_drawing) ||
      !is_due (viewer, share))
    return;
  viewer->asked_number = snapshot->number;
  viewer->asked_drawing = drawing;
  if (viewer->view->probe != NULL && lab_view_refuses (viewer->view, viewer->experiment) == NULL)
    lab_prober_ask (lab_experiment_prober (viewer->experiment), viewer, snapshot); /* news when it has found something */
  else
    viewer->serial++;
}

guint
lab_viewer_serial (const LabViewer *viewer)
{
  const LabPins *pins = lab_experiment_pins (viewer->experiment);
  return viewer->serial + atomic_load (&viewer->n_results) + lab_experiment_n_taken (viewer->experiment) +
         (pins != NULL ? pins->serial : 0);
}

PlotFigure *
lab_viewer_figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const char *refusal = lab_view_refuses (viewer->view, viewer->experiment);
  if (refusal != NULL)
    return lab_figure_empty (viewer->title, refusal);
  if (snapshot == NULL)
    return lab_figure_empty (viewer->title, _ ("Nothing has been computed yet."));
  if (viewer->view->probe != NULL && !lab_prober_take (lab_experiment_prober (viewer->experiment), viewer))
    return lab_figure_empty (viewer->title, _ ("Computing …"));
  return viewer->view->figure (viewer, snapshot);
}

PlotFigure *
lab_viewer_figure_now (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  lab_viewer_request (viewer, snapshot, 1);
  lab_prober_wait (lab_experiment_prober (viewer->experiment), viewer);
  return lab_viewer_figure (viewer, snapshot);
}

bool
lab_viewer_set (LabViewer *viewer, const char *key, const char *text, BaseError *error)
{
  if (!params_set (viewer->params, viewer->values, key, text, error))
    return false;
  viewer->asked_number = -1;
  viewer->serial++;
  g_free (viewer->title);
  viewer->title = title_of (viewer->experiment, viewer->view, viewer->values);
  return true;
}
