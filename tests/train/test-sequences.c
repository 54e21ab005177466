/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of recurrent networks, at the start, where everything about them is known. */
#include "fixture.h"

#include <glib.h>
#include <math.h>

enum { UNITS = 8 };

/* rnn 8 gain=@gain | dense 1, logits with binary cross-entropy, as a lane gets it. */
static NnGraph *
make_graph (const Fixture *fixture, double gain, bool want_gradient)
{
  BaseError error = { "" };
  const NnLayer *rnn = (const NnLayer *) base_registry_find (&nn_layers, "rnn");
  const NnLayer *dense = (const NnLayer *) base_registry_find (&nn_layers, "dense");
  double values[PARAM_MAX], one[PARAM_MAX];
  params_defaults (rnn->entry.params, values);
  params_defaults (dense->entry.params, one);
  values[0] = UNITS;
  values[params_find (rnn->entry.params, "gain")] = gain;
  one[0] = 1;
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 2, { fixture->train->steps, fixture->train->channels } });
  x = dense->build (graph, rnn->build (graph, x, values, NULL, &error), one, NULL, &error);
  NnNode *loss = nn_loss_apply (fixture->config.lanes[0].loss, graph, x, &error);
  if (want_gradient)
    nn_graph_want_input_gradient (graph);
  g_assert_true (nn_graph_compile (graph, x, loss, fixture->train->n, &error));
  nn_graph_initialize (graph, 7);
  return graph;
}

/* ‖∂L/∂x_first‖ / ‖∂L/∂x_last‖ over the whole set, plainly. */
static double
ratio (const Fixture *fixture, double gain)
{
  NnGraph *graph = make_graph (fixture, gain, true);
  NnNode *x = nn_graph_input_node (graph), *t = nn_graph_target_node (graph);
  int n = fixture->train->n, features = fixture->train->channels;
  double first = 0, last = 0;
  for (size_t i = 0; i < (size_t) n * x->size; i++)
    x->value[i] = fixture->train->inputs[i];
  for (int i = 0; i < n; i++)
    t->value[i] = fixture->train->targets[i];
  nn_graph_forward (graph, n);
  nn_graph_backward (graph, n);
  for (int row = 0; row < n; row++)
    for (int i = 0; i < features; i++) {
      first += pow ((double) x->gradient[(size_t) row * x->size + (size_t) i], 2);
      last += pow ((double) x->gradient[(size_t) (row + 1) * x->size - (size_t) (features - i)], 2);
    }
  nn_graph_free (graph);
  return sqrt (first / last);
}

static double
value (TrainSession *session, const char *metric, int layer)
{
  double found;
  g_assert_true (train_record_value (train_session_record (session, 0), metric, layer, 0, &found));
  return found;
}

static void
check (double gain)
{
  static const char *const names[] = { "input_grad_ratio", "spectral_radius", "param_count" };
  Fixture fixture;
  BaseError error = { "" };
  double values[PARAM_MAX];
  fixture_init (&fixture, 1, "sgd", "tanh");
  fixture_clear (&fixture);
  const DataSource *latch = (const DataSource *) base_registry_find (&data_sources, "seq-latch");
  params_defaults (latch->entry.params, values);
  values[0] = values[1] = 40;
  g_assert_true (data_make (latch, values, NULL, 3, &fixture.train, &fixture.test, &error));
  TrainLane *lane = &fixture.config.lanes[0];
  lane->train = fixture.train;
  lane->test = fixture.test;
  lane->batch = fixture.train->n;
  lane->graph = make_graph (&fixture, gain, false);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    fixture.config.metrics[fixture.config.n_metrics++] =
      (const TrainMetric *) base_registry_find (&train_metrics, names[i]);
  TrainSession *session = train_session_new (&fixture.config, &error);
  g_assert_cmpstr (error.text, ==, "");
  train_session_wait (session);
  int features = fixture.train->channels;
  g_assert_cmpfloat_with_epsilon (value (session, "input_grad_ratio", 0) / ratio (&fixture, gain), 1, 1e-4);
  g_assert_cmpfloat_with_epsilon (value (session, "spectral_radius", 2), gain, 1e-5);
  g_assert_true (isnan (value (session, "spectral_radius", 1)));
  g_assert_cmpfloat (value (session, "param_count", 0), ==, features * UNITS + UNITS * UNITS + UNITS + UNITS + 1);
  train_session_free (session);
  fixture_clear (&fixture);
}

static void
test_metrics (void)
{
  check (0.5);
  check (1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/sequences/metrics", test_metrics);
  return g_test_run ();
}
