/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "lab/shown.h"

#include <glib/gstdio.h>

#include <math.h>
#include <string.h>

/* Two lanes at four points: eight runs, in two parts. */
#define SWEEP                                                                            \
  "data = moons n=60 test=30 noise=0.1\nnetwork = dense 8 tanh | dense 1\nloss = bce\n"  \
  "optimizer = sgd\nsteps = 40\nrecord = every 20\n"                                     \
  "sweep batch = 8, 60\nsweep optimizer.lr = 0.01, 0.5\n"                                \
  "lane tanh\nlane relu : layer1.activation = relu\n"

/* The two parts of a sweep, and what comes of them. */
typedef struct {
  Lesson *lesson;
  LabSetup *setup, *parts[2];
  LabRun runs[2];
  LabViewer *viewer;
  PlotFigure *figure;
} Fixture;

static void
set_up (Fixture *f, gconstpointer text)
{
  BaseError error = { "" };
  f->lesson = fixture_lesson (text, NULL);
  f->setup = fixture_setup (f->lesson);
  for (int i = 0; i < 2; i++)
    f->parts[i] = lab_setup_part (f->setup, i, &error);
}

static void
run (Fixture *f, const char *folder)
{
  BaseError error = { "" };
  const LabRunOptions options = { .out = folder, .width = 300, .height = 200 };
  g_assert_true (lab_run (f->parts, 2, &options, f->runs, &error));
}

/* The view across runs, with the experiments of both parts. */
static void
look (Fixture *f)
{
  BaseError error = { "" };
  f->viewer = lab_viewer_new_named (f->runs[1].experiment, "sweep", &error);
  lab_viewer_add_part (f->viewer, f->runs[0].experiment);
  f->figure = lab_viewer_figure (f->viewer, lab_experiment_snapshot_now (f->runs[1].experiment));
}

static void
tear_down (Fixture *f, gconstpointer text)
{
  plot_figure_free (f->figure);
  lab_viewer_free (f->viewer);
  for (int i = 0; i < 2; i++) {
    lab_run_clear (&f->runs[i]);
    lab_setup_free (f->parts[i]);
  }
  lab_setup_free (f->setup);
  lesson_free (f->lesson);
}

