/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "train/mailbox.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Snapshots: one consistent step of all lanes, however fast it runs, and the pictures' numbers. */

static void
test_histogram (void)
{
  TrainHistogram h;
  real even[480], equal[3] = { 2, 2, 2 }, wild[5] = { NAN, 1, INFINITY, 3, -INFINITY };
  float sum = 0;
  for (int i = 0; i < 480; i++)
    even[i] = (real) i / 479;
  train_histogram_fill (&h, even, 480);
  g_assert_cmpfloat (h.low, ==, 0);
  g_assert_cmpfloat (h.high, ==, 1);
  for (int i = 0; i < TRAIN_BINS; i++) {
    g_assert_cmpfloat_with_epsilon (h.share[i], 1.0 / TRAIN_BINS, 0.0025);
    sum += h.share[i];
  }
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
  train_histogram_fill (&h, equal, 3);
  g_assert_cmpfloat (h.low, <, 2);
  g_assert_cmpfloat (h.high, >, 2);
  g_assert_cmpfloat (h.share[TRAIN_BINS / 2], ==, 1);
  train_histogram_fill (&h, (real[]) { 3e30f }, 1); /* so large that one more or less is the same */
  g_assert_true (h.low < 3e30 && h.high > 3e30);
  train_histogram_fill (&h, wild, 5);
  g_assert_cmpfloat (h.low, ==, 1);
  g_assert_cmpfloat (h.high, ==, 3);
  g_assert_cmpfloat (h.share[0], ==, 0.5);
  g_assert_cmpfloat (h.share[TRAIN_BINS - 1], ==, 0.5);
  real many[19];
  for (int i = 0; i < 19; i++)
    many[i] = i % 4 == 3 ? wild[i / 4 % 2 * 2] : (real) (i - 6); /* −6 … 12, with NaN and infinity between */
  train_histogram_fill (&h, many, 19);
  g_assert_cmpfloat (h.low, ==, -6);
  g_assert_cmpfloat (h.high, ==, 12);
  g_assert_cmpfloat_with_epsilon (h.share[0], 1.0 / 15, 1e-6);
  train_histogram_fill (&h, wild, 1);
  g_assert_true (isfinite (h.low) && isfinite (h.high) && h.share[0] == 0);
}

typedef struct {
  long step;
  float loss[7];
  real *parameters[7];
} Seen;

/* What one snapshot says about itself. */
static void
check (const TrainSnapshot *snapshot, TrainSession *session, Seen *seen)
{
  seen->step = snapshot->step;
  g_assert_cmpint (snapshot->furthest, >=, snapshot->step);
  for (int i = 0; i < snapshot->n_lanes; i++) {
    const TrainLaneSnapshot *lane = &snapshot->lanes[i];
    const TrainSeries *s = train_snapshot_series (snapshot, i, "batch_loss", 0);
    g_assert_nonnull (train_snapshot_series (snapshot, i, "grad_norm", 3));
    g_assert_null (train_snapshot_series (snapshot, i, "grad_norm", 4));
    g_assert_cmpfloat (s->step[s->n - 1], ==, (double) snapshot->furthest);
    if (snapshot->furthest == snapshot->step)
      g_assert_cmpfloat ((float) lane->loss, ==, (float) s->last[s->n - 1]);
    for (int j = 1; j < s->n; j++)
      g_assert_cmpfloat (s->step[j - 1], <, s->step[j]);
    for (int j = 0; j < lane->n_layers; j++) {
      float sum = 0;
      for (int bin = 0; bin < TRAIN_BINS; bin++)
        sum += lane->out[j].share[bin];
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-4);
    }
    seen->loss[i] = (float) lane->loss;
    seen->parameters[i] = g_memdup2 (lane->parameters, lane->n_parameters * sizeof (real));
  }
}

/* Looks while it runs; later every snapshot is held against the step it named. */
static void
test_consistent (gconstpointer data)
{
  int n_lanes = GPOINTER_TO_INT (data), n = 0;
  Fixture fixture;
  long number = 0;
  Seen seen[20];
  fixture_init (&fixture, n_lanes, "adam", "tanh");
  fixture.config.steps = 100000000;
  fixture.config.record_every = 100;
  fixture.config.check_replay = false;
  TrainSession *session = fixture_session (&fixture);
  g_assert_null (train_session_snapshot (session));
  train_session_run (session);
  do {
    train_session_want_snapshot (session);
    const TrainSnapshot *snapshot = train_session_snapshot (session);
    if (snapshot && snapshot->number != number && n < 20) {
      g_assert_cmpint (snapshot->number, >, number);
      number = snapshot->number;
      check (snapshot, session, &seen[n++]);
    }
    g_usleep (500);
  } while (n < 20);
  train_session_pause (session);
  train_session_wait (session);
  g_assert_cmpint (seen[19].step, >, seen[0].step);
  for (int i = 0; i < n; i++) {
    train_session_seek (session, seen[i].step);
    train_session_wait (session);
    for (int lane = 0; lane < n_lanes; lane++) {
      NnGraph *graph = train_session_probe_graph (session, lane, 1);
      size_t size = nn_graph_n_parameters (graph) * sizeof (real);
      g_assert_cmpmem (nn_graph_parameters (graph), size, seen[i].parameters[lane], size);
      g_assert_cmpfloat (train_session_record (session, lane)->losses[seen[i].step], ==, seen[i].loss[lane]);
      nn_graph_free (graph);
      g_free (seen[i].parameters[lane]);
    }
  }
  train_session_free (session);
  fixture_clear (&fixture);
}

