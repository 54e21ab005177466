/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "data/options.h"

#include <string.h>

/* What a lane is told about its samples: few labels, a teacher's outputs, its answers; samples kept for validation. */

#define DATA "data = digits28 n=200 test=60 validation=30\nnetwork = flatten | dense 24 relu | dense 10\nloss = softmax-ce\n" \
             "optimizer = sgd-momentum lr=0.05\nbatch = 20\nrecord = every 10\n"
#define STAGES "stage teacher : steps = 60\nstage student from nothing : network = flatten | dense 10, steps = 30, labelled = 40\n"

static const char text[] = DATA STAGES "lane few\nlane soft : student.teach = teacher, student.loss = distillation\n"
                           "lane pseudo : student.teach = teacher\nlane all : student.labelled = 100000, student.teach = teacher\n"
                           "control student.labelled = 10 .. 200\ncontrol student.loss.temperature\n";

enum { FEW, SOFT, PSEUDO, ALL };

/* Whether the numbers taught are what @teacher says about each sample of @set. */
static bool
says (NnGraph *teacher, const DataSet *set)
{
  bool same = set->n_taught == 10;
  for (int i = 0; same && i < set->n; i++) {
    memcpy (nn_graph_input_node (teacher)->value, set->inputs + i * 784, 784 * sizeof (real));
    nn_graph_predict (teacher, 1);
    same = memcmp (nn_graph_output (teacher)->value, set->taught + 10 * i, 10 * sizeof (real)) == 0;
  }
  return same;
}