static void
test_parts (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (SWEEP, NULL);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_cmpint (lab_setup_n_runs (setup), ==, 8);
  g_assert_cmpint (lab_setup_n_parts (setup), ==, 2);
  LabSetup *first = lab_setup_part (setup, 0, &error), *second = lab_setup_part (setup, 1, &error);
  g_assert_cmpint (lab_setup_n_lanes (first), ==, 7);
  g_assert_cmpint (lab_setup_n_lanes (second), ==, 1);
  g_assert_cmpint (lab_setup_n_elsewhere (first), ==, 1);
  g_assert_cmpint (lab_setup_n_elsewhere (setup), ==, 0);
  g_assert_cmpstr (lab_setup_lane_id (first, 0), ==, "tanh batch=8 optimizer.lr=0.01");
  g_assert_cmpstr (lab_setup_lane_id (first, 3), ==, "relu batch=8 optimizer.lr=0.5");
  g_assert_cmpstr (lab_setup_lane_label (first, 3), ==, "relu, 8, 0.5");
  g_assert_cmpstr (lab_setup_lane_id (second, 0), ==, "relu batch=60 optimizer.lr=0.5");
  int rate = lab_setup_find_knob (first, "optimizer.lr");
  g_assert_true (lab_setup_value (first, rate, 1) == 0.01 && lab_setup_value (first, rate, 3) == 0.5);
  lab_setup_free (first);
  lab_setup_free (second);
  g_assert_true (lab_setup_only_lane (setup, "relu", &error));
  g_assert_cmpint (lab_setup_n_parts (setup), ==, 1);
  first = lab_setup_part (setup, 0, &error);
  g_assert_cmpstr (lab_setup_lane_id (first, 3), ==, "relu batch=60 optimizer.lr=0.5");
  lab_setup_free (first);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* A run of a sweep has the bytes of the same run alone. */
static void
test_same_as_alone (Fixture *f, gconstpointer text)
{
  BaseError error = { "" };
  lab_setup_free (f->parts[1]);
  f->parts[1] = lab_setup_part (f->setup, 0, &error);
  g_assert_true (lab_setup_only_lane (f->parts[1], "tanh batch=60 optimizer.lr=0.5", &error));
  run (f, NULL);
  g_autofree char *all = lab_metrics_csv (f->runs[0].experiment, NULL, false),
                  *alone = lab_metrics_csv (f->runs[1].experiment, NULL, false);
  g_assert_nonnull (strstr (alone, "test,tanh batch=60 optimizer.lr=0.5,40,train_loss,0,"));
  g_assert_nonnull (strstr (all, alone));
}

static void
test_claims (void)
{
  const FixtureClaim rows[] = {
    { "train_loss[tanh,batch=8,optimizer.lr=0.5] < train_loss[tanh,batch=8,optimizer.lr=0.01]", 2, NULL },
    { "min (train_loss[tanh,batch=8,optimizer.lr=*]) == train_loss[tanh,batch=8,optimizer.lr=0.50]", 2, NULL },
    { "max (train_loss[tanh,batch=*,optimizer.lr=*]) < 0.9 * train_loss[tanh,batch=60,optimizer.lr=0.01]", 0, NULL },
    { "mean (train_loss[relu,batch=60,optimizer.lr=0.5])@20..end < 1", 2, NULL },
    { "train_loss[tanh,batch=8] < 1", 0, "there are several runs: say which, \"metric[lane,key=value]\"" },
  };
  fixture_check_claims (SWEEP, rows, G_N_ELEMENTS (rows));
}

/* In a null run all runs of a sweep are one. */
static void
test_null (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (
      SWEEP, "a : train_loss[tanh,batch=8,optimizer.lr=0.5] < train_loss[tanh,batch=8,optimizer.lr=0.01]\n"
             "b : train_loss[tanh,batch=8,optimizer.lr=0.5] == train_loss[relu,batch=60,optimizer.lr=0.01]\n");
  const LabVerifyOptions options = { .n_seeds = 1, .jobs = 1, .null_run = true };
  g_autoptr (GPtrArray) verdicts = lab_verify (lesson, &options, &error);
  g_assert_false (((const LabVerdict *) verdicts->pdata[0])->passed);
  g_assert_true (((const LabVerdict *) verdicts->pdata[1])->passed);
  lesson_free (lesson);
}

/* Values that do not fit are mistakes of the lesson. */
static void
test_refused (void)
{
  const FixtureMistake rows[] = {
    { "sweep layer1.units = 0, 4\n", "test.md:27:7: units = 0: expected" },
    { "sweep layer2.units = 1, 2\n", "test.md:27:7: the network ends in 2 outputs" },
    { "sweep optimizer.speed = 1, 2\n", "test.md:27:7: there is no setting \"speed\"" },
  };
  fixture_check_mistakes (
      "data = moons n=60\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd\n",
      rows, G_N_ELEMENTS (rows));
}

/* A view across runs is drawn once, with all parts in it. */
static void
test_across (Fixture *f, gconstpointer text)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  run (f, folder);
  static const char *const names[] = { "1-sweep.png", "2-curve.png", "2-curve-part2.png", "metrics.csv", "timing.csv" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    g_assert_cmpint (g_unlink (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* there is no other picture */
  look (f);
  const PlotPanel *panel = &f->figure->panels[0];
  int n_points = 0, n_lines = 0;
  for (int m = 0; m < panel->n_marks; m++) {
    n_points += panel->marks[m].n == 1;
    n_lines += panel->marks[m].n == 2;
  }
  for (int m = 0; m < n_lines; m++) { /* in the order of lanes and points, whichever part they are in */
    const PlotMark *line = &panel->marks[m];
    static const char *const labels[] = { "tanh, learning rate = 0.01", "relu, learning rate = 0.01",
                                          "tanh, learning rate = 0.5", "relu, learning rate = 0.5" };
    g_assert_cmpstr (line->label, ==, labels[m]);
    g_assert_cmpint (line->style, ==, m);
  }
  g_assert_cmpint (n_points, ==, 8);
  g_assert_cmpint (n_lines, ==, 4); /* by batch: two lanes at two rates */
  g_assert_null (f->figure->caption);
}

#define UNEQUAL                                                                              \
  "data = moons n=60\nnetwork = dense 4 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.5\n" \
  "epochs = 4\nrecord = every 4\nsweep batch = 5, 6, 10, 12, 15, 20, 30, 60\n"

/* Epochs of other batches are other numbers of steps: each run is shown at its own end. */
static void
test_unequal (Fixture *f, gconstpointer text)
{
  run (f, NULL);
  look (f);
  const PlotPanel *panel = &f->figure->panels[0];
  g_assert_cmpstr (f->figure->title, ==, "Training loss by batch size, each run at its end");
  g_assert_cmpint (panel->n_marks, ==, 9); /* a line, and the points */
  for (int i = 0; i < 8; i++) {
    const TrainRecord *record = train_session_record (lab_experiment_session (f->runs[i / 7].experiment), i % 7);
    double loss;
    g_assert_true (train_record_value (record, "train_loss", 0, record->steps[record->n_rows - 1], &loss));
    g_assert_cmpfloat (panel->marks[i + 1].y[0], ==, loss);
    g_assert_cmpint ((int) record->steps[record->n_rows - 1], ==, 4 * 60 / (int) panel->marks[i + 1].x[0]);
  }
}

/* Starts have no order: points that bear the names of their lanes, and no lines. */
static void
test_starts (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = moons n=60\nnetwork = dense 2 tanh as hidden | dense 1\nloss = bce\noptimizer = sgd\n"
                                   "lane two\nlane four : hidden.units = 4\nsweep start = 0 .. 2 3\n", NULL);
  LabSetup *setup = fixture_setup (lesson), *part = lab_setup_part (setup, 0, &error);
  LabExperiment *experiment = lab_experiment_new (part, (LabWorkers) { 0 }, &error);
  LabViewer *viewer = lab_viewer_new_named (experiment, "sweep", &error);
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  const PlotPanel *panel = &figure->panels[0];
  g_assert_cmpint (panel->n_marks, ==, 6);
  for (int m = 0; m < 6; m++) {
    g_assert_cmpint (panel->marks[m].n, ==, 1);
    g_assert_cmpstr (panel->marks[m].label, ==, m < 3 ? "two" : "four");
    g_assert_cmpint (panel->marks[m].style, ==, m / 3);
  }
  plot_figure_free (figure);
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lab_setup_free (part);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* The axis has the lesson's word, else that of the setting, also where a regularizer stands for its strength. */
static void
test_label (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = moons n=60\nnetwork = dense 1\nloss = bce\noptimizer = sgd\nsweep l2 = 0.1, 1\n", NULL);
  LessonRange *range = ((LessonExperiment *) lesson->experiments->pdata[0])->sweeps->pdata[0];
  LabSetup *setup = fixture_setup (lesson), *part = lab_setup_part (setup, 0, &error);
  LabExperiment *experiment = lab_experiment_new (part, (LabWorkers) { 0 }, &error);
  LabViewer *viewer = lab_viewer_new_named (experiment, "sweep", &error);
  const char *const labels[][2] = { { NULL, "L2 penalty λ" }, { "strength", "strength" } };
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    range->label = g_strdup (labels[i][0]);
    PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
    g_assert_cmpstr (figure->panels[0].x.label, ==, labels[i][1]);
    g_assert_nonnull (strstr (figure->title, labels[i][1]));
    plot_figure_free (figure);
  }
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lab_setup_free (part);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* A swept setting has one line, not one for each run; a run alone has its value. */
static void
test_said_once (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (SWEEP "sweep loss = bce, hinge\n", NULL);
  LabSetup *setup = fixture_setup (lesson), *part = lab_setup_part (setup, 0, &error);
  LabExperiment *experiment = lab_experiment_new (part, (LabWorkers) { 0 }, &error);
  g_autoptr (GArray) shown = lab_shown (experiment, NULL);
  g_autofree char *rates = lab_shown_values (shown, "optimizer.lr", false), *pinned = lab_shown_values (shown, "optimizer.lr", true);
  g_autofree char *losses = lab_swept_text (part, "loss"), *other = lab_swept_text (part, "layer1.activation");
  g_assert_cmpstr (rates, ==, "2 values, 0.01 to 0.5");
  g_assert_cmpstr (pinned, ==, "");
  g_assert_cmpstr (losses, ==, "2 values");
  g_assert_null (other);
  lab_experiment_free (experiment);
  g_assert_true (lab_setup_only_lane (part, lab_setup_lane_id (part, 0), &error));
  g_autofree char *alone = lab_swept_text (part, "optimizer.lr");
  g_assert_null (alone);
  lab_setup_free (part);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* What is not swept is the same in all runs of a lane: it changes in all of them, and is said once; what is swept stays. */
static void
test_runs_of_a_lane (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (SWEEP, NULL);
  LabSetup *setup = fixture_setup (lesson), *part = lab_setup_part (setup, 0, &error), *before = lab_setup_copy (part);
  g_assert_cmpint (lab_setup_first_run (part, 6), ==, 0);
  g_assert_cmpint (lab_setup_first_run (part, 5), ==, 1);
  g_assert_cmpint (lab_setup_first_run (setup, 1), ==, 1);
  g_assert_cmpstr (lab_setup_runs_label (part, 5), ==, "relu");
  g_assert_true (lab_setup_set (part, 1, "optimizer", "adam beta1=0.8", &error));
  int rate = lab_setup_find_knob (part, "optimizer.lr"), beta = lab_setup_find_knob (part, "optimizer.beta1");
  g_assert_false (lab_setup_knob (part, beta)->live);
  for (int lane = 0; lane < 7; lane++) {
    g_assert_true (lab_setup_value (part, rate, lane) == lab_setup_value (before, lab_setup_find_knob (before, "optimizer.lr"), lane));
    g_assert_true (lane % 2 == 1 ? lab_setup_value (part, beta, lane) == 0.8 : isnan (lab_setup_value (part, beta, lane)));
  }
  g_autofree char *change = lab_setup_change_text (before, part);
  g_assert_cmpstr (change, ==, "relu: optimizer Gradient descent → Adam");
  LabExperiment *experiment = lab_experiment_new (part, (LabWorkers) { 0 }, &error);
  g_autoptr (GArray) shown = lab_shown (experiment, NULL);
  g_autofree char *values = lab_shown_values (shown, "optimizer", false);
  g_assert_cmpstr (values, ==, "tanh: Gradient descent\nrelu: Adam");
  LabSetup *other = lab_setup_other_part (part, 1, &error);
  g_assert_cmpfloat (lab_setup_value (other, lab_setup_find_knob (other, "optimizer.beta1"), 0), ==, 0.8);
  g_assert_cmpfloat (lab_setup_value (other, lab_setup_find_knob (other, "optimizer.lr"), 0), ==, 0.5);
  lab_setup_free (other);
  lab_experiment_free (experiment);
  lab_setup_free (before);
  lab_setup_free (part);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* So it is with pins: what they have of a lane is said once, of all its runs. */
static void
test_pinned_runs_of_a_lane (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (SWEEP, NULL);
  LabSetup *setup = fixture_setup (lesson), *part = lab_setup_part (setup, 0, &error);
  g_assert_true (lab_setup_set (part, 1, "optimizer", "adam", &error));
  LabExperiment *before = lab_experiment_new (part, (LabWorkers) { 0 }, &error);
  LabPins *pins = lab_pins_new ();
  LabPin *all = lab_pin_new (before, lab_experiment_snapshot_now (before), -1);
  LabPin *one = lab_pin_new (before, lab_experiment_snapshot_now (before), 3);
  g_assert_true (lab_pins_add (pins, all, -1) && lab_pins_add (pins, one, -1));
  g_assert_cmpstr (all->name, ==, "optimizer Adam");
  g_assert_true (lab_setup_set (part, 1, "optimizer", "sgd", &error));
  g_autofree char *change = lab_pin_differences (all, part), *change_of_one = lab_pin_differences (one, part);
  g_assert_cmpstr (change, ==, "relu: optimizer Adam (now Gradient descent)");
  g_assert_cmpstr (change_of_one, ==, "optimizer Adam (now Gradient descent)");
  LabExperiment *after = lab_experiment_new (part, (LabWorkers) { 0 }, &error);
  lab_experiment_set_pins (after, pins);
  g_autoptr (GArray) shown = lab_shown (after, NULL);
  g_autofree char *values = lab_shown_values (shown, "optimizer", true), *swept = lab_shown_values (shown, "batch", false);
  g_assert_cmpstr (values, ==, "relu, optimizer Adam: Adam\nrelu, 8, 0.5, optimizer Adam (2): Adam");
  g_assert_cmpstr (swept, ==, "2 values, 8 to 60");
  lab_experiment_free (after);
  lab_experiment_free (before);
  lab_pins_free (pins);
  lab_setup_free (part);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* Where all lanes have one rate: seven rates around it, a line for each lane at its end, and points that open their runs. */
static void
test_rates (void)
{
  static const double expected[LAB_N_RATES] = { 0.002, 0.02, 0.06, 0.2, 0.6, 2, 20 };
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = moons n=60\nnetwork = dense 2 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.2\nsteps = 5\n"
                                   "lane tanh\nlane relu : layer1.activation = relu\n", NULL);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_true (lab_setup_has_rates (setup));
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error), *found, *parts[LAB_N_RATES];
  LabViewer *viewer = lab_viewer_new_named (experiment, "learning-rate", &error);
  for (int i = 0; i < LAB_N_RATES; i++) {
    LabSetup *other = lab_setup_at_rate (setup, i, &error);
    parts[i] = lab_experiment_new (other, (LabWorkers) { 0 }, &error);
    train_session_run (lab_experiment_session (parts[i]));
    train_session_wait (lab_experiment_session (parts[i]));
    lab_viewer_add_part (viewer, parts[i]);
    lab_setup_free (other);
  }
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  const PlotPanel *panel = &figure->panels[0];
  g_assert_nonnull (strstr (figure->title, "step 5"));
  g_assert_null (figure->caption);
  g_assert_cmpint (panel->n_marks, ==, 2 + 2 * LAB_N_RATES);
  g_assert_cmpstr (panel->marks[1].label, ==, "relu");
  for (int i = 0; i < LAB_N_RATES; i++)
    g_assert_cmpfloat_with_epsilon (panel->marks[1].x[i], expected[i], 1e-9);
  int lane, last = panel->n_marks - 1;
  g_assert_true (lab_viewer_run (viewer, figure, &(PlotReadout){ .panel = 0, .mark = last }, &found, &lane));
  g_assert_true (found == parts[6] && lane == 1);
  plot_figure_free (figure);
  g_assert_true (lab_setup_set (setup, 0, "optimizer.lr", "0.5", &error));
  g_assert_false (lab_setup_has_rates (setup));
  lab_viewer_free (viewer);
  for (int i = 0; i < LAB_N_RATES; i++)
    lab_experiment_free (parts[i]);
  lab_experiment_free (experiment);
  lab_setup_free (setup);
  lesson_free (lesson);
}

#define ADD(name, text, function) g_test_add ("/lab/sweep/" name, Fixture, text, set_up, function, tear_down)

/* Between records a view shows the last one, and its title says so. */
static void
test_titles_name_the_record (void)
{
  static const char *const views[] = { "sweep", "learning-rate", "scatter", "compare", "gradient-bars", "layers" };
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = moons n=60 test=30 noise=0.1\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd\n"
                                   "steps = 40\nrecord = every 20\nlane slow : optimizer.lr = 0.01\nlane quick : optimizer.lr = 0.1\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  train_session_step (lab_experiment_session (experiment), 33);
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (experiment);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
    LabViewer *viewer = lab_viewer_new_named (experiment, views[i], &error);
    g_assert_cmpstr (error.text, ==, "");
    PlotFigure *figure = lab_viewer_figure_now (viewer, snapshot);
    g_assert_cmpstr (strstr (figure->title, "step "), ==, "step 20");
    plot_figure_free (figure);
    lab_viewer_free (viewer);
  }
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/sweep/parts", test_parts);
  g_test_add_func ("/lab/sweep/said-once", test_said_once);
  g_test_add_func ("/lab/sweep/runs-of-a-lane", test_runs_of_a_lane);
  g_test_add_func ("/lab/sweep/pinned-runs-of-a-lane", test_pinned_runs_of_a_lane);
  ADD ("same-as-alone", SWEEP, test_same_as_alone);
  g_test_add_func ("/lab/sweep/claims", test_claims);
  g_test_add_func ("/lab/sweep/null", test_null);
  g_test_add_func ("/lab/sweep/refused", test_refused);
  ADD ("across", SWEEP "view sweep axis=2\nview curve\n", test_across);
  ADD ("unequal", UNEQUAL, test_unequal);
  g_test_add_func ("/lab/sweep/starts", test_starts);
  g_test_add_func ("/lab/sweep/label", test_label);
  g_test_add_func ("/lab/sweep/titles-name-the-record", test_titles_name_the_record);
  g_test_add_func ("/lab/sweep/rates", test_rates);
  return g_test_run ();
}
