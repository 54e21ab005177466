/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "lab/text.h"

#include <glib/gstdio.h>
#include <string.h>

static Lesson *
lesson_of (const char *text)
{
  BaseError error = { "" };
  Lesson *lesson = lesson_read_text ("own.gradus", text, strlen (text), &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_cmpstr (lesson->title, ==, "own");
  return lesson;
}

/* What is not changed stays as it was written, blanks and all; what is changed stands where it stood. */
static void
test_as_written (void)
{
  BaseError error = { "" };
  const char *const text = "data    = moons n=60 noise=0.1\nnetwork = dense 8 tanh\n  | dense 1\nloss = bce\n"
                           "optimizer = sgd-momentum   lr=0.5\nlayer1.units = 6\noptimizer.momentum = 0.5\nview boundary\n"
                           "lane slow : optimizer.lr = 0.01,  batch = 8\nlane good\n";
  Lesson *lesson = lesson_of (text);
  LabSetup *setup = fixture_setup (lesson);
  g_autofree char *same = lab_setup_text (setup, &error);
  g_assert_cmpstr (same, ==, text);
  g_assert_true (lab_setup_set (setup, 0, "optimizer.lr", "0.02", &error));
  g_assert_true (lab_setup_set (setup, -1, "layer1.units", "5", &error));
  g_assert_true (lab_setup_set (setup, -1, "seed", "7", &error));
  g_autofree char *changed = lab_setup_text (setup, &error);
  g_assert_cmpstr (changed, ==,
                   "data    = moons n=60 noise=0.1\nnetwork = dense 8 tanh\n  | dense 1\nloss = bce\n"
                   "optimizer = sgd-momentum   lr=0.5\nlayer1.units = 5\noptimizer.momentum = 0.5\nseed = 7\nview boundary\n"
                   "lane slow : optimizer.lr = 0.02, batch = 8\nlane good\n");
  g_assert_true (lab_setup_set (setup, -1, "optimizer", "adam lr=0.003 beta1=0.8", &error));
  g_autofree char *replaced = lab_setup_text (setup, &error);
  g_assert_nonnull (strstr (replaced, "optimizer = adam\n"));
  g_assert_nonnull (strstr (replaced, "lane slow : optimizer.lr = 0.003, batch = 8\n"));
  g_assert_nonnull (strstr (replaced, "optimizer.beta1 = 0.8\n"));
  g_assert_null (strstr (replaced, "momentum"));
  g_assert_cmpstr (error.text, ==, "");
  lab_setup_free (setup);
  lesson_free (lesson);
}

static char *
metrics_of (LabExperiment *experiment)
{
  TrainSession *session = lab_experiment_session (experiment);
  train_session_wait (session);
  train_session_run (session);
  train_session_wait (session);
  return lab_metrics_csv (experiment, NULL, true);
}

/* @text read anew gives the same numbers to the end. */
static void
check_repeats (LabExperiment *experiment, const char *expected)
{
  BaseError error = { "" };
  g_autofree char *text = lab_experiment_text (experiment, &error);
  g_assert_cmpstr (error.text, ==, "");
  Lesson *lesson = lesson_of (text);
  LabExperiment *again = fixture_experiment (lesson);
  g_autofree char *numbers = metrics_of (again);
  g_assert_cmpstr (numbers, ==, expected);
  lab_experiment_free (again);
  lesson_free (lesson);
}

/* Changes on the way, one of them in a past that was left, and a reset: bit for bit. */
static void
test_repeats (void)
{
  BaseError error = { "" };
  Lesson *lesson = lesson_of (fixture_points);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_true (lab_setup_set (setup, 1, "optimizer.lr", "0.25", &error));
  g_assert_true (lab_setup_set (setup, -1, "data.noise", "0.2", &error));
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
  TrainSession *session = lab_experiment_session (experiment);
  train_session_step (session, 12);
  fixture_change (experiment, 0, "optimizer.lr", 0.1);
  train_session_step (session, 10);
  fixture_change (experiment, -1, "batch", 7);
  train_session_seek (session, 15);
  train_session_wait (session);
  fixture_change (experiment, 1, "l2.lambda", 0.01);
  g_autofree char *changed = metrics_of (experiment);
  check_repeats (experiment, changed);
  train_session_reset (session);
  g_autofree char *reset = metrics_of (experiment);
  g_assert_cmpstr (reset, !=, changed);
  check_repeats (experiment, reset);
  lab_experiment_free (experiment);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* One run of a sweep is written as the run that it is. */
static void
test_alone (void)
{
  BaseError error = { "" };
  Lesson *lesson = lesson_of ("data = moons n=60\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd\nsteps = 20\nrecord = every 10\n"
                              "sweep network = dense 2 tanh | dense 1, dense 3 tanh | dense 3 tanh | dense 1\n"
                              "sweep optimizer.lr = 0.01, 0.5\n"
                              "lane plain\nlane noisy : data.noise = 0.3, optimizer.lr = 1\n"
                              "at 5 in plain : optimizer.lr = 9\nat 10 in noisy : optimizer.lr = 0.1\nat 15 : l2.lambda = 0.1\n");
  LabSetup *whole = fixture_setup (lesson), *part = lab_setup_part (whole, 1, &error);
  g_assert_false (lab_setup_is_alone (part));
  g_assert_true (lab_setup_only_lane (part, "noisy network=dense 3 tanh | dense 3 tanh | dense 1 optimizer.lr=0.5", &error));
  g_assert_true (lab_setup_is_alone (part));
  g_assert_true (lab_setup_set (part, -1, "batch", "7", &error));
  LabExperiment *experiment = lab_experiment_new (part, (LabWorkers) { 0 }, &error);
  g_autofree char *text = lab_setup_text (part, &error), *numbers = metrics_of (experiment);
  g_assert_cmpstr (text, ==,
                   "data = moons n=60\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd\nsteps = 20\nrecord = every 10\nbatch = 7\n"
                   "lane noisy : data.noise = 0.3, optimizer.lr = 0.5, network = dense 3 tanh | dense 3 tanh | dense 1\n"
                   "at 10 in noisy : optimizer.lr = 0.1\nat 15 : l2.lambda = 0.1\n");
  Lesson *again = lesson_of (text);
  LabExperiment *same = fixture_experiment (again);
  g_autofree char *repeated = metrics_of (same);
  g_autoptr (GString) renamed = g_string_new (numbers);
  g_string_replace (renamed, " network=dense 3 tanh | dense 3 tanh | dense 1 optimizer.lr=0.5", "", 0);
  g_assert_cmpstr (repeated, ==, renamed->str);
  LabSetup *found = lab_setup_same_run (whole, part, &error);
  g_assert_cmpstr (lab_setup_lane_id (found, 0), ==, lab_setup_lane_id (part, 0));
  g_assert_cmpint (lab_setup_n_lanes (found), ==, 1);
  lab_setup_free (found);
  lab_experiment_free (same);
  lesson_free (again);
  lab_experiment_free (experiment);
  lab_setup_free (part);
  lab_setup_free (whole);
  lesson_free (lesson);
}

/* Samples in the text train, the source's test. */
static void
test_points (void)
{
  BaseError error = { "" };
  g_autofree char *text = g_strconcat (fixture_points, "point 0.5 -1 : 1\npoint -2 0.25 : 0\n", NULL);
  Lesson *lesson = lesson_of (text);
  LabExperiment *experiment = fixture_experiment (lesson);
  const DataSet *train = lab_experiment_train_set (experiment, 1);
  g_assert_cmpint (train->n, ==, 2);
  g_assert_true (train->inputs[1] == -1 && train->inputs[2] == -2 && train->targets[0] == 1 && train->targets[1] == 0);
  g_assert_cmpint (lab_experiment_test_set (experiment, 1)->n, ==, 30);
  lab_experiment_free (experiment);
  lesson_free (lesson);

  g_autofree char *wrong = g_strconcat (fixture_points, "point 0.5 -1 : 2\n", NULL);
  lesson = lesson_of (wrong);
  LabSetup *setup = fixture_setup (lesson);
  g_assert_null (lab_experiment_new (setup, (LabWorkers) { 0 }, &error));
  g_assert_cmpstr (error.text, ==, "own.gradus:11:7: a point of class 2, but the classes of moons are 0 to 1");
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* What was typed into a control is in the text, and the same numbers come of it. */
static void
test_formulas (void)
{
  BaseError error = { "" };
  Lesson *lesson = lesson_of ("data = moons n=60\nnetwork = dense 6 custom f=\"x * sigmoid(2 * x)\" | dense 4 tanh | dense 1\nloss = bce\n"
                              "optimizer = sgd lr=0.1\nbatch = 10\nsteps = 20\nlane as-written\nlane typed\n");
  LabSetup *setup = fixture_setup (lesson);
  g_assert_true (lab_setup_set (setup, 1, "layer1.f", "if(x > 0, x,  x / 4)", &error));
  g_assert_true (lab_setup_set (setup, 1, "layer1.df", "2", &error) && lab_setup_set (setup, 0, "layer2.activation", "custom", &error));
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
  g_autofree char *text = lab_experiment_text (experiment, &error), *numbers = metrics_of (experiment);
  g_assert_nonnull (strstr (text, "lane typed : layer1.f = \"if(x > 0, x, x / 4)\", layer1.df = \"2\"\n"));
  g_assert_nonnull (strstr (text, "lane as-written : layer2.activation = custom, layer2.f = \"x * sigmoid(x)\""));
  check_repeats (experiment, numbers);
  lab_experiment_free (experiment);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* A file that the text names stands beside the text, whatever its name. */
static void
test_files (void)
{
  BaseError error = { "" };
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (folder, "a b, (c).csv", NULL), *path = g_build_filename (folder, "own.gradus", NULL);
  g_autoptr (GString) rows = g_string_new ("u,v,class\n");
  for (int i = 0; i < 20; i++)
    g_string_append_printf (rows, "%d,%d,%s\n", i, i * i, i % 2 ? "cat" : "dog");
  g_assert_true (g_file_set_contents (csv, rows->str, -1, NULL));
  g_assert_true (g_file_set_contents (path, "data = moons\ndata-file = a%20b%2C%20%28c%29.csv\nnetwork = dense 1\n"
                                            "loss = bce\noptimizer = sgd lr=0.01\nsteps = 5\n", -1, NULL));
  Lesson *lesson = lesson_read (path, &error);
  LabExperiment *experiment = fixture_experiment (lesson);
  g_assert_cmpint (lab_experiment_train_set (experiment, 0)->n, ==, 16);
  LabViewer *boundary = lab_viewer_new_named (experiment, "boundary", &error);
  PlotFigure *figure = lab_viewer_figure_now (boundary, lab_experiment_snapshot_now (experiment));
  g_assert_cmpstr (figure->colour_label, ==, "p(dog)"); /* the names are counted in their order */
  plot_figure_free (figure);
  lab_viewer_free (boundary);
  g_autofree char *numbers = metrics_of (experiment);
  check_repeats (experiment, numbers); /* from another folder */
  lab_experiment_free (experiment);
  lesson_free (lesson);
  g_remove (csv);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/text/as-written", test_as_written);
  g_test_add_func ("/lab/text/repeats", test_repeats);
  g_test_add_func ("/lab/text/alone", test_alone);
  g_test_add_func ("/lab/text/points", test_points);
  g_test_add_func ("/lab/text/formulas", test_formulas);
  g_test_add_func ("/lab/text/files", test_files);
  return g_test_run ();
}
