/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared weights, and two players on one graph; in double. */
#include "engine/game.h"

#include <glib.h>
#include <math.h>

#define ROWS 7
#define TOLERANCE 1e-12 /* of the same sums in another order */

static const NnLayer *
layer (const char *name)
{
  return (const NnLayer *) base_registry_find (&nn_layers, name);
}

static void
fill_normal (real *values, size_t n, guint64 seed)
{
  BaseRng rng;
  base_rng_init (&rng, seed, 99);
  for (size_t i = 0; i < n; i++)
    values[i] = base_rng_normal (&rng);
}

static NnNode *
dense (NnGraph *graph, NnNode *x, int units, const char *activation)
{
  NnLayerOptions options = { .activation = (const NnActivation *) base_registry_find (&nn_activations, activation) };
  return layer ("dense")->build (graph, x, (double[PARAM_MAX]) { units, 1 }, &options, NULL);
}

/* "latent 3 | dense 5 tanh | dense 2", "dense 6 leaky-relu | dense 1" */
static NnNode *
generator (NnGraph *graph, NnNode *x)
{
  NnNode *z = layer ("latent")->build (graph, x, (double[PARAM_MAX]) { 3, 1, 0 }, NULL, NULL);
  return dense (graph, dense (graph, z, 5, "tanh"), 2, "identity");
}

static NnNode *
discriminator (NnGraph *graph, NnNode *x)
{
  return dense (graph, dense (graph, x, 6, "leaky-relu"), 1, "identity");
}

static void
run (NnGraph *graph)
{
  nn_graph_set_training (graph, true);
  nn_graph_set_step (graph, 3, 4);
  nn_graph_forward (graph, ROWS);
  nn_graph_backward (graph, ROWS);
}

static NnGraph *
game_new (const NnLoss *loss, NnGame *game)
{
  BaseError error = { "" };
  double settings[PARAM_MAX];
  params_defaults (loss->entry.params, settings);
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 2 } });
  game->generated = generator (graph, x);
  int first = nn_graph_n_nodes (graph);
  game->real = discriminator (graph, x);
  NnNode *total = nn_game_build (graph, game, first, loss, settings, 1, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_true (nn_graph_compile (graph, game->real, total, ROWS, &error));
  nn_graph_initialize (graph, 1);
  fill_normal (nn_graph_parameters (graph), nn_graph_n_trained (graph), 2); /* biases too */
  fill_normal (x->value, ROWS * 2, 5);
  run (graph);
  return graph;
}

/* A network of its own with the weights of @game's layers from @first_layer on; the loss of @player for samples whose target is
 * @target. @stacked: the discriminator behind the generator. */
static NnGraph *
alone_new (const NnLoss *loss, int player, bool stacked, double target, const NnGraph *game)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 2 } });
  NnNode *sample = stacked ? generator (graph, x) : x, *said = discriminator (graph, sample);
  NnNode *t = nn_graph_input (graph, "target", (NnShape) { 1, { 1 } });
  NnNode *l = nn_graph_apply (graph, &loss->op, (double[PARAM_MAX]) { player }, 2, (NnNode *[]) { said, t }, &error);
  g_assert_true (nn_graph_compile (graph, said, l, ROWS, &error));
  int skipped = stacked ? 0 : 2;
  for (int i = 0; i < nn_graph_n_layers (graph); i++) {
    const NnLayerView *to = nn_graph_layer (graph, i), *from = nn_graph_layer (game, skipped + i);
    memcpy (to->weight->value, from->weight->value, to->weight->size * sizeof (real));
    memcpy (to->bias->value, from->bias->value, to->bias->size * sizeof (real));
  }
  for (int r = 0; r < ROWS; r++)
    t->value[r] = target;
  return graph;
}

static void
assert_equal (const real *a, const real *b, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], TOLERANCE * MAX (1, fabs (b[i])));
}

/* Gradients of weights and biases of the layers of @alone, which are those of @game from @skipped on; @add: to them. */
static void
assert_gradients (const NnGraph *game, int skipped, const NnGraph *alone, const NnGraph *add, int n_layers)
{
  for (int i = 0; i < n_layers; i++)
    for (int part = 0; part < 2; part++) {
      const NnLayerView *views[] = { nn_graph_layer (game, skipped + i), nn_graph_layer (alone, i),
                                     add != NULL ? nn_graph_layer (add, i) : NULL };
      const NnNode *have = part ? views[0]->bias : views[0]->weight, *want = part ? views[1]->bias : views[1]->weight;
      const NnNode *more = add == NULL ? NULL : part ? views[2]->bias : views[2]->weight;
      for (size_t k = 0; k < have->size; k++) {
        double expected = want->gradient[k] + (more != NULL ? more->gradient[k] : 0);
        g_assert_cmpfloat_with_epsilon (have->gradient[k], expected, TOLERANCE * MAX (1, fabs (expected)));
      }
    }
}

