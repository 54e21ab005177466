/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <glib.h>
#include <string.h>

#define N 60
#define SEED 5

/* Sample i of class i / 20, but for the last ten: 20, 20, 20 or 50, 5, 5. */
static DataSet *
make_set (bool balanced)
{
  BaseError error = { "" };
  DataSet *set = data_set_new ("three classes", N, 1, 1, 1, DATA_CLASSES, 3, 1, &error);
  for (int i = 0; i < N; i++)
    set->targets[i] = balanced ? (float) (i / 20) : i < 50 ? 0 : i < 55 ? 1 : 2;
  return set;
}

typedef struct {
  int n, *order;
} Epoch;

static Epoch
draw (const DataSet *set, const char *name, double first, double second, uint64_t seed, long epoch)
{
  const TrainSampler *sampler = (const TrainSampler *) base_registry_find (&train_samplers, name);
  double values[PARAM_MAX] = { first, second };
  int room[2 * N], n = train_sampler_length (sampler, values, set);
  Epoch drawn = { n, g_new (int, n) };
  train_sampler_fill (sampler, values, set, seed, epoch, drawn.order, room);
  return drawn;
}

static bool
same (Epoch a, Epoch b)
{
  bool equal = a.n == b.n && memcmp (a.order, b.order, (size_t) a.n * sizeof (int)) == 0;
  g_free (a.order);
  g_free (b.order);
  return equal;
}

/* How many of the samples occur, each at most once if @once. */
static int
n_used (Epoch epoch, bool *once)
{
  int uses[N] = { 0 }, n = 0;
  *once = true;
  for (int i = 0; i < epoch.n; i++) {
    n += uses[epoch.order[i]]++ == 0;
    *once &= uses[epoch.order[i]] == 1;
  }
  g_free (epoch.order);
  return n;
}

/* Every entry: the same numbers for the same seed and epoch, all of them samples; others only where it says so. */
static void
test_all (void)
{
  g_autoptr (GString) repeating = g_string_new (NULL);
  DataSet *set = make_set (true);
  for (int i = 0; i < train_samplers.n_entries; i++) {
    const BaseEntry *entry = train_samplers.entries[i];
    double values[PARAM_MAX];
    params_defaults (entry->params, values);
#define DRAW(seed, epoch) draw (set, entry->name, values[0], values[1], seed, epoch)
    Epoch drawn = DRAW (SEED, 3);
    for (int k = 0; k < drawn.n; k++)
      g_assert_true (drawn.order[k] >= 0 && drawn.order[k] < N);
    g_assert_true (same (drawn, DRAW (SEED, 3)));
    if (same (DRAW (SEED, 3), DRAW (SEED, 4)))
      g_string_append_printf (repeating, "%s ", entry->name);
    if (strcmp (entry->name, "sequential") != 0)
      g_assert_false (same (DRAW (SEED, 3), DRAW (SEED + 1, 3)));
#undef DRAW
  }
  g_assert_cmpstr (repeating->str, ==, "shuffled-once sequential ");
  data_set_free (set);
}

static void
test_once_each (void)
{
  bool once;
  DataSet *set = make_set (true);
  const char *const names[] = { "shuffled", "shuffled-once", "sequential", "shuffle-buffer" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_cmpint (n_used (draw (set, names[i], 7, 0, SEED, 0), &once), ==, N);
    g_assert_true (once);
  }
  int n = n_used (draw (set, "with-replacement", 0, 0, SEED, 0), &once);
  g_assert_true (!once && n > N / 2 && n < 4 * N / 5); /* (1 − 1/n)ⁿ are missed */
  g_assert_true (same (draw (set, "shuffle-buffer", 1, 0, SEED, 0), draw (set, "sequential", 0, 0, SEED, 0)));
  data_set_free (set);
}

