/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "lab/answers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The views of classification against the metrics of the record, which are counted elsewhere. */

static const char requests[] = "view curve metric=auc\nview curve metric=average_precision\nview curve metric=ece\n";

typedef struct {
  Lesson *lesson;
  LabExperiment *experiment;
} Run;

static Run
run_new (const char *experiment)
{
  g_autofree char *text = g_strconcat (experiment, requests, NULL);
  Run run = { fixture_lesson (text, NULL), NULL };
  run.experiment = fixture_experiment (run.lesson);
  train_session_run (lab_experiment_session (run.experiment));
  return run;
}

static void
run_clear (Run *run)
{
  lab_experiment_free (run->experiment);
  lesson_free (run->lesson);
}

static double
recorded (const Run *run, int lane, const char *metric)
{
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (run->experiment);
  double value;
  g_assert_true (train_record_value (train_session_record (lab_experiment_session (run->experiment), lane), metric, 0, snapshot->step, &value));
  return value;
}

static PlotFigure *
draw (const Run *run, LabViewer *viewer)
{
  return lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (run->experiment));
}

static LabViewer *
viewer_new (const Run *run, const char *name)
{
  BaseError error = { "" };
  LabViewer *viewer = lab_viewer_new_named (run->experiment, name, &error);
  g_assert_cmpstr (error.text, ==, "");
  return viewer;
}

/* The number that a view writes is the one that the metric of the same name has recorded. */
static void
test_same_numbers (void)
{
  static const struct {
    const char *view, *metric, *word;
  } rows[] = { { "roc", "auc", "AUC" }, { "pr", "average_precision", "AP" }, { "calibration", "ece", "ECE" } };
  Run run = run_new (fixture_points);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    LabViewer *viewer = viewer_new (&run, rows[i].view);
    PlotFigure *figure = draw (&run, viewer);
    g_autofree char *table = plot_figure_table (figure);
    for (int lane = 0; lane < 2; lane++) {
      g_autofree char *number = g_strdup_printf ("%s: %s %.3f", lane == 0 ? "slow" : "quick", rows[i].word, recorded (&run, lane, rows[i].metric));
      if (strstr (table, number) == NULL)
        g_error ("%s does not say \"%s\"", rows[i].view, number);
    }
    plot_figure_free (figure);
    lab_viewer_free (viewer);
  }
  run_clear (&run);
}

/* The working point of a threshold lies on its curve; a higher threshold lets fewer through. */
static void
test_threshold (void)
{
  BaseError error = { "" };
  Run run = run_new (fixture_points);
  LabViewer *viewer = viewer_new (&run, "roc");
  double before = INFINITY;
  for (double threshold = 0; threshold <= 1; threshold += 0.125) {
    g_autofree char *text = g_strdup_printf ("%g", threshold);
    g_assert_true (lab_viewer_set (viewer, "threshold", text, &error));
    PlotFigure *figure = draw (&run, viewer);
    const PlotMark *curve = &figure->panels[0].marks[1], *point = &figure->panels[0].marks[2];
    bool on_curve = false;
    for (int i = 0; i < curve->n; i++)
      on_curve |= curve->x[i] == point->x[0] && curve->y[i] == point->y[0];
    g_assert_true (on_curve);
    g_assert_cmpfloat (point->x[0] + point->y[0], <=, before);
    before = point->x[0] + point->y[0];
    g_assert_true (threshold > 0 || before == 2);
    const PlotPanel *scores = &figure->panels[1];
    g_assert_cmpstr (scores->marks[scores->n_marks - 1].drag, ==, "threshold");
    g_assert_cmpfloat (scores->marks[scores->n_marks - 1].x[0], ==, threshold);
    plot_figure_free (figure);
  }
  lab_viewer_free (viewer);
  run_clear (&run);
}

/* Rows of the matrix sum to one, and as many are wrong as the accuracy says. */
static void
test_confusion (void)
{
  Run run = run_new (fixture_images);
  LabViewer *viewer = viewer_new (&run, "confusion");
  PlotFigure *figure = draw (&run, viewer);
  const PlotMark *map = &figure->panels[0].marks[0];
  int n_wrong, n;
  g_assert_cmpint (map->rows, ==, 10);
  for (int truth = 0; truth < 10; truth++) {
    double sum = 0;
    for (int k = 0; k < 10; k++)
      sum += (double) map->cells[truth * 10 + k];
    g_assert_cmpfloat_with_epsilon (sum, 1, 1e-6);
  }
  g_assert_cmpint (sscanf (figure->caption, "%d of %d wrong", &n_wrong, &n), ==, 2);
  g_assert_cmpint (n, ==, 40);
  g_assert_cmpfloat_with_epsilon (1 - (double) n_wrong / n, recorded (&run, 0, "test_acc"), 1e-9);
  plot_figure_free (figure);
  lab_viewer_free (viewer);
  run_clear (&run);
}

/* Of five samples: equal scores stand together, and only a whole class can be found. */
static void
test_ranking (void)
{
  int truth[] = { 1, 0, 1, 0, 0 }, found, taken;
  double p[] = { 0.1, 0.9, 0.5, 0.5, 0.2, 0.8, 0.7, 0.3, 0.5, 0.5 };
  LabAnswers answers = { 5, 2, truth, p };
  LabRanking ranking = lab_ranking_new (&answers, 1);
  g_assert_cmpint (ranking.n_positive, ==, 2);
  g_assert_true (ranking.score[0] == 0.9 && ranking.score[4] == 0.3);
  lab_ranking_count (&ranking, 0.5, &found, &taken);
  g_assert_true (found == 2 && taken == 2);
  lab_ranking_count (&ranking, 0.85, &found, &taken);
  g_assert_true (found == 1 && taken == 0);
  lab_ranking_clear (&ranking);
  p[3] = NAN;
  ranking = lab_ranking_new (&answers, 1);
  g_assert_cmpint (ranking.n, ==, 0);
  g_assert_cmpint (lab_answer (&answers, 0), ==, 1);
  g_assert_cmpint (lab_answer (&answers, 1), ==, -1);
  lab_ranking_clear (&ranking);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/answers/same-numbers", test_same_numbers);
  g_test_add_func ("/lab/answers/threshold", test_threshold);
  g_test_add_func ("/lab/answers/confusion", test_confusion);
  g_test_add_func ("/lab/answers/ranking", test_ranking);
  return g_test_run ();
}
