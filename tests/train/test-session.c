/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "train/conductor.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* A session's commands: what they do, where they lead, and that nothing of it changes a bit. */

static void
run_to_end (TrainSession *session)
{
  train_session_run (session);
  train_session_wait (session);
}

/* Waits for a snapshot of the present step. */
static const TrainSnapshot *
look (TrainSession *session)
{
  const TrainSnapshot *snapshot;
  long step = train_session_status (session).step;
  train_session_want_snapshot (session);
  while (!(snapshot = train_session_snapshot (session)) || snapshot->step != step ||
         snapshot->branch != train_session_status (session).branch)
    g_usleep (200);
  return snapshot;
}

/* Gives @plain the settings that @session has at step 0: after a reset they are not those of the configuration. */
static void
copy_first_settings (TrainSession *session, TrainSession *plain)
{
  long step = train_session_status (session).step;
  train_session_seek (session, 0);
  train_session_wait (session);
  const TrainSnapshot *snapshot = look (session);
  for (int i = 0; i < snapshot->n_lanes; i++) {
    train_session_set (plain, i, TRAIN_BATCH, 0, snapshot->lanes[i].settings.batch);
    for (int j = 0; j < PARAM_MAX; j++)
      train_session_set (plain, i, TRAIN_OPTIMIZER, j, snapshot->lanes[i].settings.nets[0].optimizer[j]);
  }
  train_session_seek (session, step);
  train_session_wait (session);
}

/* The same lanes as @session, with its journal applied on the way: must leave the same record. */
static void
assert_reproducible (Fixture *fixture, TrainSession *session)
{
  const TrainChange *changes;
  int n = train_session_journal (session, &changes);
  long furthest = train_session_status (session).furthest;
  TrainSession *plain = fixture_session (fixture);
  copy_first_settings (session, plain);
  for (int i = 0; i < n; i++) {
    train_session_seek (plain, changes[i].step);
    train_session_set (plain, changes[i].lane, changes[i].setting, changes[i].index, changes[i].value);
  }
  train_session_seek (plain, furthest);
  train_session_wait (plain);
  for (int i = 0; i < fixture->config.n_lanes; i++)
    g_assert_true (fixture_same_record (train_session_record (session, i), train_session_record (plain, i)));
  train_session_free (plain);
}

static void
test_start (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", "tanh");
  TrainSession *session = fixture_session (&fixture);
  train_session_wait (session);
  TrainStatus status = train_session_status (session);
  const TrainRecord *record = train_session_record (session, 0);
  g_assert_cmpint (status.step, ==, 0);
  g_assert_cmpint (status.furthest, ==, 0);
  g_assert_cmpint (status.steps, ==, 100);
  g_assert_false (status.running || status.busy || status.can_undo || status.can_redo);
  g_assert_cmpint (record->n_rows, ==, 1);
  g_assert_cmpint (record->n_losses, ==, 1);
  g_assert_cmpint (record->n_columns, ==, 5 + 7 * 3);
  train_session_free (session);
  fixture_clear (&fixture);
}

/* The last row is completed in slices after the last step: a snapshot of the version that a session at rest has shows it. */
static void
test_version (void)
{
  for (int i = 0; i < 40; i++) {
    Fixture fixture;
    const TrainSnapshot *snapshot;
    TrainStatus status;
    fixture_init (&fixture, 2, "sgd", "tanh");
    TrainSession *session = fixture_session (&fixture);
    train_session_run (session);
    do {
      train_session_want_snapshot (session);
      snapshot = train_session_snapshot (session);
      status = train_session_status (session);
    } while (status.busy || snapshot == NULL || snapshot->version != status.version);
    const TrainSeries *series = train_snapshot_series (snapshot, 1, "train_loss", 0);
    g_assert_cmpint (snapshot->step, ==, 100);
    g_assert_cmpfloat (series->step[series->n - 1], ==, 100);
    train_session_free (session);
    fixture_clear (&fixture);
  }
}