/* A snapshot after a change, a seek back and an undo shows the record there is, as a fresh copy would. */
static void
test_after_branch (void)
{
  Fixture fixture;
  const TrainSnapshot *snapshot = NULL;
  const long expected[4][2] = { { 100, 100 }, { 40, 40 }, { 100, 100 }, { 40, 100 } };
  fixture_init (&fixture, 2, "sgd", "tanh");
  TrainSession *session = fixture_session (&fixture);
  for (int i = 0; i < 4; i++) {
    switch (i) {
    case 0:
      train_session_run (session);
      break;
    case 1:
      train_session_seek (session, 40);
      train_session_set (session, 1, TRAIN_BATCH, 0, 3);
      break;
    case 2:
      train_session_step (session, 60);
      break;
    default:
      train_session_undo (session);
    }
    train_session_wait (session);
    for (int turn = 1; turn <= 3; turn++) { /* each slot once: the next round finds what it held before */
      train_session_pause (session);
      train_session_wait (session);
      train_session_want_snapshot (session);
      while (!(snapshot = train_session_snapshot (session)) || snapshot->number < 3 * i + turn)
        g_usleep (200);
    }
    g_assert_cmpint (snapshot->step, ==, expected[i][0]);
    g_assert_cmpint (snapshot->furthest, ==, expected[i][1]);
    const TrainRecord *record = train_session_record (session, 1);
    const TrainSeries *loss = train_snapshot_series (snapshot, 1, "batch_loss", 0);
    const TrainSeries *norm = train_snapshot_series (snapshot, 1, "grad_norm", 2);
    g_assert_cmpint (loss->n, ==, record->n_losses);
    g_assert_cmpint (norm->n, ==, record->n_rows);
    for (int j = 0; j < loss->n; j++)
      g_assert_cmpfloat (loss->last[j], ==, record->losses[j]);
    for (int j = 0; j < norm->n; j++) {
      double value;
      g_assert_true (train_record_value (record, "grad_norm", 2, record->steps[j], &value));
      g_assert_cmpfloat (norm->last[j], ==, value);
    }
    g_assert_cmpint (snapshot->n_events, ==, i == 1 || i == 2 ? 1 : 0);
  }
  train_session_free (session);
  fixture_clear (&fixture);
}

/* A slot that holds the narrow buckets of long ago gets the wide ones of now. */
static void
test_wider (void)
{
  Fixture fixture;
  const TrainSnapshot *snapshot = NULL;
  fixture_init (&fixture, 1, "sgd", "tanh");
  fixture.config.steps = 2500;
  TrainSession *session = fixture_session (&fixture);
  for (int i = 0; i < 6; i++) {
    train_session_seek (session, i < 3 ? 900 + i : 2497 + i);
    train_session_wait (session);
    train_session_want_snapshot (session);
    while (!(snapshot = train_session_snapshot (session)) || snapshot->number <= i)
      g_usleep (200);
  }
  const TrainSeries *s = train_snapshot_series (snapshot, 0, "batch_loss", 0);
  const float *losses = train_session_record (session, 0)->losses;
  g_assert_cmpint (s->n, ==, 1252);
  for (int i = 0; i < s->n - 1; i++) {
    g_assert_cmpfloat (s->step[i], ==, 2 * i + 1);
    g_assert_cmpfloat (s->last[i], ==, losses[2 * i + 1]);
    g_assert_cmpfloat (s->low[i], ==, MIN (losses[2 * i], losses[2 * i + 1]));
    g_assert_cmpfloat (s->high[i], ==, MAX (losses[2 * i], losses[2 * i + 1]));
  }
  train_session_free (session);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/snapshot/histogram", test_histogram);
  g_test_add_data_func ("/train/snapshot/one-lane", GINT_TO_POINTER (1), test_consistent);
  g_test_add_data_func ("/train/snapshot/seven-lanes", GINT_TO_POINTER (7), test_consistent);
  g_test_add_func ("/train/snapshot/after-branch", test_after_branch);
  g_test_add_func ("/train/snapshot/wider", test_wider);
  return g_test_run ();
}