/* Each player's gradient on the one graph is that of networks put together by hand: the discriminator once on real and once on
 * generated samples, and behind the generator. */
static void
test_players (gconstpointer data)
{
  const NnLoss *loss = data;
  NnGame game;
  NnGraph *graph = game_new (loss, &game);
  NnGraph *real_one = alone_new (loss, 0, false, 1, graph), *fake_one = alone_new (loss, 0, false, 0, graph);
  NnGraph *stacked = alone_new (loss, 1, true, 0, graph);
  memcpy (nn_graph_input_node (real_one)->value, nn_graph_input_node (graph)->value, ROWS * 2 * sizeof (real));
  memcpy (nn_graph_input_node (fake_one)->value, game.generated->value, ROWS * 2 * sizeof (real));
  run (real_one);
  run (fake_one);
  run (stacked);
  assert_equal (game.real->value, nn_graph_output (real_one)->value, ROWS);
  assert_equal (game.fake->value, nn_graph_output (stacked)->value, ROWS);
  g_assert_cmpfloat_with_epsilon (nn_graph_loss (graph, ROWS),
                                  nn_graph_loss (real_one, ROWS) + nn_graph_loss (fake_one, ROWS) +
                                    nn_graph_loss (stacked, ROWS), TOLERANCE);
  assert_gradients (graph, 2, real_one, fake_one, 2);
  assert_gradients (graph, 0, stacked, NULL, 2);
  NnGraph *graphs[] = { graph, real_one, fake_one, stacked };
  for (gsize i = 0; i < G_N_ELEMENTS (graphs); i++)
    nn_graph_free (graphs[i]);
}

/* New numbers at every step and for every row, the same whatever the batch; without spread only the mean. */
static void
test_latent (void)
{
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 1 } });
  NnNode *z = layer ("latent")->build (graph, x, (double[PARAM_MAX]) { 5, 2, 3 }, NULL, NULL);
  NnNode *still = layer ("latent")->build (graph, x, (double[PARAM_MAX]) { 5, 0, 3 }, NULL, NULL);
  enum { N = 2000 };
  g_assert_true (nn_graph_compile (graph, still, NULL, N, NULL));
  nn_graph_set_step (graph, 1, 1);
  nn_graph_forward (graph, N);
  double mean = 0, square = 0;
  for (int i = 0; i < 5 * N; i++) {
    mean += z->value[i] / (5 * N);
    square += (z->value[i] - 3) * (z->value[i] - 3) / (5 * N);
    g_assert_cmpfloat (still->value[i], ==, 3);
  }
  g_assert_cmpfloat_with_epsilon (mean, 3, 0.06); /* three standard errors: 2 / √10000 */
  g_assert_cmpfloat_with_epsilon (sqrt (square), 2, 0.05);
  g_autofree real *all = g_memdup2 (z->value, 5 * N * sizeof (real));
  nn_graph_set_first_row (graph, 100);
  nn_graph_forward (graph, 9);
  g_assert_cmpmem (z->value, 45 * sizeof (real), all + 500, 45 * sizeof (real));
  nn_graph_set_step (graph, 1, 2);
  nn_graph_forward (graph, 9);
  for (int i = 0; i < 45; i++)
    g_assert_cmpfloat (z->value[i], !=, all[500 + i]);
  nn_graph_free (graph);
}

/* A discriminator that does not take what the generator makes. */
static void
test_mismatch (void)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 2 } });
  NnGame game = { .generated = dense (graph, x, 3, "identity") };
  int first = nn_graph_n_nodes (graph);
  game.real = discriminator (graph, x);
  const NnLoss *loss = (const NnLoss *) base_registry_find (&nn_losses, "wgan");
  g_assert_null (nn_game_build (graph, &game, first, loss, (double[PARAM_MAX]) { 0 }, 1, &error));
  g_assert_cmpstr (error.text, ==, "dense: input 3 does not go with weights 2x6");
  nn_graph_free (graph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 0; i < nn_losses.n_entries; i++)
    if (nn_loss_has_players ((const NnLoss *) nn_losses.entries[i])) {
      g_autofree char *path = g_strdup_printf ("/engine/game/players/%s", nn_losses.entries[i]->name);
      g_test_add_data_func (path, nn_losses.entries[i], test_players);
    }
  g_test_add_func ("/engine/game/latent", test_latent);
  g_test_add_func ("/engine/game/mismatch", test_mismatch);
  return g_test_run ();
}
