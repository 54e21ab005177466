/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "lab/lessons.h"

#include <string.h>

/* Every lens on every lesson that trains: a figure with panels, or a sentence why not and a lesson where it applies. */

static GPtrArray *lessons;

/* At step 0; of a sweep its first part. NULL: nothing is trained. */
static LabExperiment *
open_experiment (const Lesson *lesson, guint index)
{
  const LessonExperiment *notation = lesson->experiments->pdata[index];
  BaseError error = { "" };
  if (notation->calculator)
    return NULL;
  LabSetup *setup = lab_setup_new (lesson, notation, &error);
  g_assert_cmpstr (error.text, ==, "");
  LabSetup *part = lab_setup_part (setup, 0, &error);
  LabExperiment *experiment = lab_experiment_new (part, (LabWorkers) { 0 }, &error);
  g_assert_cmpstr (error.text, ==, "");
  lab_setup_free (part);
  lab_setup_free (setup);
  return experiment;
}

static const LabView *
lens_view (int lens)
{
  return (const LabView *) base_registry_find (&lab_views, lab_lenses[lens]);
}

/* A panel that says why it is empty counts: a lane may have diverged, or have no such layer. */
static void
check_figure (LabExperiment *experiment, const char *id, const LabView *view)
{
  BaseError error = { "" };
  LabViewer *viewer = lab_viewer_new_named (experiment, view->entry.name, &error);
  g_assert_cmpstr (error.text, ==, "");
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  if (figure->empty != NULL || figure->n_panels == 0) {
    g_test_message ("%s, %s: %s", id, view->entry.name, figure->empty);
    g_test_fail ();
  }
  plot_figure_free (figure);
  lab_viewer_free (viewer);
}

static void
check_lesson (const Lesson *lesson, int *n_drawn, int *n_trained)
{
  for (guint e = 0; e < lesson->experiments->len; e++) {
    LabExperiment *experiment = open_experiment (lesson, e);
    *n_trained += experiment != NULL;
    for (int lens = 0; experiment != NULL && lens < LAB_N_LENSES; lens++) {
      const LabView *view = lab_lens_view (lens, experiment);
      const char *refusal = lab_view_refuses (view, experiment);
      if (refusal == NULL) {
        check_figure (experiment, lesson->id, view);
        n_drawn[lens]++;
      } else {
        g_assert_true (g_str_has_suffix (refusal, "."));
        g_assert_nonnull (view->lesson);
      }
    }
    lab_experiment_free (experiment);
  }
}

static void
test_lessons (void)
{
  int n_drawn[LAB_N_LENSES] = { 0 }, n_trained = 0;
  for (guint i = 0; i < lessons->len; i++)
    check_lesson (lessons->pdata[i], n_drawn, &n_trained);
  for (int lens = 0; lens < LAB_N_LENSES; lens++) {
    g_test_message ("%s: %d of %d experiments", lab_lenses[lens], n_drawn[lens], n_trained);
    g_assert_cmpint (3 * n_drawn[lens], >=, 2 * n_trained); /* a refusal is the exception */
  }
}

/* Where a refusal leads: that lesson is there, and its first experiment takes the lens. */
static void
test_links (void)
{
  for (int lens = 0; lens < LAB_N_LENSES; lens++) {
    const Lesson *there = NULL;
    for (guint i = 0; i < lessons->len && lens_view (lens)->lesson != NULL; i++)
      if (strcmp (((const Lesson *) lessons->pdata[i])->id, lens_view (lens)->lesson) == 0)
        there = lessons->pdata[i];
    g_assert_true ((there != NULL) == (lens_view (lens)->refuses != NULL));
    if (there == NULL)
      continue;
    LabExperiment *experiment = open_experiment (there, 0);
    g_assert_cmpstr (lab_view_refuses (lens_view (lens), experiment), ==, NULL);
    lab_experiment_free (experiment);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *folder = lab_lessons_folder ();
  lessons = lesson_read_folder (folder, "en");
  g_test_add_func ("/lab/lenses/lessons", test_lessons);
  g_test_add_func ("/lab/lenses/links", test_links);
  int status = g_test_run ();
  g_ptr_array_unref (lessons);
  return status;
}
