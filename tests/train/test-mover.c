/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Optimizers, schedules, regularizers and early stopping in a lane: what they do, and that a replay does the same. */

#define N_STEPS 60

static int
regularizer (const char *name)
{
  for (int i = 0; i < nn_regularizers.n_entries; i++)
    if (g_str_equal (nn_regularizers.entries[i]->name, name))
      return i;
  g_error ("no regularizer %s", name);
}

/* A fixture of one lane that also records what is only recorded on request. */
static void
init (Fixture *fixture, const char *optimizer, const char *activation)
{
  static const char *const names[] = { "learning_rate", "penalty", "best_step" };
  fixture_init (fixture, 1, optimizer, activation);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    fixture->config.metrics[fixture->config.n_metrics++] =
      (const TrainMetric *) base_registry_find (&train_metrics, names[i]);
}

static void
use_schedule (Fixture *fixture, const char *name, double first, double second)
{
  TrainLane *lane = &fixture->config.lanes[0];
  lane->rules[0].schedule = (const NnSchedule *) base_registry_find (&nn_schedules, name);
  params_defaults (lane->rules[0].schedule->entry.params, lane->rules[0].values.schedule);
  if (first > 0)
    lane->rules[0].values.schedule[0] = first;
  if (second > 0)
    lane->rules[0].values.schedule[1] = second;
}

static void
use_regularizer (Fixture *fixture, const char *name, double strength)
{
  int i = regularizer (name);
  double *values = fixture->config.lanes[0].rules[0].values.regularizers[i];
  params_defaults (nn_regularizers.entries[i]->params, values);
  values[0] = strength;
}

static void
go (TrainSession *session, long step)
{
  train_session_seek (session, step);
  train_session_wait (session);
}

static double
value_at (TrainSession *session, const char *metric, long step)
{
  double value;
  g_assert_true (train_record_value (train_session_record (session, 0), metric, 0, step, &value));
  return value;
}

static real *
parameters_at (TrainSession *session, const Fixture *fixture, long step)
{
  NnGraph *graph = train_session_probe_graph (session, 0, 1);
  real *parameters = g_new (real, nn_graph_n_parameters (graph));
  go (session, step);
  train_session_copy_parameters (session, 0, parameters);
  nn_graph_free (graph);
  return parameters;
}

/* Every change of a setting at step 20, and leaps to and fro: the same bits each time (the session asserts it for all that is
 * recorded), and at the end those of a session that went straight. */
static void
check_replay (Fixture *fixture)
{
  const long leaps[] = { 33, N_STEPS, 13, 57, 0, 30, 31, N_STEPS };
  fixture->config.steps = N_STEPS;
  fixture->config.record_every = 3;
  TrainSession *sessions[2];
  real *ends[2];
  for (int i = 0; i < 2; i++) {
    sessions[i] = fixture_session (fixture);
    go (sessions[i], 20);
    train_session_set (sessions[i], -1, TRAIN_REGULARIZER, PARAM_MAX * regularizer ("l2"), 0.01);
    train_session_set (sessions[i], -1, TRAIN_OPTIMIZER, 0, 0.04);
    for (gsize k = 0; i == 0 && k < G_N_ELEMENTS (leaps); k++)
      go (sessions[i], leaps[k]);
    ends[i] = parameters_at (sessions[i], fixture, N_STEPS);
  }
  NnGraph *graph = train_session_probe_graph (sessions[0], 0, 1);
  gsize bytes = nn_graph_n_parameters (graph) * sizeof (real);
  g_assert_cmpmem (ends[0], bytes, ends[1], bytes);
  g_assert_true (fixture_same_record (train_session_record (sessions[0], 0), train_session_record (sessions[1], 0)));
  for (int i = 0; i < 2; i++) {
    train_session_free (sessions[i]);
    g_free (ends[i]);
  }
  nn_graph_free (graph);
  fixture_clear (fixture);
}

static void
test_replay_optimizers (void)
{
  for (int i = 0; i < nn_optimizers.n_entries; i++) {
    Fixture fixture;
    g_test_message ("%s", nn_optimizers.entries[i]->name);
    if (((const NnOptimizer *) nn_optimizers.entries[i])->fits != NULL)
      continue; /* not this network: tests/lab/test-measures.c */
    init (&fixture, nn_optimizers.entries[i]->name, "tanh");
    check_replay (&fixture);
  }
}

static void
test_replay_schedules (void)
{
  for (int i = 0; i < nn_schedules.n_entries; i++) {
    Fixture fixture;
    const NnSchedule *schedule = (const NnSchedule *) nn_schedules.entries[i];
    init (&fixture, "adam", "tanh");
    use_schedule (&fixture, schedule->entry.name, schedule->watches ? 2 : 0, schedule->watches ? 3 : 0);
    check_replay (&fixture);
  }
}

