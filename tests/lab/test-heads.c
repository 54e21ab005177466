/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "lab/shown.h"

#include <string.h>

static const char text[] =
    "data = multitask-latent n=80 test=60\nnetwork = dense 6 tanh as trunk | dense 5 tanh\n"
    "head A from trunk : dense 1\nhead B : dense 3 relu | dense 1\nloss = bce\noptimizer = adam lr=0.02\n"
    "batch = 20\nsteps = 60\nrecord = every 20\n"
    "lane both\nlane alone : B.loss.weight = 0\nlane squares : A.loss = mse, B.loss = mse\nlane half : A.loss.weight = 0.5\n"
    "lane wide : A.units = 1, trunk.units = 9\n";

static void
test_claims (void)
{
  const FixtureClaim rows[] = {
    { "train_loss[both] == train_loss[both,head=A] + train_loss[both,head=B] +- 1e-6 @all", 2 },
    { "train_loss[half] == 0.5 * train_loss[half,head=A] + train_loss[half,head=B] +- 1e-6 @all", 2 },
    { "train_loss[alone] == train_loss[alone,head=A] +- 1e-6 @all", 2 },
    { "train_loss[alone,head=B] > train_loss[both,head=B]", 2 },
    { "train_loss[both,head=A] < 0.8 * train_loss[both,head=A]@0", 2 },
    { "test_acc[both,head=A] == test_acc[both,head=B]", 0 },
    { "train_loss[squares]@0 == train_loss[both]@0", 0 },
    { "train_loss[both,head=C] > 0", 0 },
    { "test_acc[both] == 0.5 * test_acc[both,head=A] + 0.5 * test_acc[both,head=B] +- 1e-9", 2 },
    { "test_acc[wide,head=B] > 0 and grad_norm[alone,layer=4] == 0 and grad_norm[both,layer=5] > 0", 2 },
  };
  fixture_check_claims (text, rows, G_N_ELEMENTS (rows));
}

static void
test_csv (void)
{
  g_autofree char *csv = fixture_check_seek (text);
  g_assert_nonnull (strstr (csv, "\ntest,both,60,test_loss[head=B],0,"));
}

