/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <math.h>
#include <string.h>

/* Shared weights, and two players. */

#define BEGIN                                                                                                          \
  "data = gaussian-1d n=200 test=100\nnet G : latent 2 | dense 6 relu | dense 1\n"                                     \
  "net D : dense 6 leaky-relu | dense 1\n"
#define GAME BEGIN "play = gan d=1 g=1\nloss = gan-nonsaturating\noptimizer = adam lr=0.01 beta1=0.5\n"
#define LENGTH "batch = 32\nsteps = 60\nrecord = every 20\n"

/* Settings of each, regularizers, several moves, statistics, and changes on the way: the same bytes after seeks. */
static void
test_seek (void)
{
  g_autofree char *csv = fixture_check_seek (
      "data = gmm-ring n=200 test=100\nnet D : dense 6 leaky-relu | dropout 0.2 | dense 1\n"
      "net G : latent 3 | dense 8 | batchnorm | relu | dense 2\nplay = gan\nloss = gan-saturating\n"
      "optimizer = adam lr=0.01\nbatch = 32\nsteps = 60\nrecord = every 20\n"
      "lane even\nlane fast-g : G.optimizer.lr = 0.05, play.g = 3, D.optimizer = sgd-momentum lr=0.01\n"
      "lane critic : loss = wgan, play.d = 4, D.clip-weights = 0.05, G.l2 = 0.01\n"
      "at 30 : play.g = 2, G.optimizer.lr = 0.02\n"
      "view curve metric=modes_covered\nview curve metric=learning_rate\n");
  g_assert_nonnull (strstr (csv, "\ntest,even,60,train_loss[net=G],0,"));
  g_assert_nonnull (strstr (csv, "\ntest,fast-g,60,modes_covered,0,"));
  g_assert_nonnull (strstr (csv, "\ntest,fast-g,20,learning_rate[net=G],0,0.05"));
  g_assert_nonnull (strstr (csv, "\ntest,fast-g,60,learning_rate[net=G],0,0.02"));
  g_assert_nonnull (strstr (csv, "\ntest,fast-g,60,learning_rate[net=D],0,0.01"));
}

static void
test_claims (void)
{
  static const char text[] =
      GAME LENGTH "lane both\nlane still-g : play.g = 0\nlane still-d : play.d = 0\n"
      "lane saturating : loss = gan-saturating\nlane critic : loss = wgan, D.clip-weights = 0.01\n"
      "lane point : latent1.spread = 0\nlane wide : D.layer1.units = 9, G.latent1.n = 4\n";
  const FixtureClaim rows[] = {
    { "train_loss[both] == train_loss[both,net=D] + train_loss[both,net=G] +- 1e-6 @all", 2 },
    { "weight_delta[still-g,net=G,layer=1] == 0 @all and weight_delta[still-g,net=D,layer=1] > 0", 2 },
    { "weight_delta[still-d,net=D,layer=2] == 0 @all and weight_delta[still-d,net=G,layer=2] > 0", 2 },
    { "total_grad_norm[both,net=G]@0 == total_grad_norm[saturating,net=G]@0", 0 },
    { "total_grad_norm[both,net=D]@0 == total_grad_norm[saturating,net=D]@0", 2 },
    { "weight_norm[critic,net=D,layer=1] <= 0.01 * sqrt (6) + 1e-6 and weight_norm[critic,net=G,layer=1] > 0.1", 2 },
    { "0 < d_mean_real[both] < 1 and 0 < d_mean_fake[both] < 1", 2 },
    { "js_value[both] < 0.6932 @all", 2 },
    { "js_value[critic] < 1", 0 },
    { "w1[point] > 0.2 @all", 2 },
    { "train_loss[both,net=X] > 0", 0 },
    { "grad_norm[both,layer=3]@0 == grad_norm[both,net=D,layer=1]@0", 2 },
  };
  fixture_check_claims (text, rows, G_N_ELEMENTS (rows));
}