static void
test_run (void)
{
  Fixture fixture;
  double first, last;
  fixture_init (&fixture, 2, "sgd", "tanh");
  fixture.config.steps = 95;
  TrainSession *session = fixture_session (&fixture);
  run_to_end (session);
  const TrainRecord *record = train_session_record (session, 1);
  g_assert_cmpint (train_session_status (session).step, ==, 95);
  g_assert_cmpint (record->n_losses, ==, 96);
  g_assert_cmpint (record->n_rows, ==, 11); /* 0, 10 … 90 and the end */
  g_assert_cmpint (record->steps[10], ==, 95);
  g_assert_true (train_record_value (record, "train_loss", 0, 0, &first));
  g_assert_true (train_record_value (record, "train_loss", 0, 95, &last));
  g_assert_cmpfloat (last, <, 0.8 * first);
  g_assert_false (train_record_value (record, "train_loss", 0, 5, &last));
  g_assert_true (train_record_value (record, "batch_loss", 0, 5, &last));
  train_session_step (session, 7); /* beyond the end */
  train_session_wait (session);
  g_assert_cmpint (train_session_status (session).step, ==, 102);
  g_assert_cmpint (train_session_record (session, 0)->n_rows, ==, 12);
  train_session_free (session);
  fixture_clear (&fixture);
}

/* At once, in single steps, back and forth, with pauses: one and the same record. */
static void
test_ways (void)
{
  Fixture fixture;
  fixture_init (&fixture, 3, "adam", "relu");
  TrainSession *at_once = fixture_session (&fixture), *single = fixture_session (&fixture);
  TrainSession *back = fixture_session (&fixture), *paused = fixture_session (&fixture);
  run_to_end (at_once);
  for (int i = 0; i < 100; i++)
    train_session_step (single, 1);
  const long steps[] = { 37, 5, 64, 0, 63, 80, 16, 79, 100, 33, 100 };
  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++)
    train_session_seek (back, steps[i]);
  for (int i = 0; i < 50; i++) {
    train_session_run (paused);
    train_session_pause (paused);
  }
  train_session_run (paused);
  train_session_wait (single);
  train_session_wait (back);
  train_session_wait (paused);
  for (int i = 0; i < 3; i++) {
    g_assert_true (fixture_same_record (train_session_record (at_once, i), train_session_record (single, i)));
    g_assert_true (fixture_same_record (train_session_record (at_once, i), train_session_record (back, i)));
    g_assert_true (fixture_same_record (train_session_record (at_once, i), train_session_record (paused, i)));
  }
  g_assert_false (fixture_same_record (train_session_record (at_once, 0), train_session_record (at_once, 1)));
  train_session_free (at_once);
  train_session_free (single);
  train_session_free (back);
  train_session_free (paused);
  fixture_clear (&fixture);
}

/* Step k has the same parameters as when it first ran. */
static void
test_seek (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd-momentum", "tanh");
  fixture.config.keyframe_bytes = 8000; /* so that keyframes are thinned */
  TrainSession *session = fixture_session (&fixture);
  train_session_wait (session);
  NnGraph *graph = train_session_probe_graph (session, 0, 1);
  size_t size = nn_graph_n_parameters (graph) * sizeof (real);
  real *before = g_malloc (101 * size), *after = g_malloc (size);
  for (size_t k = 0; k <= 100; k++) {
    train_session_seek (session, (long) k);
    train_session_wait (session);
    train_session_copy_parameters (session, 0, before + k * size / sizeof (real));
  }
  g_assert_cmpint (memcmp (before, before + size / sizeof (real), size), !=, 0);
  for (size_t i = 0; i < 40; i++) {
    size_t k = i * 61 % 101;
    train_session_seek (session, (long) k);
    train_session_wait (session);
    train_session_copy_parameters (session, 0, after);
    g_assert_cmpmem (after, size, before + k * size / sizeof (real), size);
    g_assert_cmpint (train_session_status (session).step, ==, k);
    g_assert_cmpint (train_session_status (session).furthest, ==, 100);
  }
  nn_graph_free (graph);
  g_free (before);
  g_free (after);
  train_session_free (session);
  fixture_clear (&fixture);
}

