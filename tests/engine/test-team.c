/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

#include <glib.h>
#include <string.h>

#define FIND(type, registry, name) ((const type *) base_registry_find (&registry, name))

typedef struct {
  const char *layer;
  int n;
  double settings[4];
  const char *activation;
} Link;

/* Ops by rows, alone and in runs on images, and ops of whole batches between them. */
static const Link images[] = {
  { "conv2d", 4, { 8, 3, 1, 1 }, "relu" }, { "maxpool", 2, { 2, 0 } }, { "batchnorm", 0 },
  { "conv2d", 4, { 17, 3, 1, 1 }, "tanh" }, { "dropout", 1, { 0.3 } }, { "flatten", 0 },
  { "dense", 1, { 130 }, "gelu" }, { "dense", 1, { 4 } }, { NULL },
};
static const Link plain_images[] = {
  { "conv2d", 4, { 8, 3, 1, 1 }, "relu" }, { "maxpool", 2, { 2, 0 } }, { "conv2d", 4, { 17, 3, 1, 1 }, "tanh" },
  { "dense", 1, { 4 } }, { NULL },
};
static const Link tiny[] = { { "dense", 1, { 4 }, "tanh" }, { "dense", 1, { 4 } }, { NULL } };

static NnGraph *
make_net (const Link *links, int capacity)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "image", (NnShape) { 3, { 12, 10, 2 } });
  for (; links->layer != NULL; links++) {
    const NnLayer *layer = FIND (NnLayer, nn_layers, links->layer);
    NnLayerOptions options = { 0 };
    double settings[PARAM_MAX];
    if (links->activation != NULL)
      options.activation = FIND (NnActivation, nn_activations, links->activation);
    params_defaults (layer->entry.params, settings);
    memcpy (settings, links->settings, sizeof (double) * (size_t) links->n);
    x = layer->build (graph, x, settings, &options, &error);
    g_assert_cmpstr (error.text, ==, "");
  }
  NnNode *loss = nn_loss_apply (FIND (NnLoss, nn_losses, "softmax-ce"), graph, x, &error);
  g_assert_true (nn_graph_compile (graph, x, loss, capacity, &error));
  nn_graph_initialize (graph, 3);
  nn_graph_set_training (graph, true);
  nn_graph_set_step (graph, 5, 7);
  return graph;
}

static void
fill_batch (NnGraph *graph, int rows)
{
  NnNode *input = nn_graph_input_node (graph);
  BaseRng rng;
  base_rng_init (&rng, 8, 99);
  for (size_t i = 0; i < (size_t) rows * input->size; i++)
    input->value[i] = (real) base_rng_normal (&rng);
  for (int r = 0; r < rows; r++)
    nn_graph_target_node (graph)->value[r] = (real) (r % 4);
}

static void
run (NnGraph *graph, int rows)
{
  fill_batch (graph, rows);
  nn_graph_forward (graph, rows);
  nn_graph_backward (graph, rows);
}

static void
assert_same (const NnGraph *a, const NnGraph *b, int rows)
{
  for (int i = 0; i < nn_graph_n_nodes (a); i++) {
    const NnNode *x = nn_graph_node (a, i), *y = nn_graph_node (b, i);
    gsize bytes = sizeof (real) * x->size * (gsize) (x->batched ? rows : 1);
    g_assert_cmpmem (x->value, bytes, y->value, bytes);
    if (x->gradient != NULL)
      g_assert_cmpmem (x->gradient, bytes, y->gradient, bytes);
  }
}

/* All values and gradients have the same bits, whatever the number of threads and rows; twice, as memory is used again. */
static void
test_bits (gconstpointer links)
{
  for (int size = 2; size <= NN_TEAM_MAX; size++)
    for (int rows = 31; rows <= 64; rows += 11) {
      NnGraph *alone = make_net (links, 64), *shared = make_net (links, 64);
      NnTeam *team = nn_team_new (size);
      nn_graph_set_team (shared, team);
      g_assert_true (nn_graph_team (shared) == team);
      for (int time = 0; time < 2; time++) {
        run (alone, rows);
        run (shared, rows);
        assert_same (alone, shared, rows);
      }
      nn_graph_free (shared);
      nn_graph_free (alone);
      nn_team_free (team);
    }
}

/* Nor has a copy for predictions others, which keeps less. */
static void
test_predictions (gconstpointer links)
{
  NnGraph *graph = make_net (links, 64);
  NnGraph *whole = nn_graph_copy (graph, 64, true, NN_FORWARD_ONLY), *brief = nn_graph_copy (graph, 64, true, NN_PREDICTIONS);
  NnTeam *team = nn_team_new (3);
  const NnNode *output = nn_graph_output (whole);
  fill_batch (whole, 64);
  fill_batch (brief, 64);
  for (int shared = 0; shared < 2; shared++)
    for (int rows = 1; rows <= 64; rows += 9) {
      gsize bytes = sizeof (real) * output->size * (gsize) rows;
      nn_graph_set_team (brief, shared ? team : NULL);
      nn_graph_forward (whole, rows);
      nn_graph_forward (brief, rows);
      g_assert_cmpmem (output->value, bytes, nn_graph_output (brief)->value, bytes);
      g_assert_cmpfloat (nn_graph_loss (whole, rows), ==, nn_graph_loss (brief, rows));
    }
  nn_graph_free (brief);
  nn_graph_free (whole);
  nn_graph_free (graph);
  nn_team_free (team);
}

/* Where threads would wait for each other most of the time, the caller runs alone. */
static void
test_tiny (void)
{
  NnGraph *graph = make_net (tiny, 10);
  NnTeam *team = nn_team_new (2);
  nn_graph_set_team (graph, team);
  g_assert_null (nn_graph_team (graph));
  nn_graph_free (graph);
  nn_team_free (team);
}

/* An update has the same bits in parts. */
static void
test_update (void)
{
  enum { N = 40000 };
  const NnOptimizer *adam = FIND (NnOptimizer, nn_optimizers, "adam");
  real *numbers[2][4];
  double values[PARAM_MAX];
  NnTeam *team = nn_team_new (3);
  params_defaults (adam->entry.params, values);
  for (int shared = 0; shared < 2; shared++) {
    for (int i = 0; i < 4; i++)
      numbers[shared][i] = g_new0 (real, N);
    for (int i = 0; i < N; i++)
      numbers[shared][1][i] = (real) (i % 17) - 8;
    NnUpdate update = { .n = N, .parameters = numbers[shared][0], .gradients = numbers[shared][1],
                        .slots = { numbers[shared][2], numbers[shared][3] }, .t = 1, .values = values };
    nn_optimizer_update (adam, &update, shared ? team : NULL);
  }
  g_assert_cmpfloat (numbers[1][0][N - 1], !=, 0);
  for (int i = 0; i < 4; i++)
    g_assert_cmpmem (numbers[0][i], N * sizeof (real), numbers[1][i], N * sizeof (real));
  for (int i = 0; i < 8; i++)
    g_free (numbers[i / 4][i % 4]);
  nn_team_free (team);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/engine/team/bits/mixed", images, test_bits);
  g_test_add_data_func ("/engine/team/bits/images", plain_images, test_bits);
  g_test_add_data_func ("/engine/team/predictions/mixed", images, test_predictions);
  g_test_add_data_func ("/engine/team/predictions/images", plain_images, test_predictions);
  g_test_add_func ("/engine/team/tiny", test_tiny);
  g_test_add_func ("/engine/team/update", test_update);
  return g_test_run ();
}
