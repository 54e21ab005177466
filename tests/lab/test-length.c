/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "lab/text.h"

#include <string.h>

/* How long lanes train and how often they are recorded: in steps or in epochs. */

static const char text[] = "data = moons n=60 test=40 noise=0.1\nnetwork = dense 8 tanh | dense 1\nloss = bce\n"
                           "optimizer = sgd lr=0.5\nbatch = 16\nepochs = 10\nrecord = every 2 epochs\n"
                           "lane small\nlane large : batch = 30\nlane whole : batch = all\nlane steps : steps = 7\n"
                           "lane stream : sampler = replay-buffer size=20 old=2, batch = 3\n"
                           "control epochs = 1 .. 20\ncontrol sampler\n";

enum { SMALL, LARGE, WHOLE, STEPS, STREAM };

static long
last_step (LabExperiment *experiment, int lane)
{
  const TrainRecord *record = train_session_record (lab_experiment_session (experiment), lane);
  return record->steps[record->n_rows - 1];
}

static void
test_epochs (void)
{
  Lesson *lesson = fixture_lesson (text, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  TrainSession *session = lab_experiment_session (experiment);
  const long ends[] = { [SMALL] = 10 * 4, [LARGE] = 10 * 2, [WHOLE] = 10, [STEPS] = 7, [STREAM] = 10 * 60 };
  train_session_run (session);
  train_session_wait (session);
  for (int lane = 0; lane < 5; lane++)
    g_assert_cmpint (last_step (experiment, lane), ==, ends[lane]);
  g_assert_cmpint (train_session_record (session, SMALL)->steps[1], ==, 8);
  g_assert_cmpint (train_session_record (session, LARGE)->steps[1], ==, 4);
  g_assert_cmpint (train_session_record (session, WHOLE)->n_rows, ==, 6);
  g_assert_cmpint (train_session_record (session, STREAM)->steps[1], ==, 120);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* Steps and epochs replace each other, wherever they are set. */
static void
test_changes (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (text, NULL);
  LabSetup *setup = fixture_setup (lesson);
  const LabKnob *knob = lab_setup_knob (setup, 0);
  g_assert_cmpstr (knob->key, ==, "epochs");
  g_assert_true (knob->control == 0 && !knob->live && knob->max == 20);
  g_assert_cmpfloat (lab_setup_value (setup, 0, STEPS), ==, 0);
  g_assert_true (lab_setup_set (setup, -1, "epochs", "3", &error));
  g_assert_cmpfloat (lab_setup_value (setup, lab_setup_find_knob (setup, "epochs"), STEPS), ==, 3);
  g_assert_true (lab_setup_set (setup, -1, "steps", "12", &error));
  g_assert_cmpfloat (lab_setup_value (setup, lab_setup_find_knob (setup, "epochs"), SMALL), ==, 0);
  g_assert_true (lab_setup_set (setup, -1, "record", "every 6", &error));
  g_assert_true (lab_setup_set (setup, SMALL, "sampler", "shuffle-buffer size=9", &error));
  g_autofree char *written = lab_setup_text (setup, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (strstr (written, "epochs = 0\nrecord = 6\n"));
  g_assert_nonnull (strstr (written, "lane small : sampler = shuffle-buffer, sampler.size = 9\n"));
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
  g_assert_cmpstr (error.text, ==, "");
  train_session_run (lab_experiment_session (experiment));
  train_session_wait (lab_experiment_session (experiment));
  for (int lane = 0; lane < 5; lane++) {
    g_assert_cmpint (last_step (experiment, lane), ==, 12);
    g_assert_cmpint (train_session_record (lab_experiment_session (experiment), lane)->n_rows, ==, 3);
  }
  lab_experiment_free (experiment);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* Sorted data as they come end where their last class leads; one shuffle is as good as many. Full batches do not see order. */
static void
test_order (void)
{
  const FixtureClaim rows[] = {
    { "test_acc[sorted] < test_acc[shuffled] - 0.2", 2 },
    { "test_acc[once] == test_acc[shuffled] +- 0.05", 2 },
    { "test_acc[buffer] < test_acc[shuffled] - 0.2 and test_acc[large-buffer] > test_acc[sorted] + 0.2", 2 },
    { "train_loss[full-sorted] == train_loss[full] +- 1e-4", 2 },
  };
  fixture_check_claims ("data = digits28 n=300 test=300 order=sorted\nnetwork = flatten | dense 24 relu | dense 10\n"
                        "loss = softmax-ce\noptimizer = sgd lr=0.05\nbatch = 10\nepochs = 6\n"
                        "lane shuffled\nlane sorted : sampler = sequential\nlane once : sampler = shuffled-once\n"
                        "lane buffer : sampler = shuffle-buffer size=10\nlane large-buffer : sampler.size = 300, sampler = shuffle-buffer\n"
                        "lane full : batch = all\nlane full-sorted : batch = all, sampler = sequential\n",
                        rows, G_N_ELEMENTS (rows));
}

static void
test_refused (void)
{
  const FixtureMistake rows[] = {
    { "epochs = -1\n", "test.md:27:1: epochs = -1: expected" },
    { "record = every 2 epoch5\n", "test.md:27:1: record = 2 epoch5: expected" },
    { "record = every -1 epochs\n", "test.md:27:1: record-epochs = -1: expected" },
    { "sampler = sorted\n", "test.md:27:11: \"sorted\" is not among the samplers" },
    { "sampler.size = 3\n", "test.md:27:1: " },
  };
  fixture_check_mistakes ("data = moons n=60\nnetwork = dense 1\nloss = bce\noptimizer = sgd\n", rows, G_N_ELEMENTS (rows));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/length/epochs", test_epochs);
  g_test_add_func ("/lab/length/changes", test_changes);
  g_test_add_func ("/lab/length/order", test_order);
  g_test_add_func ("/lab/length/refused", test_refused);
  return g_test_run ();
}
