/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

/* Two lanes at four points: eight runs, in two parts. */
static const char sweep[] = "data = moons n=60 test=30 noise=0.1\nnetwork = dense 8 tanh | dense 1\nloss = bce\n"
                            "optimizer = sgd\nsteps = 40\nrecord = every 20\n"
                            "sweep batch = 8, 60\nsweep optimizer.lr = 0.01, 0.5\n"
                            "lane tanh\nlane relu : layer1.activation = relu\n";

static void
test_parts (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (sweep, NULL);
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
test_same_as_alone (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (sweep, NULL);
  LabSetup *setup = fixture_setup (lesson), *part = lab_setup_part (setup, 0, &error);
  LabRun runs[2];
  const LabRunOptions options = { .out = NULL };
  g_assert_true (lab_setup_only_lane (part, "tanh batch=60 optimizer.lr=0.5", &error));
  LabSetup *both[] = { lab_setup_part (setup, 0, &error), part };
  g_assert_true (lab_run (both, 2, &options, runs, &error));
  g_autofree char *all = lab_metrics_csv (runs[0].experiment, NULL, false),
                  *alone = lab_metrics_csv (runs[1].experiment, NULL, false);
  g_assert_nonnull (strstr (alone, "test,tanh batch=60 optimizer.lr=0.5,40,train_loss,0,"));
  g_assert_nonnull (strstr (all, alone));
  for (int i = 0; i < 2; i++) {
    lab_run_clear (&runs[i]);
    lab_setup_free (both[i]);
  }
  lab_setup_free (setup);
  lesson_free (lesson);
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
  fixture_check_claims (sweep, rows, G_N_ELEMENTS (rows));
}

/* In a null run all runs of a sweep are one. */
static void
test_null (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (
      sweep, "a : train_loss[tanh,batch=8,optimizer.lr=0.5] < train_loss[tanh,batch=8,optimizer.lr=0.01]\n"
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/sweep/parts", test_parts);
  g_test_add_func ("/lab/sweep/same-as-alone", test_same_as_alone);
  g_test_add_func ("/lab/sweep/claims", test_claims);
  g_test_add_func ("/lab/sweep/null", test_null);
  g_test_add_func ("/lab/sweep/refused", test_refused);
  return g_test_run ();
}