/* Sample i cannot leave the buffer before it came in. */
static void
test_shuffle_buffer (void)
{
  DataSet *set = make_set (true);
  Epoch epoch = draw (set, "shuffle-buffer", 8, 0, SEED, 0);
  int far = 0;
  for (int i = 0; i < N; i++) {
    g_assert_cmpint (epoch.order[i], <, i + 8);
    far += epoch.order[i] != i;
  }
  g_assert_cmpint (far, >, N / 2);
  g_free (epoch.order);
  data_set_free (set);
}

/* After sample i come three that went by, i among them; at the end the first half is as likely as the second. */
static void
test_replay_buffer (void)
{
  DataSet *set = make_set (true);
  int early = 0, late = 0;
  for (long e = 0; e < 200; e++) {
    Epoch epoch = draw (set, "replay-buffer", 10, 3, SEED, e);
    g_assert_cmpint (epoch.n, ==, 4 * N);
    for (int i = 0; i < N; i++) {
      g_assert_cmpint (epoch.order[4 * i], ==, i);
      for (int k = 1; k < 4; k++)
        g_assert_cmpint (epoch.order[4 * i + k], <=, i);
    }
    for (int k = 1; k < 4; k++)
      *(epoch.order[4 * N - 4 + k] < N / 2 ? &early : &late) += 1;
    g_free (epoch.order);
  }
  g_assert_cmpint (early + late, ==, 600);
  g_assert_cmpint (ABS (early - late), <, 120);
  data_set_free (set);
}

/* Any three samples in a row are one of each class, whatever the classes' sizes. */
static void
test_class_aware (void)
{
  bool once;
  DataSet *set = make_set (false);
  Epoch epoch = draw (set, "class-aware", 0, 0, SEED, 0);
  for (int i = 0; i < N; i++)
    g_assert_cmpint ((int) set->targets[epoch.order[i]], ==, i % 3);
  g_assert_cmpint (n_used (epoch, &once), ==, 20 + 5 + 5);
  data_set_free (set);
}

/* The batches of a lane are those of its sampler: with batch 1 the first loss is that of sample 0. */
static void
test_lane (void)
{
  Fixture fixture;
  fixture_init (&fixture, 2, "sgd", "tanh");
  for (int i = 0; i < 2; i++) {
    TrainLane *lane = &fixture.config.lanes[i];
    lane->sampler = (const TrainSampler *) base_registry_find (&train_samplers, i == 0 ? "sequential" : "replay-buffer");
    params_defaults (lane->sampler->entry.params, lane->sampler_values);
    lane->batch = i == 0 ? 1 : 2;
    lane->rules[0].values.optimizer[0] = 0;
    lane->record_every = i == 0 ? 0 : 7;
  }
  TrainSession *session = fixture_session (&fixture);
  train_session_run (session);
  train_session_wait (session);
  const TrainRecord *one = train_session_record (session, 0), *two = train_session_record (session, 1);
  NnGraph *graph = train_session_probe_graph (session, 0, 1);
  for (int i = 0; i < 20; i++) {
    memcpy (nn_graph_input_node (graph)->value, fixture.train->inputs + 2 * i, 2 * sizeof (real));
    nn_graph_target_node (graph)->value[0] = fixture.train->targets[i];
    nn_graph_forward (graph, 1);
    g_assert_cmpfloat (one->losses[i], ==, (float) nn_graph_loss (graph, 1));
  }
  g_assert_cmpfloat (two->losses[0], ==, one->losses[0]); /* twice sample 0: nothing else went by */
  g_assert_cmpint (one->steps[1], ==, 10);
  g_assert_cmpint (two->steps[1], ==, 7);
  nn_graph_free (graph);
  train_session_free (session);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/samplers/all", test_all);
  g_test_add_func ("/train/samplers/once-each", test_once_each);
  g_test_add_func ("/train/samplers/shuffle-buffer", test_shuffle_buffer);
  g_test_add_func ("/train/samplers/replay-buffer", test_replay_buffer);
  g_test_add_func ("/train/samplers/class-aware", test_class_aware);
  g_test_add_func ("/train/samplers/lane", test_lane);
  return g_test_run ();
}