/* The value that the discriminator's loss has where it is undecided. */
static void
test_undecided (void)
{
  const FixtureClaim rows[] = {
    { "train_loss[net=D]@0 == 2 * ln (2) +- 1e-5 and train_loss[net=G]@0 == ln (2) +- 1e-5", 2 },
    { "d_mean_real@0 == 0.5 +- 1e-6 and d_mean_fake@0 == 0.5 +- 1e-6 and js_value@0 == 0 +- 1e-5", 2 },
  };
  fixture_check_claims (GAME LENGTH "initializer = zero\n", rows, G_N_ELEMENTS (rows));
}

/* What the generator makes comes near to what is real. */
static void
test_learns (void)
{
  const FixtureClaim rows[] = { { "w1 < 0.4 * w1@0", 2 } };
  fixture_check_claims ("data = gaussian-1d n=500 test=200\nnet G : latent 2 | dense 16 relu | dense 1\n"
                        "net D : dense 16 leaky-relu | dense 1\nplay = gan\nloss = gan-nonsaturating\n"
                        "optimizer = adam lr=0.005 beta1=0.5\nbatch = 64\nsteps = 600\nrecord = every 200\n",
                        rows, G_N_ELEMENTS (rows));
}

static void
test_knobs (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (GAME LENGTH "lane slow : G.optimizer.lr = 0.001\nlane fast\n", NULL);
  LabSetup *setup = fixture_setup (lesson);
  int rate = lab_setup_find_knob (setup, "G.optimizer.lr"), play = lab_setup_find_knob (setup, "play.d");
  g_assert_cmpint (lab_setup_find_knob (setup, "optimizer.lr"), ==, -1);
  g_assert_cmpint (lab_setup_find_knob (setup, "D.early-stopping.patience"), ==, -1);
  g_assert_cmpint (lab_setup_find_knob (setup, "D.clip-weights.max"), >=, 0);
  g_assert_cmpfloat (lab_setup_value (setup, rate, 0), ==, 0.001);
  g_assert_cmpfloat (lab_setup_value (setup, rate, 1), ==, 0.01);
  g_assert_true (lab_setup_knob (setup, rate)->live && lab_setup_knob (setup, play)->live);
  g_assert_nonnull (strstr (lab_setup_knob (setup, rate)->label, "G"));
  g_assert_true (lab_setup_set (setup, 1, "optimizer", "sgd lr=0.3", &error)); /* of both */
  rate = lab_setup_find_knob (setup, "G.optimizer.lr");
  g_assert_cmpfloat (lab_setup_value (setup, rate, 0), ==, 0.001);
  g_assert_cmpfloat (lab_setup_value (setup, rate, 1), ==, 0.3);
  g_assert_cmpfloat (lab_setup_value (setup, lab_setup_find_knob (setup, "D.optimizer.lr"), 1), ==, 0.3);
  g_assert_true (lab_setup_set (setup, -1, "play.d", "3", &error));
  g_assert_cmpfloat (lab_setup_value (setup, lab_setup_find_knob (setup, "play.d"), 1), ==, 3);
  g_assert_false (lab_setup_set (setup, -1, "play.d", "1000", &error));
  lab_setup_make_null (setup);
  g_assert_cmpfloat (lab_setup_value (setup, lab_setup_find_knob (setup, "G.optimizer.lr"), 1), ==, 0.001);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* A single lane with rate 0 stands still, both players of it. */
static void
test_null (void)
{
  Lesson *lesson = fixture_lesson (GAME LENGTH, NULL);
  LabSetup *setup = fixture_setup (lesson);
  BaseError error = { "" };
  double ends[2];
  lab_setup_make_null (setup);
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
  train_session_run (lab_experiment_session (experiment));
  train_session_wait (lab_experiment_session (experiment));
  const TrainRecord *record = train_session_record (lab_experiment_session (experiment), 0);
  for (int layer = 1; layer <= 4; layer++) {
    g_assert_true (train_record_value (record, "weight_norm", layer, 0, &ends[0]));
    g_assert_true (train_record_value (record, "weight_norm", layer, 60, &ends[1]));
    g_assert_cmpfloat (ends[0], ==, ends[1]);
  }
  lab_experiment_free (experiment);
  lab_setup_free (setup);
  lesson_free (lesson);
}

/* A change by hand of one player's setting, undone and redone. */
static void
test_live (void)
{
  Lesson *lesson = fixture_lesson (GAME LENGTH, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  TrainSession *session = lab_experiment_session (experiment);
  const char *const keys[] = { "G.optimizer.lr", "play.g", "D.clip-weights.max" };
  const double values[] = { 0.5, 4, 0.2 };
  const TrainEvent *events;
  train_session_seek (session, 20);
  train_session_wait (session);
  for (int i = 0; i < 3; i++)
    fixture_change (experiment, -1, keys[i], values[i]);
  train_session_seek (session, 40);
  const TrainSettings after = lab_experiment_snapshot_now (experiment)->lanes[0].settings;
  g_assert_cmpfloat (after.nets[TRAIN_GENERATOR].optimizer[0], ==, 0.5);
  g_assert_cmpfloat (after.nets[TRAIN_DISCRIMINATOR].optimizer[0], ==, 0.01);
  g_assert_cmpint (after.moves[TRAIN_GENERATOR], ==, 4);
  g_assert_cmpint (train_session_events (session, &events), >=, 3);
  bool named = false;
  for (int i = 0; i < 3; i++)
    named |= strcmp (events[i].text, "G.optimizer.lr = 0.5") == 0;
  g_assert_true (named);
  for (int i = 0; i < 3; i++)
    train_session_undo (session);
  const TrainSettings before = lab_experiment_snapshot_now (experiment)->lanes[0].settings;
  g_assert_cmpfloat (before.nets[TRAIN_GENERATOR].optimizer[0], ==, 0.01);
  g_assert_cmpint (before.moves[TRAIN_GENERATOR], ==, 1);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* Every view shows a game, or says why not. */
static void
test_views (void)
{
  static const char *const games[] = {
    GAME LENGTH, "data = gmm-ring n=64\nnet G : latent 2 | dense 4 | dense 2\nnet D : dense 4 | dense 1\nplay = gan\n"
                 "loss = wgan\noptimizer = sgd\nsteps = 4\n" };
  BaseError error = { "" };
  for (int i = 0; i < 2; i++) {
    Lesson *lesson = fixture_lesson (games[i], NULL);
    LabExperiment *experiment = fixture_experiment (lesson);
    train_session_step (lab_experiment_session (experiment), 4);
    for (int v = 0; v < lab_views.n_entries; v++) {
      LabViewer *viewer = lab_viewer_new_named (experiment, lab_views.entries[v]->name, &error);
      PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
      g_assert_true (figure->n_panels > 0 || figure->empty != NULL);
      if (g_str_equal (lab_views.entries[v]->name, "gan-samples"))
        g_assert_cmpint (figure->n_panels, ==, i == 0 ? 2 : 1);
      plot_figure_free (figure);
      lab_viewer_free (viewer);
    }
    lab_experiment_free (experiment);
    lesson_free (lesson);
  }
}

/* One tower is the chain itself; two have its weights once. */
static void
test_towers (void)
{
  static const char text[] =
      "data = multitask-latent n=80 test=60 dims=16\nnetwork = dense 4 tanh | dense 2\nloss = bce\n"
      "optimizer = adam lr=0.02\nbatch = 20\nsteps = 60\nrecord = every 20\nlane plain\n"
      "lane one : network = towers(dense 4 tanh) 1 | dense 2\nlane two : network = towers(dense 4 tanh) 2 | dense 2\n";
  const FixtureClaim rows[] = {
    { "train_loss[plain] == train_loss[one] @all", 2 },
    { "param_count[plain] == 78 and param_count[one] == 78 and param_count[two] == 54", 2 },
    { "train_loss[two] < 0.95 * train_loss[two]@0 and grad_norm[two,layer=1] > 0", 2 },
  };
  fixture_check_claims (text, rows, G_N_ELEMENTS (rows));
  const FixtureMistake mistakes[] = {
    { "network = towers(dense 4) 3 | dense 2\n",
      "test.md:26:11: towers: 16 is no row of numbers that can be divided into 3 equal parts" },
    { "network = towers(dense 4 ; dense 4) 2 | dense 2\n", "test.md:26:11: towers(…) has at most 1 branches, not 2" },
  };
  fixture_check_mistakes ("data = multitask-latent n=80 dims=16\nloss = bce\noptimizer = sgd\n", mistakes,
                          G_N_ELEMENTS (mistakes));
}

static void
test_refused (void)
{
  const FixtureMistake rows[] = {
    { "loss = bce\n", "test.md:25:5: a game needs a loss with two players, gan-nonsaturating, gan-saturating or wgan, not bce" },
    { "loss = wgan\nnetwork = dense 1\n", "test.md:29:1: the networks are those of \"net G\" and \"net D\"" },
    { "loss = wgan\nnet X : dense 1\n", "test.md:29:5: the networks of a game are \"net G : …\" and \"net D : …\", not \"X\"" },
    { "loss = wgan\nearly-stopping = 5\n", "test.md:25:5: early-stopping is for a single network, not for two players" },
    { "loss = wgan\nG.optimizer = newton\n", "test.md:25:5: newton is for a single network, not for two players" },
    { "loss = wgan\nat 5 : optimizer.lr = 1\n", "test.md:29:8: \"optimizer.lr\" cannot change at a step" },
  };
  fixture_check_mistakes (BEGIN "play = gan\noptimizer = sgd\n", rows, G_N_ELEMENTS (rows));
  const FixtureMistake plays[] = {
    { "play = gang\n", "test.md:28:8: \"gang\" is not among the games" },
    { "play = gan d=-1\n", "test.md:28:12: d = -1" },
    { "batch = 8\n", "test.md:25:5: two networks need \"play = gan\"" },
  };
  fixture_check_mistakes (BEGIN "optimizer = sgd\nloss = wgan\n", plays, G_N_ELEMENTS (plays));
  const FixtureMistake shapes[] = {
    { "net G : latent 2 | dense 3\nnet D : dense 1\n", "test.md:27:20: the generator makes 3, but a sample of gmm-ring is 2" },
    { "net G : latent 2 | dense 2\nnet D : dense 4 | dense 2\n", "test.md:28:19: the discriminator says one number, not 2" },
    { "net G : dense 2\nnet D : dense 1\n", "test.md:28:5: the generator begins with noise" },
    { "net G : latent 2 | dense 2\n", "test.md:27:5: a game needs \"net G : …\" and \"net D : …\"" },
    { "network = dense 1\n", "test.md:27:1: a game needs \"net G : …\" and \"net D : …\"" },
    { "net G : latent 2 | densse 2\nnet D : dense 1\n", "test.md:27:20: \"densse\" is not among the layers" },
  };
  fixture_check_mistakes ("data = gmm-ring n=60\nplay = gan\nloss = wgan\noptimizer = sgd\n", shapes, G_N_ELEMENTS (shapes));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/nets/seek", test_seek);
  g_test_add_func ("/lab/nets/claims", test_claims);
  g_test_add_func ("/lab/nets/undecided", test_undecided);
  g_test_add_func ("/lab/nets/learns", test_learns);
  g_test_add_func ("/lab/nets/knobs", test_knobs);
  g_test_add_func ("/lab/nets/null", test_null);
  g_test_add_func ("/lab/nets/live", test_live);
  g_test_add_func ("/lab/nets/views", test_views);
  g_test_add_func ("/lab/nets/towers", test_towers);
  g_test_add_func ("/lab/nets/refused", test_refused);
  return g_test_run ();
}
