/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <glib.h>
#include <string.h>

static const char *const names[] = { "one", "two", "three", "four", "five", "six", "seven" };

/* A layer with its first setting, unless that is 0. */
static NnNode *
add_layer (NnGraph *graph, NnNode *node, const char *name, double first, const char *activation)
{
  const NnLayer *layer = (const NnLayer *) base_registry_find (&nn_layers, name);
  NnLayerOptions options = { .activation = (const NnActivation *) base_registry_find (&nn_activations, activation) };
  BaseError error = { 0 };
  double values[PARAM_MAX];
  params_defaults (layer->entry.params, values);
  values[0] = first != 0 ? first : values[0];
  node = nn_layer_build (layer, graph, node, 0, NULL, values, &options, &error);
  g_assert_cmpstr (error.text, ==, "");
  return node;
}

static NnGraph *
build_graph (const NnLoss *loss, const char *activation, int width, bool random, int n_inputs, int capacity)
{
  BaseError error = { 0 };
  NnGraph *graph = nn_graph_new ();
  NnNode *node = nn_graph_input (graph, "input", (NnShape) { 1, { n_inputs } });
  for (int i = 0; i < 2; i++) {
    node = add_layer (graph, node, "dense", width, random ? "none" : activation);
    if (random) {
      node = add_layer (graph, node, "batchnorm", 0, activation);
      node = add_layer (graph, node, "dropout", 0.2, "none");
    }
  }
  node = add_layer (graph, node, "dense", 1, "none");
  NnNode *losses = nn_loss_apply (loss, graph, node, &error);
  g_assert_nonnull (losses);
  g_assert_true (nn_graph_compile (graph, node, losses, capacity, &error));
  nn_graph_initialize (graph, 7);
  return graph;
}

void
fixture_init (Fixture *fixture, int n_lanes, const char *optimizer, const char *activation)
{
  const DataSource *moons = (const DataSource *) base_registry_find (&data_sources, "moons");
  BaseError error = { 0 };
  double values[PARAM_MAX];
  params_defaults (moons->entry.params, values);
  values[0] = 150; /* several slices of an evaluation */
  values[1] = 90;
  *fixture = (Fixture) { .config = { .n_lanes = n_lanes, .steps = 100, .record_every = 10, .check_replay = true } };
  g_assert_true (data_make (moons, values, NULL, 3, &fixture->train, &fixture->test, &error));
  g_strlcpy (fixture->activation, activation, sizeof fixture->activation);
  for (int i = 0; i < n_lanes; i++) {
    TrainLane *lane = &fixture->config.lanes[i];
    lane->name = names[i];
    lane->loss = (const NnLoss *) base_registry_find (&nn_losses, "bce");
    lane->rules[0].optimizer = (const NnOptimizer *) base_registry_find (&nn_optimizers, optimizer);
    params_defaults (lane->rules[0].optimizer->entry.params, lane->rules[0].values.optimizer);
    lane->rules[0].values.optimizer[0] = 0.05 * (i + 1);
    lane->batch = 16;
    lane->train = fixture->train;
    lane->test = fixture->test;
    lane->seed = 11;
  }
}

NnGraph *
fixture_graph (Fixture *fixture)
{
  return build_graph (fixture->config.lanes[0].loss, fixture->activation, fixture->width > 0 ? fixture->width : 8,
                      fixture->random, data_set_n_inputs (fixture->train), 16);
}

TrainSession *
fixture_session (Fixture *fixture)
{
  BaseError error = { 0 };
  for (int i = 0; i < fixture->config.n_lanes; i++)
    fixture->config.lanes[i].graph = fixture_graph (fixture);
  TrainSession *session = train_session_new (&fixture->config, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (session);
  return session;
}

void
fixture_clear (Fixture *fixture)
{
  data_set_free (fixture->train);
  data_set_free (fixture->test);
}

bool
fixture_same_record (const TrainRecord *a, const TrainRecord *b)
{
  return a->n_columns == b->n_columns && a->n_rows == b->n_rows && a->n_losses == b->n_losses &&
         !memcmp (a->losses, b->losses, (size_t) a->n_losses * sizeof (float)) &&
         !memcmp (a->steps, b->steps, (size_t) a->n_rows * sizeof (long)) &&
         !memcmp (a->values, b->values, (size_t) a->n_rows * (size_t) a->n_columns * sizeof (double));
}