static void
test_head_change (void)
{
  Fixture fixture;
  fixture_init (&fixture, 2, "sgd", "tanh");
  TrainSession *session = fixture_session (&fixture), *plain = fixture_session (&fixture);
  train_session_step (session, 20);
  train_session_set (session, -1, TRAIN_OPTIMIZER, 0, 0.3);
  train_session_set (session, 1, TRAIN_BATCH, 0, 5);
  train_session_set (session, 1, TRAIN_BATCH, 0, 7); /* a slider is dragged: one change */
  train_session_set (session, 1, TRAIN_OPTIMIZER, 0, 0.3); /* in force already */
  train_session_set (session, 1, TRAIN_OPTIMIZER, 0, -1); /* outside its limits */
  train_session_set (session, 1, TRAIN_OPTIMIZER, 99, 1);
  train_session_step (session, 30);
  train_session_wait (session);
  const TrainChange *changes;
  const TrainEvent *events;
  g_assert_cmpint (train_session_journal (session, &changes), ==, 2);
  g_assert_cmpint (changes[1].step, ==, 20);
  g_assert_cmpfloat (changes[1].value, ==, 7);
  g_assert_cmpint (train_session_events (session, &events), ==, 2);
  g_assert_cmpint (events[0].kind, ==, TRAIN_CHANGED);
  g_assert_cmpstr (events[0].text, ==, "optimizer.lr = 0.3");
  g_assert_cmpstr (events[1].text, ==, "batch = 7");
  assert_reproducible (&fixture, session);

  /* both taken back: the run without them */
  train_session_undo (session);
  train_session_undo (session);
  train_session_undo (session);
  train_session_wait (session);
  g_assert_cmpint (train_session_status (session).step, ==, 20);
  g_assert_cmpint (train_session_status (session).furthest, ==, 20);
  g_assert_false (train_session_status (session).can_undo);
  train_session_step (session, 30);
  train_session_seek (plain, 50);
  train_session_wait (session);
  train_session_wait (plain);
  for (int i = 0; i < 2; i++)
    g_assert_true (fixture_same_record (train_session_record (session, i), train_session_record (plain, i)));

  /* and made again */
  train_session_redo (session);
  train_session_redo (session);
  train_session_wait (session);
  g_assert_false (train_session_status (session).can_redo);
  g_assert_cmpint (train_session_status (session).step, ==, 50);
  g_assert_cmpint (train_session_journal (session, &changes), ==, 2);
  assert_reproducible (&fixture, session);
  train_session_free (session);
  train_session_free (plain);
  fixture_clear (&fixture);
}

static void
test_branch (void)
{
  Fixture fixture;
  const TrainChange *changes;
  fixture_init (&fixture, 2, "adam", "tanh");
  TrainSession *session = fixture_session (&fixture), *plain = fixture_session (&fixture);
  run_to_end (plain);
  run_to_end (session);
  train_session_seek (session, 40);
  train_session_wait (session);
  int branch = train_session_status (session).branch;
  train_session_set (session, 0, TRAIN_OPTIMIZER, 0, 1e-3);
  train_session_wait (session);
  TrainStatus status = train_session_status (session);
  g_assert_cmpint (status.furthest, ==, 40);
  g_assert_cmpint (status.branch, !=, branch);
  g_assert_true (status.can_undo);
  train_session_step (session, 25);
  train_session_wait (session);
  g_assert_false (fixture_same_record (train_session_record (session, 0), train_session_record (plain, 0)));
  assert_reproducible (&fixture, session);

  train_session_undo (session); /* the old branch, whole */
  train_session_wait (session);
  status = train_session_status (session);
  g_assert_cmpint (status.step, ==, 40);
  g_assert_cmpint (status.furthest, ==, 100);
  g_assert_true (!status.can_undo && status.can_redo);
  for (int i = 0; i < 2; i++)
    g_assert_true (fixture_same_record (train_session_record (session, i), train_session_record (plain, i)));
  run_to_end (session); /* replays what is known: asserted inside */
  train_session_redo (session);
  train_session_wait (session);
  g_assert_cmpint (train_session_status (session).step, ==, 65);
  g_assert_cmpint (train_session_journal (session, &changes), ==, 1);
  run_to_end (session);
  assert_reproducible (&fixture, session);
  train_session_free (session);
  train_session_free (plain);
  fixture_clear (&fixture);
}