/* A weight may change while the lanes train, at a step of the text or by hand, and comes back with a seek. */
static void
test_weights (void)
{
  BaseError error = { "" };
  g_autofree char *changing = g_strconcat (text, "at 20 in alone : B.loss.weight = 2\ncontrol B.loss.weight = 0 .. 4\n", NULL);
  const FixtureClaim rows[] = {
    { "train_loss[alone]@0 == train_loss[alone,head=A]@0 +- 1e-6", 2 },
    { "train_loss[alone] == train_loss[alone,head=A] + 2 * train_loss[alone,head=B] +- 1e-6", 2 },
    { "grad_norm[alone,layer=4]@0 == 0 and grad_norm[alone,layer=4] > 0", 2 },
  };
  fixture_check_claims (changing, rows, G_N_ELEMENTS (rows));
  g_free (fixture_check_seek (changing));
  Lesson *lesson = fixture_lesson (changing, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  TrainSession *session = lab_experiment_session (experiment);
  const LabKnob *knob = lab_setup_knob (lab_experiment_setup (experiment), 0);
  double together, a, b;
  g_assert_cmpstr (knob->key, ==, "B.loss.weight");
  g_assert_true (knob->live);
  g_assert_true (lab_experiment_set (experiment, 0, 0, 3, &error));
  train_session_step (session, 20);
  train_session_wait (session);
  const TrainRecord *record = train_session_record (session, 0);
  g_assert_true (train_record_value (record, "train_loss", 0, 20, &together));
  g_assert_true (train_record_part_value (record, "train_loss", 0, "head=A", 20, &a));
  g_assert_true (train_record_part_value (record, "train_loss", 0, "head=B", 20, &b));
  g_assert_cmpfloat_with_epsilon (together, a + 3 * b, 1e-6);
  const TrainEvent *events;
  g_assert_cmpint (train_session_events (session, &events), >=, 1);
  g_assert_cmpstr (events[0].text, ==, "B.loss.weight = 3");
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* Two heads may look at the same target: one network, read at two depths. */
static void
test_same_target (void)
{
  g_autofree char *csv = fixture_check_seek (
      "data = digits28 n=40 test=30\nnetwork = flatten | dense 12 relu as low | dense 12 relu\n"
      "head early from low : dense 10\nhead late : dense 10\nloss = softmax-ce\noptimizer = adam lr=0.01\nsteps = 24\n");
  g_assert_nonnull (strstr (csv, "\ntest,,24,test_acc[head=late],0,"));
}

/* Center loss on the features that a classifier sees, with centres that move; a margin softmax with class directions of its own
 * as another end; settings of each. */
static void
test_own_parameters (void)
{
  static const char centres[] =
      "data = digits28 n=60 test=40\nnetwork = flatten | dense 16 relu | dense 2 as features\nhead C : dense 10\n"
      "head F from features : identity\nhead M : dense 5\nloss = softmax-ce\nF.loss = center alpha=0.4\n"
      "M.loss = arcface margin=0.3\noptimizer = adam lr=0.01\nbatch = 20\nsteps = 48\nrecord = every 16\n"
      "lane weak : F.loss.weight = 0\nlane strong : F.loss.weight = 1\nlane still : F.loss.alpha = 0\n"
      "lane wide : M.loss.margin = 0.6\nlane triplet : M.loss = triplet mining=hard\n";
  const FixtureClaim rows[] = {
    { "train_loss[strong] == train_loss[strong,head=C] + train_loss[strong,head=F] + train_loss[strong,head=M] +- 1e-5 @all", 2 },
    { "train_loss[weak]@0 == train_loss[weak,head=C]@0 + train_loss[weak,head=M]@0 +- 1e-5", 2 },
    { "train_loss[strong,head=F] < 0.5 * train_loss[weak,head=F]", 2 },
    { "train_loss[still,head=F]@0 == train_loss[strong,head=F]@0", 2 },
    { "train_loss[still,head=F]@16 == train_loss[strong,head=F]@16", 0 }, /* the centres move */
    { "train_loss[wide,head=M]@0 > train_loss[strong,head=M]@0 + 1", 2 },
    { "test_acc[strong] == 0.5 * test_acc[strong,head=C] + 0.5 * test_acc[strong,head=M] +- 1e-9", 2 },
    { "test_acc[triplet] == test_acc[triplet,head=C]", 2 },
  };
  fixture_check_claims (centres, rows, G_N_ELEMENTS (rows));
  g_autofree char *csv = fixture_check_seek (centres);
  g_assert_nonnull (strstr (csv, "\ntest,strong,48,test_loss[head=F],0,"));
}

/* Networks side by side that learn by themselves, and their average, which only looks: by Jensen it loses at most what they lose
 * in the mean. */
static void
test_average (void)
{
  static const char members[] =
      "data = digits28 n=60 test=40\nnetwork = flatten | sum(dense 8 tanh | dense 10 as a ; dense 8 tanh | dense 10 as b) | "
      "scale start=0.5 learned=no as mean\nhead M from mean : identity\nhead A from a : identity\nhead B from b : identity\n"
      "loss = softmax-ce\noptimizer = adam lr=0.01\nbatch = 20\nsteps = 24\nrecord = every 6\nM.loss.weight = 0\n"
      "lane both\nlane alone : B.loss.weight = 0\n";
  const FixtureClaim rows[] = {
    { "test_loss[both,head=M] <= 0.5 * test_loss[both,head=A] + 0.5 * test_loss[both,head=B] + 1e-6 @all", 2 },
    { "train_loss[alone,head=A] == train_loss[both,head=A] and train_loss[both,head=A] < 0.7 * train_loss[both,head=A]@0", 2 },
    { "train_loss[alone,head=B] == train_loss[both,head=B]", 0 },
  };
  fixture_check_claims (members, rows, G_N_ELEMENTS (rows));
}

static void
test_refused (void)
{
  const FixtureMistake rows[] = {
    { "head A from nose : dense 1\n", "test.md:27:6: there is no layer \"nose\" in the network" },
    { "head A : dense 3\n", "test.md:27:6: head A has 3 outputs, but multitask-latent has 2 targets" },
    { "head A : dense 1\nhead B : dense 1\nhead C : dense 1\n",
      "test.md:29:6: the heads up to C take 3 targets, but multitask-latent has 2" },
    { "head A : densse 1\n", "test.md:27:10: \"densse\" is not among the layers" },
    { "head A : dense 1\nA.loss = wibble\n", "test.md:28:1: \"wibble\" is not among the losses" },
    { "head A : dense 1\nA.loss = hinge margin=x\n", "test.md:28:1: margin = x: expected a number" },
    { "head A : dense 1\nA.loss.margin = 2\n", "test.md:28:1: A.loss.margin needs \"A.loss = …\" before it" },
    { "head A : dense 1\nA.loss = distillation\n", "test.md:27:6: head A: the loss distillation is for networks with one end" },
    { "head A : dense 1\nA.loss = softmax-ce\n", "test.md:27:6: head A: the loss softmax-ce needs an output for each" },
  };
  fixture_check_mistakes (
      "data = multitask-latent n=60\nnetwork = dense 8 tanh as body\nloss = bce\n"
      "optimizer = sgd\n",
      rows, G_N_ELEMENTS (rows));
}

/* Weights of several heads are named once. */
static void
test_labels (void)
{
  Lesson *lesson = fixture_lesson (text, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  const LabSetup *setup = lab_experiment_setup (experiment);
  g_autoptr (GArray) lanes = lab_shown (experiment, NULL);
  g_autoptr (GPtrArray) keys = lab_shown_differences (lanes), one = g_ptr_array_new ();
  g_autofree char *labels = lab_setting_labels (setup, keys);
  g_assert_nonnull (strstr (labels, "weight of the loss of 2 heads"));
  g_assert_null (strstr (labels, "weight of the loss, "));
  g_ptr_array_add (one, (gpointer) "B.loss.weight");
  g_autofree char *alone = lab_setting_labels (setup, one);
  g_assert_cmpstr (alone, ==, "weight of the loss, B");
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/heads/claims", test_claims);
  g_test_add_func ("/lab/heads/csv", test_csv);
  g_test_add_func ("/lab/heads/weights", test_weights);
  g_test_add_func ("/lab/heads/same-target", test_same_target);
  g_test_add_func ("/lab/heads/own-parameters", test_own_parameters);
  g_test_add_func ("/lab/heads/average", test_average);
  g_test_add_func ("/lab/heads/labels", test_labels);
  g_test_add_func ("/lab/heads/refused", test_refused);
  return g_test_run ();
}