static void
test_replay_regularizers (void)
{
  for (int i = 0; i < nn_regularizers.n_entries; i++) {
    Fixture fixture;
    init (&fixture, "sgd-momentum", "relu");
    use_regularizer (&fixture, nn_regularizers.entries[i]->name, g_str_equal (nn_regularizers.entries[i]->name,
                                                                              "early-stopping") ? 2 : 0.05);
    check_replay (&fixture);
  }
}

/* The recorded rate is that of the last update; a warm-up goes before, and the schedule ends with the run. */
static void
test_rate (void)
{
  Fixture fixture;
  init (&fixture, "sgd", "tanh");
  use_schedule (&fixture, "cosine", 0, 0);
  fixture.config.lanes[0].rules[0].values.schedule[3] = 20; /* warm-up */
  fixture.config.record_every = 1;
  TrainSession *session = fixture_session (&fixture);
  go (session, 100);
  g_assert_true (isnan (value_at (session, "learning_rate", 0)));
  for (int step = 1; step <= 100; step++) {
    double factor = step <= 20 ? step / 20.0 : (1 + cos (G_PI * (step - 21) / 80)) / 2;
    g_assert_cmpfloat (fabs (value_at (session, "learning_rate", step) - 0.05 * factor), <, 1e-12);
  }
  train_session_free (session);
  fixture_clear (&fixture);
}

/* Plateau: a rate so small that nothing improves is cut after every two looks, ten steps apart. */
static void
test_plateau (void)
{
  Fixture fixture;
  init (&fixture, "sgd", "tanh");
  fixture.config.lanes[0].rules[0].values.optimizer[0] = 1e-6;
  use_schedule (&fixture, "plateau", 2, 0);
  TrainSession *session = fixture_session (&fixture);
  go (session, 100);
  for (int step = 10; step <= 100; step += 10) /* looks at 0, 10, 20: the last two see no improvement */
    g_assert_cmpfloat (fabs (value_at (session, "learning_rate", step) / pow (0.1, (step - 1) / 20) - 1e-6), <, 1e-15);
  train_session_free (session);
  fixture_clear (&fixture);
}

/* ‖Δw‖ ≤ rate × max at every step; with a large max nothing changes. */
static void
test_clipping (void)
{
  Fixture fixtures[2];
  real *ends[2];
  init (&fixtures[0], "sgd", "tanh");
  use_regularizer (&fixtures[0], "clip-norm", 0.01);
  TrainSession *session = fixture_session (&fixtures[0]);
  NnGraph *graph = train_session_probe_graph (session, 0, 1);
  size_t n = nn_graph_n_trained (graph);
  for (int step = 0; step < 5; step++) {
    g_autofree real *before = parameters_at (session, &fixtures[0], step);
    g_autofree real *after = parameters_at (session, &fixtures[0], step + 1);
    double moved = 0;
    for (size_t i = 0; i < n; i++)
      moved += pow ((double) after[i] - (double) before[i], 2);
    g_assert_cmpfloat (fabs (sqrt (moved) / (0.05 * 0.01) - 1), <, 1e-3);
  }
  train_session_free (session);
  fixture_clear (&fixtures[0]);
  for (int i = 0; i < 2; i++) {
    init (&fixtures[i], "sgd", "tanh");
    use_regularizer (&fixtures[i], "clip-value", i == 0 ? 0 : 1e6);
    session = fixture_session (&fixtures[i]);
    ends[i] = parameters_at (session, &fixtures[i], 20);
    train_session_free (session);
    fixture_clear (&fixtures[i]);
  }
  g_assert_cmpmem (ends[0], n * sizeof (real), ends[1], n * sizeof (real));
  g_free (ends[0]);
  g_free (ends[1]);
  nn_graph_free (graph);
}

/* With SGD a penalty in the gradient and decay apart from it are the same; biases are left alone by both. */
static void
test_decay (void)
{
  static const char *const names[] = { "l2", "decoupled-decay" };
  real *ends[2];
  size_t n = 0;
  for (int i = 0; i < 2; i++) {
    Fixture fixture;
    init (&fixture, "sgd", "tanh");
    use_regularizer (&fixture, names[i], 0.3);
    TrainSession *session = fixture_session (&fixture);
    ends[i] = parameters_at (session, &fixture, 50);
    NnGraph *graph = train_session_probe_graph (session, 0, 1);
    n = nn_graph_n_trained (graph);
    double squares = 0;
    for (int layer = 0; layer < nn_graph_n_layers (graph); layer++) {
      const NnNode *weight = nn_graph_layer (graph, layer)->weight;
      for (size_t k = 0; k < weight->size; k++)
        squares += pow ((double) ends[i][weight->offset + k], 2);
    }
    g_assert_cmpfloat (fabs (value_at (session, "penalty", 50) - (i == 0 ? 0.15 * squares : 0)), <, 1e-9);
    nn_graph_free (graph);
    train_session_free (session);
    fixture_clear (&fixture);
  }
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat (fabs ((double) ends[0][i] - (double) ends[1][i]), <, 1e-6);
  g_free (ends[0]);
  g_free (ends[1]);
}