/* A keyframe of the longer of two equal branches must not lead past what the shorter one recorded. */
static void
test_equal_branches (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", "tanh");
  TrainSession *session = fixture_session (&fixture);
  train_session_step (session, 60);
  train_session_reset (session);
  train_session_step (session, 5);
  train_session_undo (session);
  train_session_redo (session);
  train_session_wait (session);
  g_assert_cmpint (train_session_status (session).furthest, ==, 5);
  train_session_seek (session, 40);
  train_session_wait (session);
  g_assert_cmpint (train_session_record (session, 0)->n_losses, ==, 41);
  assert_reproducible (&fixture, session);
  train_session_free (session);
  fixture_clear (&fixture);
}

static void
test_reset (void)
{
  Fixture fixture;
  const TrainChange *changes;
  double before, after;
  fixture_init (&fixture, 2, "sgd-momentum", "tanh");
  TrainSession *session = fixture_session (&fixture);
  train_session_reset (session); /* nothing to reset */
  train_session_wait (session);
  g_assert_false (train_session_status (session).can_undo);
  train_session_step (session, 30);
  train_session_set (session, -1, TRAIN_OPTIMIZER, 0, 0.01);
  train_session_step (session, 30);
  train_session_wait (session);
  g_assert_true (train_record_value (train_session_record (session, 0), "train_loss", 0, 20, &before));
  train_session_reset (session);
  train_session_step (session, 20);
  train_session_wait (session);
  g_assert_cmpint (train_session_journal (session, &changes), ==, 0);
  g_assert_cmpint (train_session_status (session).furthest, ==, 20);
  g_assert_true (train_record_value (train_session_record (session, 0), "train_loss", 0, 20, &after));
  g_assert_cmpfloat (before, !=, after);

  /* like a session that begins with these settings */
  TrainSession *early = fixture_session (&fixture);
  train_session_set (early, -1, TRAIN_OPTIMIZER, 0, 0.01);
  train_session_step (early, 20);
  train_session_wait (early);
  g_assert_true (fixture_same_record (train_session_record (session, 1), train_session_record (early, 1)));

  train_session_undo (session);
  train_session_wait (session);
  g_assert_cmpint (train_session_status (session).step, ==, 60);
  g_assert_cmpint (train_session_journal (session, &changes), ==, 1);
  assert_reproducible (&fixture, session);
  train_session_free (session);
  train_session_free (early);
  fixture_clear (&fixture);
}

/* A batch greater than the graph was compiled for, and all samples at once. */
static void
test_batch (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "adam", "tanh");
  TrainSession *session = fixture_session (&fixture);
  train_session_step (session, 7);
  train_session_set (session, 0, TRAIN_BATCH, 0, 40);
  train_session_step (session, 9);
  train_session_set (session, 0, TRAIN_BATCH, 0, 0);
  run_to_end (session);
  train_session_wait (session);
  assert_reproducible (&fixture, session);
  train_session_seek (session, 3);
  train_session_seek (session, 60);
  train_session_wait (session);
  assert_reproducible (&fixture, session);
  train_session_free (session);
  fixture_clear (&fixture);
}

