/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static LabExperiment *
experiment_new (const Lesson *lesson, const char *seed)
{
  BaseError error = { "" };
  LabSetup *setup = fixture_setup (lesson);
  g_assert_true (lab_setup_set (setup, -1, "seed", seed, &error));
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
  g_assert_cmpstr (error.text, ==, "");
  lab_setup_free (setup);
  return experiment;
}

static char *
csv (LabExperiment *experiment)
{
  train_session_wait (lab_experiment_session (experiment));
  return lab_metrics_csv (experiment, NULL, true);
}

/* At once, in single steps, after seeking back and forth: the same bytes; another seed gives others. */
static void
test_csv (void)
{
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  LabExperiment *at_once = experiment_new (lesson, "1"), *stepped = experiment_new (lesson, "1"),
                *sought = experiment_new (lesson, "1"), *other = experiment_new (lesson, "2");
  train_session_run (lab_experiment_session (at_once));
  for (int i = 0; i < 40; i++)
    train_session_step (lab_experiment_session (stepped), 1);
  TrainSession *session = lab_experiment_session (sought);
  train_session_step (session, 23);
  train_session_seek (session, 7);
  train_session_seek (session, 31);
  train_session_seek (session, 0);
  train_session_run (session);
  train_session_run (lab_experiment_session (other));
  g_autofree char *a = csv (at_once), *b = csv (stepped), *c = csv (sought), *d = csv (other);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, ==, c);
  g_assert_cmpstr (a, !=, d);
  g_assert_true (g_str_has_prefix (a, "experiment,lane,step,metric,layer,value\ntest,slow,0,batch_loss,0,"));
  g_assert_nonnull (strstr (a, "\ntest,quick,40,train_loss,0,"));
  g_assert_nonnull (strstr (a, "\ntest,quick,40,grad_norm,3,"));
  g_assert_null (strstr (a, "-nan"));
  lab_experiment_free (at_once);
  lab_experiment_free (stepped);
  lab_experiment_free (sought);
  lab_experiment_free (other);
  lesson_free (lesson);
}

