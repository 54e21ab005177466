/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a lesson decides beforehand: changes at a step, lanes that end early, further test sets. */
#include "fixture.h"

#include <glib.h>
#include <math.h>

static void
run_to_end (TrainSession *session)
{
  train_session_run (session);
  train_session_wait (session);
}

/* A planned change does what the same change by hand does, also after seeking to and fro. */
static void
test_plan (void)
{
  const TrainChange plan[] = { { 30, -1, TRAIN_BATCH, 0, 7 }, { 55, 1, TRAIN_OPTIMIZER, 0, 0.5 } };
  Fixture fixture;
  fixture_init (&fixture, 2, "sgd-momentum", "tanh");
  TrainSession *by_hand = fixture_session (&fixture), *plain = fixture_session (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (plan); i++) {
    train_session_seek (by_hand, plan[i].step);
    train_session_set (by_hand, plan[i].lane, plan[i].setting, plan[i].index, plan[i].value);
  }
  fixture.config.plan = plan;
  fixture.config.n_plan = G_N_ELEMENTS (plan);
  TrainSession *planned = fixture_session (&fixture);
  run_to_end (by_hand);
  run_to_end (plain);
  run_to_end (planned);
  train_session_seek (planned, 40);
  train_session_seek (planned, 20);
  run_to_end (planned);
  g_assert_false (train_session_status (planned).can_undo);
  for (int lane = 0; lane < 2; lane++) {
    const TrainRecord *record = train_session_record (planned, lane);
    g_assert_true (fixture_same_record (record, train_session_record (by_hand, lane)));
    g_assert_false (fixture_same_record (record, train_session_record (plain, lane)));
  }
  train_session_free (by_hand);
  train_session_free (plain);
  train_session_free (planned);
  fixture_clear (&fixture);
}

/* What is changed by hand holds until the plan changes the same setting. */
static void
test_plan_and_hand (void)
{
  const TrainChange plan[] = { { 50, 0, TRAIN_OPTIMIZER, 0, 0.3 } };
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", "tanh");
  fixture.config.plan = plan;
  fixture.config.n_plan = 1;
  TrainSession *session = fixture_session (&fixture);
  train_session_seek (session, 20);
  train_session_set (session, 0, TRAIN_OPTIMIZER, 0, 0.7);
  const double rates[][2] = { { 10, 0.05 }, { 20, 0.7 }, { 49, 0.7 }, { 50, 0.3 }, { 60, 0.3 }, { 30, 0.7 } };
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    const TrainSnapshot *snapshot = NULL;
    train_session_seek (session, (long) rates[i][0]);
    train_session_wait (session);
    train_session_want_snapshot (session);
    while ((snapshot = train_session_snapshot (session)) == NULL || snapshot->step != (long) rates[i][0])
      g_usleep (200);
    g_assert_true (snapshot->lanes[0].settings.nets[0].optimizer[0] == rates[i][1]);
  }
  train_session_free (session);
  fixture_clear (&fixture);
}

/* A lane that ends early has the record of a shorter run and then stands still. */
static void
test_own_end (void)
{
  Fixture fixture;
  fixture_init (&fixture, 2, "sgd", "tanh");
  fixture.config.steps = 35;
  TrainSession *brief = fixture_session (&fixture);
  fixture.config.steps = 100;
  fixture.config.lanes[0].steps = 35;
  TrainSession *session = fixture_session (&fixture);
  run_to_end (brief);
  run_to_end (session);
  train_session_seek (session, 20);
  train_session_seek (session, 60);
  train_session_wait (session);
  const TrainRecord *early = train_session_record (session, 0), *late = train_session_record (session, 1);
  NnGraph *graph = train_session_probe_graph (session, 0, 1);
  size_t n = nn_graph_n_parameters (graph);
  real *at_end = g_new (real, n), *here = g_new (real, n);
  g_assert_cmpint (early->steps[early->n_rows - 1], ==, 35);
  g_assert_cmpint (late->steps[late->n_rows - 1], ==, 100);
  g_assert_cmpint (early->n_losses, ==, 101);
  g_assert_cmpmem (early->losses, 36 * sizeof (float), train_session_record (brief, 0)->losses, 36 * sizeof (float));
  g_assert_true (isnan (early->losses[36]) && isnan (early->losses[100]) && !isnan (late->losses[100]));
  train_session_copy_parameters (brief, 0, at_end);
  train_session_copy_parameters (session, 0, here);
  g_assert_cmpmem (at_end, n * sizeof (real), here, n * sizeof (real));
  g_free (at_end);
  g_free (here);
  nn_graph_free (graph);
  train_session_free (brief);
  train_session_free (session);
  fixture_clear (&fixture);
}

static void
test_further_sets (void)
{
  Fixture fixture;
  double plain, same, other, unknown;
  fixture_init (&fixture, 1, "sgd", "tanh");
  fixture.config.lanes[0].n_tests = 2;
  fixture.config.lanes[0].tests[0] = (TrainTest) { "again", fixture.test };
  fixture.config.lanes[0].tests[1] = (TrainTest) { "seen", fixture.train };
  TrainSession *session = fixture_session (&fixture);
  run_to_end (session);
  const TrainRecord *record = train_session_record (session, 0);
  g_assert_true (train_record_value (record, "test_loss", 0, 50, &plain));
  g_assert_true (train_record_part_value (record, "test_loss", 0, "test=again", 50, &same));
  g_assert_true (train_record_part_value (record, "test_loss", 0, "test=seen", 50, &other));
  g_assert_true (plain == same && plain != other);
  g_assert_true (train_record_value (record, "train_loss", 0, 50, &plain) && plain == other);
  g_assert_false (train_record_part_value (record, "train_loss", 0, "test=seen", 50, &unknown));
  train_session_free (session);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/plan/changes", test_plan);
  g_test_add_func ("/train/plan/and-hand", test_plan_and_hand);
  g_test_add_func ("/train/plan/own-end", test_own_end);
  g_test_add_func ("/train/plan/further-sets", test_further_sets);
  return g_test_run ();
}