/* Random scripts of commands: what is left equals a plain run with the same changes. */
static void
test_fuzz (void)
{
  for (guint32 script = 0; script < 80; script++) {
    Fixture fixture;
    GRand *rand = g_rand_new_with_seed (script);
    const char *optimizers[] = { "sgd", "sgd-momentum", "adam" };
    fixture_init (&fixture, script % 4 == 0 ? 7 : 1 + (int) script % 3, optimizers[script % 3],
                  script % 2 ? "relu" : "tanh");
    fixture.random = script % 7 < 3;
    fixture.config.record_every = 1 + (long) script % 9;
    fixture.config.keyframe_bytes = script % 5 == 0 ? 60000 : 0;
    TrainSession *session = fixture_session (&fixture);
    for (int i = 0; i < 40; i++) {
      int lane = g_rand_int_range (rand, -1, fixture.config.n_lanes);
      if (script % 2 && g_rand_int_range (rand, 0, 3) == 0)
        train_session_wait (session);
      switch (g_rand_int_range (rand, 0, 11)) {
      case 0: case 1: case 2:
        train_session_step (session, g_rand_int_range (rand, 1, 30));
        break;
      case 3: case 4:
        train_session_seek (session, g_rand_int_range (rand, 0, 120));
        break;
      case 5:
        train_session_set (session, lane, TRAIN_OPTIMIZER, 0, g_rand_double_range (rand, 0.001, 0.5));
        break;
      case 6:
        train_session_set (session, lane, TRAIN_BATCH, 0, g_rand_int_range (rand, 0, 60));
        break;
      case 7:
        train_session_undo (session);
        break;
      case 8:
        train_session_redo (session);
        break;
      case 9:
        train_session_pause (session);
        break;
      default:
        if (g_rand_int_range (rand, 0, 6) == 0)
          train_session_reset (session);
        if (g_rand_int_range (rand, 0, 4) == 0)
          train_session_run (session);
        train_session_want_snapshot (session);
        train_session_snapshot (session);
      }
    }
    train_session_pause (session);
    train_session_wait (session);
    assert_reproducible (&fixture, session);
    train_session_free (session);
    fixture_clear (&fixture);
    g_rand_free (rand);
  }
}

/* Running statistics move once for each update, however often a step was prepared; masks differ from step to step and from
 * training to evaluation, and a step that is gone back to has those it had. */
static void
test_random (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", "relu");
  fixture.random = true;
  TrainSession *there = fixture_session (&fixture), *back = fixture_session (&fixture);
  NnGraph *a = fixture_graph (&fixture), *b = fixture_graph (&fixture);
  size_t size = nn_graph_n_parameters (a) * sizeof (real);
  g_assert_cmpuint (nn_graph_n_trained (a), <, nn_graph_n_parameters (a));
  for (int i = 0; i < 9; i++) {
    train_session_seek (back, i % 2 ? 3 : 17 + i);
    train_session_wait (back);
  }
  train_session_seek (there, 29);
  train_session_seek (back, 29);
  train_session_wait (there);
  train_session_wait (back);
  train_session_copy_parameters (there, 0, nn_graph_parameters (a));
  train_session_copy_parameters (back, 0, nn_graph_parameters (b));
  g_assert_cmpmem (nn_graph_parameters (a), size, nn_graph_parameters (b), size);
  NnGraph *fresh = fixture_graph (&fixture);
  for (size_t i = nn_graph_n_trained (a); i < nn_graph_n_parameters (a); i += 16)
    g_assert_true (nn_graph_parameters (a)[i] != nn_graph_parameters (fresh)[i]);
  nn_graph_free (a);
  nn_graph_free (b);
  nn_graph_free (fresh);
  train_session_free (there);
  train_session_free (back);
  fixture_clear (&fixture);
}

/* Freed in the middle of whatever it does. */
static void
test_free (void)
{
  Fixture fixture;
  fixture_init (&fixture, 7, "adam", "tanh");
  fixture.config.steps = 100000000;
  for (int i = 0; i < 20; i++) {
    TrainSession *session = fixture_session (&fixture);
    if (i % 2)
      train_session_run (session);
    else
      train_session_seek (session, 100000000);
    train_session_want_snapshot (session);
    g_usleep ((gulong) i * 500);
    gint64 begin = g_get_monotonic_time ();
    train_session_free (session);
    g_assert_cmpint (g_get_monotonic_time () - begin, <, 10000000);
  }
  train_session_free (NULL);
  fixture_clear (&fixture);
}

static void
test_speed (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", "tanh");
  fixture.config.steps = 20000;
  TrainSession *session = fixture_session (&fixture);
  train_session_wait (session);
  gint64 begin = g_get_monotonic_time ();
  train_session_set_speed (session, 100);
  train_session_run (session);
  while (train_session_status (session).step < 20)
    g_usleep (1000);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 190000);
  g_assert_true (train_session_status (session).running);
  train_session_set_speed (session, 0);
  train_session_wait (session);
  g_assert_cmpint (train_session_status (session).step, ==, 20000);
  train_session_free (session);
  fixture_clear (&fixture);
}