/* A proximal step makes exact zeros, a subgradient none. */
static void
test_sparsity (void)
{
  static const char *const names[] = { "l1", "l1-prox" };
  for (int i = 0; i < 2; i++) {
    Fixture fixture;
    init (&fixture, "sgd", "tanh");
    use_regularizer (&fixture, names[i], 0.3);
    TrainSession *session = fixture_session (&fixture);
    g_autofree real *end = parameters_at (session, &fixture, 100);
    NnGraph *graph = train_session_probe_graph (session, 0, 1);
    const NnNode *weight = nn_graph_layer (graph, 0)->weight;
    size_t n_zeros = 0;
    for (size_t k = 0; k < weight->size; k++)
      n_zeros += end[weight->offset + k] == 0;
    g_assert_cmpuint (n_zeros, ==, i == 0 ? 0 : weight->size);
    nn_graph_free (graph);
    train_session_free (session);
    fixture_clear (&fixture);
  }
}

/* Frozen weights keep their bits, slowed ones move as far as their factor says. */
static void
test_rates (void)
{
  Fixture fixture;
  real *ends[2];
  double moved[2] = { 0, 0 };
  size_t offset = 0, size = 0;
  for (int i = 0; i < 2; i++) {
    BaseError error = { "" };
    init (&fixture, "sgd", "tanh");
    NnGraph *graph = fixture.config.lanes[0].graph = fixture_graph (&fixture);
    NnNode *first = nn_graph_layer (graph, 0)->weight, *second = nn_graph_layer (graph, 1)->weight;
    g_autofree real *start = g_memdup2 (first->value, first->size * sizeof (real));
    offset = second->offset, size = second->size;
    g_autofree real *before = g_memdup2 (second->value, size * sizeof (real));
    first->rate = 0;
    second->rate = i == 0 ? 1 : (real) 0.25;
    TrainSession *session = train_session_new (&fixture.config, &error);
    ends[i] = parameters_at (session, &fixture, 1);
    g_assert_cmpmem (ends[i] + first->offset, first->size * sizeof (real), start, first->size * sizeof (real));
    for (size_t k = 0; k < size; k++)
      moved[i] += fabs ((double) ends[i][offset + k] - (double) before[k]);
    train_session_free (session);
    fixture_clear (&fixture);
    g_free (ends[i]);
  }
  g_assert_cmpfloat (moved[0], >, 0);
  g_assert_cmpfloat (fabs (moved[1] / moved[0] - 0.25), <, 1e-4);
}

/* Stops after two looks without a lower test loss and goes back to the best weights. */
static void
test_early_stopping (void)
{
  Fixture fixture;
  const TrainEvent *events;
  init (&fixture, "sgd", "relu");
  fixture.config.lanes[0].rules[0].values.optimizer[0] = 2; /* restless */
  fixture.config.record_every = 1;
  use_regularizer (&fixture, "early-stopping", 2);
  TrainSession *session = fixture_session (&fixture);
  go (session, 100);
  long best = (long) value_at (session, "best_step", 100), stopped = -1;
  for (int i = 0, n = train_session_events (session, &events); i < n; i++)
    if (events[i].kind == TRAIN_STOPPED)
      stopped = events[i].step;
  g_assert_cmpint (stopped, ==, best + 20); /* looks are ten steps apart */
  g_assert_cmpint (stopped, <, 100);
  for (long step = 0; step <= stopped; step += 10)
    g_assert_cmpfloat (value_at (session, "test_loss", step), >=,
                       (1 - 1e-4) * value_at (session, "test_loss", best));
  g_assert_cmpfloat (value_at (session, "test_loss", 100), ==, value_at (session, "test_loss", best));
  g_assert_cmpfloat (value_at (session, "test_loss", stopped), !=, value_at (session, "test_loss", stopped + 1));
  train_session_free (session);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/mover/replay/optimizers", test_replay_optimizers);
  g_test_add_func ("/train/mover/replay/schedules", test_replay_schedules);
  g_test_add_func ("/train/mover/replay/regularizers", test_replay_regularizers);
  g_test_add_func ("/train/mover/rate", test_rate);
  g_test_add_func ("/train/mover/plateau", test_plateau);
  g_test_add_func ("/train/mover/clipping", test_clipping);
  g_test_add_func ("/train/mover/decay", test_decay);
  g_test_add_func ("/train/mover/sparsity", test_sparsity);
  g_test_add_func ("/train/mover/rates", test_rates);
  g_test_add_func ("/train/mover/early-stopping", test_early_stopping);
  return g_test_run ();
}
