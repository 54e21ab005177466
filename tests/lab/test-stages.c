/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

static const char text[] =
    "data = moons n=60 test=40 noise=0.1\nnetwork = dense 8 tanh as body | dense 4 tanh | dense 1 as head\n"
    "loss = bce\noptimizer = sgd lr=0.5\nbatch = 20\nrecord = every 10\n"
    "stage source : steps = 40\nstage target from source : data = circles n=60 test=40, steps = 30, reinit = head\n"
    "lane all\nlane frozen : target.freeze = body\nlane head-only : target.train = head\n"
    "lane scratch : target.from = nothing\nlane quick : source.optimizer.lr = 2, batch = 60\n"
    "lane renamed : target.network = dense 4 tanh | dense 8 tanh as body | dense 4 tanh | dense 1 as head\n";

/* Whether the weights of layer @a of lane @lane in one session are those of layer @b in another. */
static bool
same_weights (TrainSession *x, int a, TrainSession *y, int b, int lane)
{
  NnGraph *first = train_session_probe_graph (x, lane, 1), *second = train_session_probe_graph (y, lane, 1);
  const NnNode *u = nn_graph_layer (first, a)->weight, *v = nn_graph_layer (second, b)->weight;
  bool same = u->size == v->size && memcmp (u->value, v->value, u->size * sizeof (real)) == 0;
  nn_graph_free (first);
  nn_graph_free (second);
  return same;
}

enum { ALL, FROZEN, HEAD_ONLY, SCRATCH, QUICK, RENAMED };

static void
test_weights (void)
{
  Lesson *lesson = fixture_lesson (text, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  g_assert_cmpint (lab_experiment_n_earlier (experiment), ==, 1);
  TrainSession *target = lab_experiment_session (experiment),
               *source = lab_experiment_session (lab_experiment_earlier (experiment, 0));
  g_assert_cmpint (train_session_status (source).step, ==, 40);
  g_assert_cmpint (train_session_status (target).steps, ==, 30);
  g_assert_true (same_weights (source, 0, target, 0, ALL) && same_weights (source, 1, target, 1, ALL));
  g_assert_false (same_weights (source, 2, target, 2, ALL)); /* reinit */
  g_assert_false (same_weights (source, 0, target, 0, SCRATCH));
  train_session_seek (source, 0);
  train_session_wait (source);
  g_assert_true (same_weights (source, 0, target, 0, SCRATCH) && same_weights (source, 2, target, 2, ALL));
  train_session_seek (source, 40);
  train_session_run (target);
  train_session_wait (source);
  train_session_wait (target);
  g_assert_true (same_weights (source, 0, target, 0, FROZEN));
  g_assert_false (same_weights (source, 1, target, 1, FROZEN));
  g_assert_true (same_weights (source, 0, target, 0, HEAD_ONLY) && same_weights (source, 1, target, 1, HEAD_ONLY));
  g_assert_false (same_weights (source, 0, target, 0, ALL));
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* A layer's weights go with its name, where it has one, else with its number. */
static void
test_names (void)
{
  Lesson *lesson = fixture_lesson (
      "data = moons n=60 test=40\nnetwork = dense 8 tanh as body | dense 8 tanh | dense 1 as head\nloss = bce\n"
      "optimizer = sgd lr=0.5\nstage source : steps = 20\n"
      "stage target : network = dense 2 tanh | dense 8 tanh as body | dense 1 as head, steps = 5\n",
      NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  TrainSession *target = lab_experiment_session (experiment),
               *source = lab_experiment_session (lab_experiment_earlier (experiment, 0));
  g_assert_true (same_weights (source, 2, target, 2, 0));
  g_assert_true (same_weights (source, 0, target, 1, 0)); /* 2 × 8 both */
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

static void
test_claims (void)
{
  const FixtureClaim rows[] = {
    { "train_loss[all,stage=source] == train_loss[frozen,stage=source] @all", 2 },
    { "train_loss[quick,stage=source] == train_loss[all,stage=source]", 0 },
    { "train_loss[all,stage=source]@0 > train_loss[all,stage=source]", 2 },
    { "train_loss[all]@0 == train_loss[frozen,stage=target]@0", 2 },
    { "train_loss[all] == train_loss[frozen]", 0 },
    { "steps_to (train_loss[all,stage=source] < 0) == 40 and steps_to (train_loss[all] < 0) == 30", 2 },
  };
  fixture_check_claims (text, rows, G_N_ELEMENTS (rows));
}

/* A seek within a stage leaves the same bytes, and the stage before is named in the table. */
static void
test_csv (void)
{
  g_autofree char *csv = fixture_check_seek (text);
  g_assert_nonnull (strstr (csv, "\ntest,frozen stage=source,40,train_loss,0,"));
  g_assert_nonnull (strstr (csv, "\ntest,frozen,30,train_loss,0,"));
}

static void
test_refused (void)
{
  const FixtureMistake rows[] = {
    { "stage b : freeze = nose\n", "test.md:29:11: there is no layer \"nose\" in the network" },
    { "stage b : network = dense 3 | dense 2\n", "test.md:29:31: the network ends in 2 outputs" },
    { "stage b : steps = 0\n", "test.md:29:11: steps = 0: expected" },
    { "lane x : a.from = b\n", "test.md:29:10: there is no earlier stage \"b\"" },
  };
  fixture_check_mistakes (
      "data = moons n=60\nnetwork = dense 8 tanh as body | dense 1\nloss = bce\n"
      "optimizer = sgd\nsteps = 10\nstage a : batch = 8\n",
      rows, G_N_ELEMENTS (rows));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/stages/weights", test_weights);
  g_test_add_func ("/lab/stages/names", test_names);
  g_test_add_func ("/lab/stages/claims", test_claims);
  g_test_add_func ("/lab/stages/csv", test_csv);
  g_test_add_func ("/lab/stages/refused", test_refused);
  return g_test_run ();
}