/* What a claim or a view names is recorded, other metrics on request are not. */
static void
test_requests (void)
{
  g_autofree char *text = g_strconcat (fixture_points, "view curve metric=auc\n", NULL);
  Lesson *lesson = fixture_lesson (text, "they differ : weight_delta[slow,layer=1] < weight_delta[quick,layer=1]\n");
  LabExperiment *experiment = experiment_new (lesson, "1");
  g_autofree char *bytes = csv (experiment);
  g_assert_nonnull (strstr (bytes, "\ntest,slow,0,auc,0,"));
  g_assert_nonnull (strstr (bytes, "\ntest,slow,0,weight_delta,3,0\n"));
  g_assert_null (strstr (bytes, "\ntest,slow,0,ece,"));
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* Down the saddle: y doubles its distance by a factor 1 + 2 lr at each step, x shrinks. */
static void
test_objective (void)
{
  Lesson *lesson = fixture_lesson ("objective = surface-saddle x=1 y=1e-4\noptimizer = sgd lr=0.1\nsteps = 20\n"
                                   "record = every 1\nlane plain\nlane noisy : objective.noise = 0.01\n"
                                   "control objective.y\nview curve metric=x\nview curve metric=y\n", NULL);
  LabExperiment *experiment = experiment_new (lesson, "1");
  TrainSession *session = lab_experiment_session (experiment);
  double x, y, loss, noisy;
  g_assert_cmpint (lab_setup_find_knob (lab_experiment_setup (experiment), "objective.y"), >=, 0);
  g_assert_cmpint (lab_setup_find_knob (lab_experiment_setup (experiment), "data"), <, 0);
  train_session_run (session);
  train_session_wait (session);
  const TrainRecord *record = train_session_record (session, 0);
  g_assert_true (train_record_value (record, "x", 0, 20, &x) && train_record_value (record, "y", 0, 20, &y));
  g_assert_true (train_record_value (record, "train_loss", 0, 20, &loss));
  g_assert_cmpfloat_with_epsilon (x, pow (0.8, 20), 1e-5);
  g_assert_cmpfloat_with_epsilon (y, 1e-4 * pow (1.2, 20), 1e-6);
  g_assert_cmpfloat_with_epsilon (loss, x * x - y * y, 1e-6);
  g_assert_true (train_record_value (train_session_record (session, 1), "y", 0, 20, &noisy));
  g_assert_cmpfloat (fabs (noisy - y), >, 1e-3);
  g_autofree char *at_once = csv (experiment);
  train_session_seek (session, 3);
  train_session_run (session);
  g_autofree char *again = csv (experiment);
  g_assert_cmpstr (again, ==, at_once);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* A setting changed at step 10 and again at step 20: the same bytes, whether walked straight or with looks
 * back. */
static void
test_csv_changes (void)
{
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  char *texts[2];
  for (int looking_back = 0; looking_back < 2; looking_back++) {
    LabExperiment *experiment = experiment_new (lesson, "1");
    TrainSession *session = lab_experiment_session (experiment);
    train_session_step (session, 10);
    train_session_wait (session);
    fixture_change (experiment, 0, "optimizer.lr", 0.3);
    train_session_step (session, 10);
    if (looking_back) {
      train_session_seek (session, 3);
      train_session_seek (session, 20);
    }
    train_session_wait (session);
    fixture_change (experiment, -1, "batch", 8);
    fixture_change (experiment, -1, "l2.lambda", 0.1);
    fixture_change (experiment, 0, "clip-norm.max", 0.5);
    train_session_run (session);
    if (looking_back) {
      train_session_wait (session);
      train_session_seek (session, 15);
      train_session_run (session);
    }
    texts[looking_back] = csv (experiment);
    g_assert_true (lab_setup_value (lab_experiment_setup (experiment), 0, 0) == 0.3);
    lab_experiment_free (experiment);
  }
  LabExperiment *plain = experiment_new (lesson, "1");
  train_session_run (lab_experiment_session (plain));
  g_autofree char *unchanged = csv (plain);
  g_assert_cmpstr (texts[0], ==, texts[1]);
  g_assert_cmpstr (texts[0], !=, unchanged);
  g_free (texts[0]);
  g_free (texts[1]);
  lab_experiment_free (plain);
  lesson_free (lesson);
}

/* What cannot change during a run is refused without a message; a bad value with one. */
static void
test_refused_changes (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  LabExperiment *experiment = experiment_new (lesson, "1");
  LabSetup *setup = lab_experiment_setup (experiment);
  g_assert_false (
      lab_experiment_set (experiment, -1, lab_setup_find_knob (setup, "data.noise"), 0.3, &error));
  g_assert_cmpstr (error.text, ==, "");
  g_assert_false (
      lab_experiment_set (experiment, -1, lab_setup_find_knob (setup, "optimizer.lr"), -1, &error));
  g_assert_true (g_str_has_prefix (error.text, "lr = -1: expected"));
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* Lanes start from the same weights and share data, unless a lane says otherwise. */
static void
test_equal_starts (void)
{
  Lesson *lesson =
      fixture_lesson ("data = moons n=60\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd\n"
                      "lane a\nlane b : optimizer.lr = 3\nlane c : data.noise = 0.4\n",
                      NULL);
  LabExperiment *experiment = experiment_new (lesson, "1");
  NnGraph *graph = train_session_probe_graph (lab_experiment_session (experiment), 0, 1);
  size_t n = nn_graph_n_parameters (graph);
  real *a = g_new (real, n), *b = g_new (real, n);
  train_session_copy_parameters (lab_experiment_session (experiment), 0, a);
  for (int lane = 1; lane < 3; lane++) {
    train_session_copy_parameters (lab_experiment_session (experiment), lane, b);
    g_assert_cmpmem (a, n * sizeof (real), b, n * sizeof (real));
  }
  g_assert_true (lab_experiment_train_set (experiment, 0) == lab_experiment_train_set (experiment, 1));
  g_assert_true (lab_experiment_train_set (experiment, 0) != lab_experiment_train_set (experiment, 2));
  g_free (a);
  g_free (b);
  nn_graph_free (graph);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
}

static bool
run_into (const Lesson *lesson, const char *folder, PlotFormat format, BaseError *error)
{
  LabSetup *setup = fixture_setup (lesson);
  LabRun run;
  const LabRunOptions options = { .out = folder, .format = format, .width = 320, .height = 240 };
  bool fine = lab_run (&setup, 1, &options, &run, error);
  if (fine)
    lab_run_clear (&run);
  lab_setup_free (setup);
  return fine;
}

static void
test_files (void)
{
  BaseError error = { "" };
  g_autofree char *views = g_strconcat (fixture_points, "view curve scale=log\nview boundary\n", NULL);
  g_autofree char *bad = g_strconcat (fixture_points, "view curve\nview wibble\n", NULL);
  Lesson *lesson = fixture_lesson (views, NULL), *broken = fixture_lesson (bad, NULL);
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL),
                  *out = g_build_filename (folder, "out", NULL);
  const char *const names[] = { "metrics.csv", "timing.csv", "1-curve.svg", "2-boundary.svg" };
  g_assert_true (run_into (lesson, out, PLOT_SVG, &error));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (out, names[i], NULL);
    g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    g_unlink (path);
  }
  g_assert_cmpint (g_rmdir (out), ==, 0); /* nothing else was left there */
  g_assert_false (run_into (broken, out, PLOT_SVG, &error));
  g_assert_nonnull (strstr (error.text, "\"wibble\" is not among the plots"));
  g_assert_cmpint (g_rmdir (out), ==, 0); /* nothing half-written */
  base_error_clear (&error);
  g_assert_true (g_file_set_contents (out, "a file", -1, NULL));
  g_assert_false (run_into (lesson, out, PLOT_SVG, &error));
  g_assert_true (g_str_has_prefix (error.text, out));
  remove_folder (folder);
  lesson_free (lesson);
  lesson_free (broken);
}

static void
test_probes (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (fixture_images, NULL);
  LabSetup *setup = fixture_setup (lesson);
  LabRun run;
  const LabRunOptions options = { .out = NULL };
  g_assert_true (lab_run (&setup, 1, &options, &run, &error));
  g_autofree char *text = lab_metrics_csv (run.experiment, run.probe_values, false);
  const char *const rows[] = { "test,,0,occlusion_drop_object[fill=black],0,",
                               "test,,12,occlusion_drop_object[fill=white],0,",
                               "test,,12,occlusion_drop_background[fill=black],0,",
                               "test,,12,occlusion_agreement,0,", "test,,12,test_acc,0," };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_nonnull (strstr (text, rows[i]));
  lab_run_clear (&run);
  lab_setup_free (setup);
  lesson_free (lesson);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/run/csv", test_csv);
  g_test_add_func ("/lab/run/requests", test_requests);
  g_test_add_func ("/lab/run/objective", test_objective);
  g_test_add_func ("/lab/run/csv-changes", test_csv_changes);
  g_test_add_func ("/lab/run/refused-changes", test_refused_changes);
  g_test_add_func ("/lab/run/equal-starts", test_equal_starts);
  g_test_add_func ("/lab/run/files", test_files);
  g_test_add_func ("/lab/run/probes", test_probes);
  return g_test_run ();
}