/* What does not fit together is refused, whichever lane it is in, and every graph is freed. */
static void
assert_refused (Fixture *fixture, const char *message)
{
  BaseError error = { 0 };
  for (int i = 0; i < fixture->config.n_lanes; i++)
    if (!fixture->config.lanes[i].graph)
      fixture->config.lanes[i].graph = fixture_graph (fixture);
  g_assert_null (train_session_new (&fixture->config, &error));
  g_assert_cmpstr (error.text, ==, message);
  for (int i = 0; i < fixture->config.n_lanes; i++)
    fixture->config.lanes[i].graph = NULL;
}

/* Lanes that share two workers record what each does in a thread of its own. */
static void
test_shared_workers (void)
{
  Fixture fixture;
  fixture_init (&fixture, 3, "adam", "tanh");
  TrainSession *own = fixture_session (&fixture);
  fixture.config.threads = 2;
  TrainSession *shared = fixture_session (&fixture);
  run_to_end (own);
  run_to_end (shared);
  for (int lane = 0; lane < 3; lane++)
    g_assert_true (fixture_same_record (train_session_record (own, lane), train_session_record (shared, lane)));
  train_session_free (own);
  train_session_free (shared);
  fixture_clear (&fixture);
}

/* What a lane with a team records is what it records alone, to the byte. */
static void
test_threads (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "adam", "tanh");
  fixture.width = 128;
  fixture.config.lanes[0].batch = 64;
  TrainSession *alone = fixture_session (&fixture);
  fixture.config.threads = 3;
  TrainSession *shared = fixture_session (&fixture);
  run_to_end (alone);
  run_to_end (shared);
  g_assert_nonnull (nn_graph_team (shared->runners[0].lane.graph));
  g_assert_true (fixture_same_record (train_session_record (alone, 0), train_session_record (shared, 0)));
  train_session_seek (shared, 50);
  train_session_run (shared); /* asserts that the replay gives the same rows */
  train_session_wait (shared);
  train_session_free (alone);
  train_session_free (shared);
  fixture_clear (&fixture);
}

static void
test_errors (void)
{
  Fixture fixture;
  BaseError error = { 0 };
  fixture_init (&fixture, 3, "sgd", "tanh");
  DataSet *wide = data_set_new ("wide", 4, 1, 1, 3, DATA_BINARY, 2, 1, &error);
  fixture.config.lanes[1].train = wide;
  assert_refused (&fixture, "lane two: a sample of the training set has 3 values, the network takes 2");
  fixture.config.lanes[1].train = fixture.train;
  fixture.config.lanes[2].test = wide;
  assert_refused (&fixture, "lane three: a sample of the test set has 3 values, the network takes 2");
  fixture.config.lanes[2].test = NULL;
  NnGraph *graph = fixture.config.lanes[0].graph = nn_graph_new ();
  NnNode *input = nn_graph_input (graph, "input", (NnShape) { 1, { 2 } });
  g_assert_true (nn_graph_compile (graph, input, NULL, 4, &error));
  assert_refused (&fixture, "lane one: the network has no loss");
  data_set_free (wide);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/session/start", test_start);
  g_test_add_func ("/train/session/run", test_run);
  g_test_add_func ("/train/session/version", test_version);
  g_test_add_func ("/train/session/ways", test_ways);
  g_test_add_func ("/train/session/seek", test_seek);
  g_test_add_func ("/train/session/head-change", test_head_change);
  g_test_add_func ("/train/session/branch", test_branch);
  g_test_add_func ("/train/session/equal-branches", test_equal_branches);
  g_test_add_func ("/train/session/reset", test_reset);
  g_test_add_func ("/train/session/batch", test_batch);
  g_test_add_func ("/train/session/fuzz", test_fuzz);
  g_test_add_func ("/train/session/random", test_random);
  g_test_add_func ("/train/session/free", test_free);
  g_test_add_func ("/train/session/speed", test_speed);
  g_test_add_func ("/train/session/errors", test_errors);
  g_test_add_func ("/train/session/threads", test_threads);
  g_test_add_func ("/train/session/shared-workers", test_shared_workers);
  return g_test_run ();
}
