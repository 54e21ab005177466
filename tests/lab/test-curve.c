/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "lab/viewer.h"

/* Lines of a curve beside those of the lanes. */

/* Beside the lane's own test set a curve shows the further ones on request. */
static void
test_further_sets (void)
{
  BaseError error = { "" };
  g_autofree char *text = g_strconcat (fixture_points, "test far : data.noise = 1\n", NULL);
  Lesson *lesson = fixture_lesson (text, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  const TrainRecord *record = train_session_record (lab_experiment_session (experiment), 1);
  double value;
  train_session_run (lab_experiment_session (experiment));
  train_session_wait (lab_experiment_session (experiment));
  LabViewer *viewer = lab_viewer_new_named (experiment, "curve", &error);
  g_assert_true (lab_viewer_set (viewer, "metric", "test_acc", &error) && lab_viewer_set (viewer, "test", "yes", &error));
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  g_assert_cmpint (figure->panels[0].n_marks, ==, 4);
  const PlotMark *line = &figure->panels[0].marks[3];
  g_assert_cmpstr (line->label, ==, "quick (0.5), far");
  g_assert_true (train_record_part_value (record, "test_acc", 0, "test=far", 40, &value));
  g_assert_cmpfloat (line->y[line->n - 1], ==, value);
  plot_figure_free (figure);
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* On request each head has its line. */
static void
test_head_lines (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = moons n=60 test=40\nnetwork = dense 4 tanh as trunk\nhead A from trunk : dense 1\n"
                                   "head B from trunk : dense 1\nloss = bce\noptimizer = sgd\nsteps = 1\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  LabViewer *viewer = lab_viewer_new_named (experiment, "curve", &error);
  g_assert_true (lab_viewer_set (viewer, "metric", "test_acc", &error) && lab_viewer_set (viewer, "heads", "yes", &error));
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  g_assert_cmpint (figure->n_panels, ==, 1);
  g_assert_cmpint (figure->panels[0].n_marks, ==, 2);
  for (int i = 0; i < 2; i++) {
    double value;
    const PlotMark *line = &figure->panels[0].marks[i];
    g_autofree char *part = g_strdup_printf ("head=%s", line->label);
    g_assert_true (train_record_part_value (train_session_record (lab_experiment_session (experiment), 0), "test_acc", 0, part, 0, &value));
    g_assert_cmpfloat (line->y[0], ==, value);
  }
  plot_figure_free (figure);
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/curve/further-sets", test_further_sets);
  g_test_add_func ("/lab/curve/head-lines", test_head_lines);
  return g_test_run ();
}