static void
test_sets (void)
{
  Lesson *lesson = fixture_lesson (text, NULL);
  LabExperiment *experiment = fixture_experiment (lesson), *earlier = lab_experiment_earlier (experiment, 0);
  const DataSet *full = lab_experiment_train_set (earlier, SOFT), *few = lab_experiment_train_set (experiment, FEW),
                *soft = lab_experiment_train_set (experiment, SOFT), *pseudo = lab_experiment_train_set (experiment, PSEUDO),
                *all = lab_experiment_train_set (experiment, ALL);
  NnGraph *teacher = train_session_probe_graph (lab_experiment_session (earlier), SOFT, 1);
  int n_wrong = 0;
  g_assert_true (few->n == 40 && full->n == 200 && soft->n == 200 && pseudo->n == 200);
  g_assert_true (memcmp (few->inputs, full->inputs, 40 * 784 * sizeof (float)) == 0);
  g_assert_true (says (teacher, soft) && says (teacher, lab_experiment_test_set (experiment, SOFT)));
  g_assert_null (lab_experiment_test_set (experiment, PSEUDO)->taught);
  for (int i = 0; i < 200; i++) {
    const float *p = soft->taught + 10 * i;
    int best = 0;
    for (int k = 1; k < 10; k++)
      best = p[k] > p[best] ? k : best;
    g_assert_true (soft->targets[i] == (i < 40 ? full->targets[i] : -1) && soft->true_targets[i] == full->targets[i]);
    g_assert_true (pseudo->targets[i] == (i < 40 ? full->targets[i] : (float) best) && all->targets[i] == full->targets[i]);
    n_wrong += i >= 40 && (float) best != full->targets[i];
  }
  g_assert_cmpint (n_wrong, >, 0); /* else the last comparison would say little */
  nn_graph_free (teacher);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* A share of 0 for the teacher leaves what the labels say; accuracy counts only samples that have one. */
static void
test_claims (void)
{
  const FixtureClaim rows[] = {
    { "train_loss[deaf] == train_loss[plain] +- 1e-5", 2 },
    { "train_loss[soft] == train_loss[plain] +- 1e-5", 0 },
    { "test_acc[soft] > test_acc[few] and test_acc[pseudo] > test_acc[few]", 2 },
    { "train_acc[soft] > 0.5", 2 },
    { "test_loss[few,test=validation] < 0", 0 },
  };
  fixture_check_claims (DATA STAGES "lane few\nlane soft : student.teach = teacher, student.loss = distillation alpha=1\n"
                        "lane pseudo : student.teach = teacher\nlane plain : student.labelled = 200\n"
                        "lane deaf : student.labelled = 200, student.teach = teacher, student.loss = distillation alpha=0\n",
                        rows, G_N_ELEMENTS (rows));
}

static void
test_knobs (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (text, NULL);
  LabSetup *setup = fixture_setup (lesson);
  int knob = lab_setup_find_knob (setup, "student.labelled");
  g_assert_cmpstr (lab_setup_knob (setup, knob)->key, ==, "labelled");
  g_assert_true (lab_setup_set (setup, -1, "student.labelled", "50", &error));
  g_assert_true (lab_setup_set (setup, SOFT, "labelled", "60", &error));
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_cmpint (lab_experiment_train_set (experiment, FEW)->n, ==, 50);
  g_assert_true (lab_experiment_train_set (experiment, SOFT)->targets[59] >= 0);
  g_assert_true (lab_experiment_train_set (experiment, SOFT)->targets[60] == -1);
  lab_experiment_free (experiment);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* The samples after those for training: neither among them nor among the test samples, and more of them change nothing else. */
static void
test_validation (void)
{
  const DataSource *moons = (const DataSource *) base_registry_find (&data_sources, "moons");
  BaseError error = { "" };
  double values[PARAM_MAX], options[PARAM_MAX];
  DataSet *train, *test;
  params_defaults (moons->entry.params, values);
  params_defaults (data_options, options);
  values[0] = 50;
  g_assert_true (params_set (data_options, options, "normalise", "standardise", &error));
  g_assert_true (data_make (moons, values, options, 7, &train, &test, &error));
  DataSet *kept = data_make_validation (moons, values, options, 7, train, 20, &error);
  DataSet *drawn = data_draw (moons, values, 70, false, 7, &error);
  g_assert_cmpint (kept->n, ==, 20);
  for (int i = 0; i < 40; i++)
    g_assert_cmpfloat_with_epsilon (kept->inputs[i], (drawn->inputs[100 + i] - train->mean[i % 2]) / train->deviation[i % 2], 1e-5);
  data_set_free (kept);
  data_set_free (drawn);
  data_set_free (train);
  data_set_free (test);
}

static void
test_watch (void)
{
  const FixtureClaim rows[] = {
    { "best_step[stops] == steps_to (test_loss[free,test=validation] <= test_loss[stops,test=validation]@end + 1e-6)", 2 },
    { "best_step[stops] == best_step[test]", 0 },
    { "test_loss[stops,test=validation] < test_loss[test,test=validation] and test_loss[stops] > test_loss[test]", 2 },
  };
  fixture_check_claims ("data = moons n=40 test=400 noise=0.3 label_noise=0.25 test_label_noise=0.25 validation=30\nnetwork = dense 32 relu | dense 32 relu | dense 1\nloss = bce\n"
                        "optimizer = sgd lr=0.5\nbatch = 10\nsteps = 600\nrecord = every 5\n"
                        "lane free\nlane stops : early-stopping = 40 every=5 tolerance=0 on=validation\n"
                        "lane test : early-stopping = 40 every=5 tolerance=0\n",
                        rows, G_N_ELEMENTS (rows));
}

static void
test_refused (void)
{
  const FixtureMistake rows[] = {
    { "stage b : teach = c\n", "test.md:29:11: there is no earlier stage \"c\"" },
    { "stage b : loss = distillation\n", "test.md:24:1: the loss distillation needs a teacher" },
    { "stage b : labelled = -1\n", "test.md:29:11: labelled = -1: expected" },
    { "teach = a\n", "test.md:29:1: there is no earlier stage \"a\"" },
  };
  fixture_check_mistakes ("data = digits28 n=60\nnetwork = flatten | dense 10\nloss = softmax-ce\noptimizer = sgd\nsteps = 10\nstage a : batch = 8\n", rows,
                          G_N_ELEMENTS (rows));
  const struct {
    const char *lines, *message;
  } late[] = {
    { "early-stopping = 3 on=validation\n", "lane : there is no validation set to watch" },
    { "stage a : batch = 8\nstage b : teach = a, network = dense 2 | dense 1, data.n = 30, data = gaussians2 dims=3\n", "the teacher takes 2 values" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (late); i++) {
    BaseError error = { "" };
    g_autofree char *lines = g_strconcat ("data = moons n=20 test=10\nnetwork = dense 1\nloss = bce\noptimizer = sgd\nsteps = 2\n", late[i].lines, NULL);
    Lesson *lesson = fixture_lesson (lines, NULL);
    LabSetup *setup = fixture_setup (lesson);
    g_assert_null (lab_experiment_new (setup, (LabWorkers) { 0 }, &error));
    if (!g_str_has_prefix (error.text, late[i].message))
      g_error ("%s: %s", late[i].lines, error.text);
    lab_setup_free (setup);
    lesson_free (lesson);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/teach/sets", test_sets);
  g_test_add_func ("/lab/teach/claims", test_claims);
  g_test_add_func ("/lab/teach/knobs", test_knobs);
  g_test_add_func ("/lab/teach/validation", test_validation);
  g_test_add_func ("/lab/teach/watch", test_watch);
  g_test_add_func ("/lab/teach/refused", test_refused);
  return g_test_run ();
}
