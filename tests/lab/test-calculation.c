/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "lab/recalculation.h"
#include "lab/viewer.h"

#include <string.h>

/* Calc blocks: lanes, sweeps, claims and null runs over what a calculator gives. */

static const char overlap[] = "calculator = iou a-width=10 a-height=10 b-width=10 b-height=10 b-top=0\n"
                              "control calculator.b-left = 0 .. 10\n"
                              "lane near : calculator.b-left = 2\nlane far : calculator.b-left = 20\n";
static const char swept[] = "calculator = iou b-top=0 b-left=0\nsweep calculator.b-left = 0, 25, 50, 100, 150, 200, 300, 400\n";

static void
test_claims (void)
{
  const FixtureClaim rows[] = {
    { "iou[near] == 0.6666667 +- 1e-6", 2 },
    { "iou[far] == 0 and giou[far] < 0", 2 },
    { "iou[near] < iou[far]", 0 },
    { "max (iou[near]) == iou[near]@0", 2 }, /* a number is the same at every step */
    { "milliseconds[near] < 50", 0, "the calculator iou gives no number \"milliseconds\"" },
    { "boxes[near] < 50", 0, "the calculator iou gives no number \"boxes\"" },
  };
  fixture_check_claims (overlap, rows, G_N_ELEMENTS (rows));
}

static void
test_sweep (void)
{
  const FixtureClaim rows[] = {
    { "iou[calculator.b-left=0] == 1 and iou[calculator.b-left=400] == 0", 2 },
    { "min (giou[calculator.b-left=*]) == giou[calculator.b-left=400]", 2 },
    { "iou[calculator.b-left=50] > 0.5", 0 },
  };
  fixture_check_claims (swept, rows, G_N_ELEMENTS (rows));
}

static void
test_null (void)
{
  Lesson *lesson = fixture_lesson (overlap, "a : iou[near] > iou[far]\n"
                                            "b : iou[near] > 0.5; unless calculator.b-left = 9\n"
                                            "c : iou[near] <= 1; same\nd : seconds[near] < 1; timing\n");
  for (int null_run = 0; null_run < 2; null_run++) {
    BaseError error = { "" };
    const LabVerifyOptions options = { .n_seeds = 2, .jobs = 2, .null_run = null_run == 1 };
    g_autoptr (GPtrArray) verdicts = lab_verify (lesson, &options, &error);
    g_assert_cmpstr (error.text, ==, "");
    g_assert_cmpint (verdicts->len, ==, null_run == 1 ? 2 : 4);
    for (guint i = 0; i < verdicts->len; i++) {
      g_test_message ("%s", ((LabVerdict *) verdicts->pdata[i])->numbers);
      g_assert_true (((LabVerdict *) verdicts->pdata[i])->passed == (null_run == 0));
    }
  }
  lesson_free (lesson);
}

static void
test_mistakes (void)
{
  const FixtureMistake rows[] = {
    { "calculator.nonsense = 3\n", "test.md:24:1: there is no setting \"nonsense\"; there are: a-left" },
    { "network = dense 3\n", "test.md:23:1: the calculator iou takes no network" },
    { "data = moons\n", "test.md:24:1: a calc block has no setting \"data\"; there are: calculator, network, activation, seed" },
    { "steps = 5\n", "test.md:24:1: a calc block has no setting \"steps\"" },
  };
  fixture_check_mistakes ("calculator = iou a-width=10\n", rows, G_N_ELEMENTS (rows));
  const FixtureMistake experiment = { "calculator = iou\n", "test.md:23:1: a calculator stands in a calc block" };
  fixture_check_mistakes (fixture_images, &experiment, 1);
}

/* A claim about what the calculator does not give is found without running it. */
static void
test_check (void)
{
  Lesson *lesson = fixture_lesson (overlap, "a : iuo[near] > 0\n");
  g_autoptr (GPtrArray) messages = lab_check (lesson);
  g_assert_cmpint (messages->len, ==, 1);
  g_assert_nonnull (strstr (messages->pdata[0], "the calculator gives no number \"iuo\"; it gives: iou, giou, diou"));
  lesson_free (lesson);
}

/* Knobs are the calculator's settings and the seed; a new value gives new results. */
static void
test_experiment (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (overlap, NULL);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_cmpstr (lab_setup_knob (setup, 0)->key, ==, "calculator.b-left");
  g_assert_cmpfloat (lab_setup_knob (setup, 0)->max, ==, 10);
  g_assert_true (lab_setup_find_knob (setup, "seed") < 0 && lab_setup_find_knob (setup, "batch") < 0);
  g_assert_true (lab_setup_set (setup, -1, "calculator.b-left", "0", &error));
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
  const CalcResults *results = lab_experiment_results (experiment, 1);
  g_assert_cmpfloat (results->values[calc_find_output (results->calculator, "iou")].values[0], ==, 1);
  g_autofree char *csv = lab_metrics_csv (experiment, NULL, true);
  g_assert_nonnull (strstr (csv, "\ntest,far,0,iou,0,1\n"));
  g_assert_null (strstr (csv, "batch_loss"));
  lab_experiment_free (experiment);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* Any view may be asked for beside a calculator: it shows something or says why not. Results are drawn as bars and as lines. */
static void
test_views (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("calculator = softmax\nlane plain\nlane large : calculator.z1 = 1000\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (experiment);
  for (int i = 0; i < lab_views.n_entries; i++) {
    LabViewer *viewer = lab_viewer_new_named (experiment, lab_views.entries[i]->name, &error);
    PlotFigure *figure = lab_viewer_figure_now (viewer, snapshot);
    g_assert_true (figure->n_panels > 0 || figure->empty != NULL);
    plot_figure_free (figure);
    lab_viewer_free (viewer);
  }
  for (int i = 0; i < LAB_N_LENSES; i++)
    g_assert_nonnull (lab_view_refuses ((const LabView *) base_registry_find (&lab_views, lab_lenses[i]), experiment));
  LabViewer *viewer = lab_viewer_new_named (experiment, "results", &error);
  PlotFigure *figure = lab_viewer_figure_now (viewer, snapshot);
  g_assert_cmpint (figure->panels[0].n_marks, ==, 2);
  g_assert_cmpfloat_with_epsilon (figure->panels[0].marks[0].y[0], 0.4519143, 1e-6); /* the loss */
  plot_figure_free (figure);
  g_assert_true (lab_viewer_set (viewer, "output", "p", &error) && lab_viewer_set (viewer, "x", "logit", &error));
  figure = lab_viewer_figure_now (viewer, snapshot);
  const PlotMark *line = &figure->panels[0].marks[1];
  g_assert_cmpstr (line->label, ==, "large");
  g_assert_true (line->n == 5 && line->x[0] == 1000 && line->y[0] == 1);
  plot_figure_free (figure);
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

static double
shown (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  PlotFigure *figure = lab_viewer_figure_now (viewer, snapshot);
  double value = figure->panels[0].marks[0].y[0];
  plot_figure_free (figure);
  return value;
}

/* Another value: the same viewers show another result. Another calculator needs another experiment. */
static void
test_follows (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("calculator = nms scenes=20\nlane low : calculator.threshold = 0.1\n"
                                   "lane high : calculator.threshold = 0.9\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  LabSetup *setup = lab_setup_copy (lab_experiment_setup (experiment));
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (experiment);
  LabViewer *viewer = lab_viewer_new_named (experiment, "results", &error);
  guint serial = lab_viewer_serial (viewer);
  double first = shown (viewer, snapshot);
  int knob = lab_setup_find_knob (setup, "calculator.threshold");
  g_assert_true (lab_setup_knob (setup, knob)->live && lab_setup_find_knob (setup, "seed") >= 0);
  g_assert_true (lab_setup_set (setup, 0, "calculator.threshold", "0.9", &error) && lab_experiment_fits (experiment, setup));
  lab_experiment_take (experiment, lab_calculation_new (setup, &error));
  g_assert_cmpfloat (lab_setup_value (lab_experiment_setup (experiment), knob, 0), ==, 0.9);
  g_assert_cmpfloat (lab_setup_lesson_value (lab_experiment_setup (experiment), knob, 0), ==, 0.1);
  g_assert_cmpuint (lab_viewer_serial (viewer), !=, serial);
  g_assert_cmpfloat (shown (viewer, snapshot), !=, first);
  g_assert_true (lab_setup_set (setup, -1, "calculator", "softmax", &error) && !lab_experiment_fits (experiment, setup));
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lab_setup_free (setup);
  lesson_free (lesson);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/calculation/claims", test_claims);
  g_test_add_func ("/lab/calculation/sweep", test_sweep);
  g_test_add_func ("/lab/calculation/null", test_null);
  g_test_add_func ("/lab/calculation/mistakes", test_mistakes);
  g_test_add_func ("/lab/calculation/check", test_check);
  g_test_add_func ("/lab/calculation/experiment", test_experiment);
  g_test_add_func ("/lab/calculation/views", test_views);
  g_test_add_func ("/lab/calculation/follows", test_follows);
  return g_test_run ();
}
