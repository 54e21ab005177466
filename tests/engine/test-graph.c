/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "variants.h"

#include "engine/kernels.h"
#include "engine/op.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define FIND(type, registry, name) ((const type *) base_registry_find (&registry, name))

static void
fill_normal (real *values, size_t n, guint64 seed)
{
  BaseRng rng;
  base_rng_init (&rng, seed, 99);
  for (size_t i = 0; i < n; i++)
    values[i] = (real) base_rng_normal (&rng);
}

/* conv 3 k3 p1 relu | maxpool 2 | dense @hidden tanh | dense 4, softmax cross-entropy, on 7x6x2 images. */
static NnGraph *
small_net (int hidden, int capacity)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnLayerOptions relu = { .activation = FIND (NnActivation, nn_activations, "relu") };
  NnLayerOptions tanh = { .activation = FIND (NnActivation, nn_activations, "tanh") };
  NnNode *x = nn_graph_input (graph, "image", (NnShape) { 3, { 7, 6, 2 } });
  x = FIND (NnLayer, nn_layers, "conv2d")->build (graph, x, (double[PARAM_MAX]) { 3, 3, 1, 1, 1, 1, 1 }, &relu, &error);
  x = FIND (NnLayer, nn_layers, "maxpool")->build (graph, x, (double[PARAM_MAX]) { 2, 0 }, NULL, &error);
  x = FIND (NnLayer, nn_layers, "dense")->build (graph, x, (double[PARAM_MAX]) { hidden, 1 }, &tanh, &error);
  x = FIND (NnLayer, nn_layers, "dense")->build (graph, x, (double[PARAM_MAX]) { 4, 1 }, NULL, &error);
  NnNode *loss = nn_loss_apply (FIND (NnLoss, nn_losses, "softmax-ce"), graph, x, &error);
  g_assert_true (nn_graph_compile (graph, x, loss, capacity, &error));
  nn_graph_initialize (graph, 3);
  return graph;
}

static void
fill_batch (NnGraph *graph, int rows)
{
  fill_normal (nn_graph_input_node (graph)->value, (size_t) rows * nn_graph_input_node (graph)->size, 8);
  for (int r = 0; r < rows; r++)
    nn_graph_target_node (graph)->value[r] = (real) (r % 4);
}

static void
run (NnGraph *graph, int rows)
{
  nn_graph_forward (graph, rows);
  nn_graph_backward (graph, rows);
}

static void
test_shapes (void)
{
  NnGraph *graph = small_net (5, 2);
  char text[NN_SHAPE_TEXT];
  g_assert_cmpint (nn_graph_n_layers (graph), ==, 3);
  const NnLayerView *conv = nn_graph_layer (graph, 0), *dense = nn_graph_layer (graph, 1);
  g_assert_cmpstr (conv->label, ==, "conv2d 1");
  g_assert_cmpstr (nn_shape_format (&conv->out->shape, text), ==, "7x6x3");
  g_assert_cmpstr (nn_shape_format (&dense->weight->shape, text), ==, "27x5");
  g_assert_cmpstr (dense->weight->label, ==, "dense 2 weight");
  g_assert_true (dense->pre != dense->out && nn_graph_layer (graph, 2)->pre == nn_graph_layer (graph, 2)->out);
  g_assert_cmpuint ((gsize) nn_graph_parameters (graph) % 64, ==, 0);
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    g_assert_cmpuint ((gsize) nn_graph_node (graph, i)->value % 64, ==, 0);
  nn_graph_free (graph);
}

static void
test_mismatch_names_both_shapes (void)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 12 } });
  NnNode *w = nn_graph_parameter (graph, "w", (NnShape) { 2, { 11, 4 } }, 11, 4, NULL, NULL);
  NnNode *b = nn_graph_parameter (graph, "b", (NnShape) { 1, { 4 } }, 0, 0, NULL, NULL);
  g_assert_null (nn_graph_apply (graph, FIND (NnOp, nn_ops, "dense"), NULL, 3, (NnNode *[]) { x, w, b }, &error));
  g_assert_nonnull (strstr (error.text, "12"));
  g_assert_nonnull (strstr (error.text, "11x4"));
  base_error_clear (&error);
  g_assert_null (FIND (NnLayer, nn_layers, "conv2d")->build (graph, x, (double[PARAM_MAX]) { 3, 3, 1, 1, 1, 1, 1 }, NULL, &error));
  g_assert_nonnull (strstr (error.text, "12"));
  base_error_clear (&error);
  NnNode *image = nn_graph_input (graph, "image", (NnShape) { 3, { 2, 9, 1 } });
  g_assert_null (FIND (NnLayer, nn_layers, "conv2d")->build (graph, image, (double[PARAM_MAX]) { 3, 5, 1, 1, 1, 1, 1 }, NULL,
                                                             &error));
  g_assert_nonnull (strstr (error.text, "2x9x1"));
  g_assert_nonnull (strstr (error.text, "5x5x1x3"));
  base_error_clear (&error);
  g_assert_null (FIND (NnLayer, nn_layers, "maxpool")->build (graph, image, (double[PARAM_MAX]) { 3, 0 }, NULL, &error));
  g_assert_nonnull (strstr (error.text, "2x9x1"));
  nn_graph_free (graph);
}

/* A network that no memory holds is an error, not a crash. */
static void
test_too_large (void)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 1 << 20, 1 << 20, 1 << 10 } });
  g_assert_false (nn_graph_compile (graph, x, NULL, 1 << 20, &error));
  g_assert_nonnull (strstr (error.text, "memory"));
  nn_graph_free (graph);
}

static void
test_same_seed_same_bits (void)
{
  NnGraph *a = small_net (9, 8), *b = small_net (9, 8);
  gsize bytes = nn_graph_n_parameters (a) * sizeof (real);
  fill_batch (a, 8);
  fill_batch (b, 8);
  run (a, 8);
  run (b, 8);
  g_assert_cmpmem (nn_graph_parameters (a), bytes, nn_graph_parameters (b), bytes);
  g_assert_cmpmem (nn_graph_gradients (a), bytes, nn_graph_gradients (b), bytes);
  nn_graph_initialize (b, 4);
  g_assert_true (memcmp (nn_graph_parameters (a), nn_graph_parameters (b), bytes) != 0);
  nn_graph_initialize (b, 3);
  g_assert_cmpmem (nn_graph_parameters (a), bytes, nn_graph_parameters (b), bytes);
  nn_graph_free (a);
  nn_graph_free (b);
}

/* A row has the same bits in any batch and in a copy of any capacity. */
static void
test_rows_do_not_depend_on_the_batch (void)
{
  NnGraph *graph = small_net (17, 23);
  NnNode *in = nn_graph_input_node (graph), *out = nn_graph_output (graph);
  fill_batch (graph, 23);
  nn_graph_forward (graph, 23);
  for (int capacity = 1; capacity <= 23; capacity += 3) {
    NnGraph *copy = nn_graph_copy (graph, capacity, capacity % 2, NN_FORWARD_ONLY);
    NnNode *copy_in = nn_graph_input_node (copy), *copy_out = nn_graph_output (copy);
    for (int first = 0; first + capacity <= 23; first++) {
      memcpy (copy_in->value, in->value + (size_t) first * in->size, sizeof (real) * in->size * (size_t) capacity);
      nn_graph_forward (copy, capacity);
      gsize bytes = sizeof (real) * out->size * (gsize) capacity;
      g_assert_cmpmem (copy_out->value, bytes, out->value + (size_t) first * out->size, bytes);
    }
    nn_graph_free (copy);
  }
  nn_graph_free (graph);
}

static void
test_copies (void)
{
  NnGraph *graph = small_net (5, 4);
  NnGraph *shared = nn_graph_copy (graph, 2, false, NN_FORWARD_ONLY), *own = nn_graph_copy (graph, 2, true, NN_GRADIENTS);
  g_assert_true (nn_graph_parameters (shared) == nn_graph_parameters (graph));
  g_assert_true (nn_graph_layer (shared, 0)->weight->value == nn_graph_layer (graph, 0)->weight->value);
  g_assert_null (nn_graph_gradients (shared));
  g_assert_true (nn_graph_parameters (own) != nn_graph_parameters (graph));
  nn_graph_parameters (graph)[0] = 7;
  g_assert_cmpfloat (nn_graph_parameters (shared)[0], ==, 7);
  g_assert_cmpfloat (nn_graph_parameters (own)[0], !=, 7);
  fill_batch (own, 2);
  run (own, 2);
  nn_graph_free (shared);
  nn_graph_free (graph); /* before its owning copy */
  run (own, 2);
  nn_graph_free (own);
}

/* The bits of the output, and no loss. */
static void
test_predict (void)
{
  NnGraph *graph = small_net (5, 4);
  NnNode *output = nn_graph_output (graph), *loss = nn_graph_loss_node (graph);
  fill_batch (graph, 4);
  nn_graph_forward (graph, 4);
  g_autofree real *expected = g_memdup2 (output->value, 4 * output->size * sizeof (real));
  memset (output->value, 0, 4 * output->size * sizeof (real));
  loss->value[0] = -1;
  nn_graph_predict (graph, 4);
  g_assert_cmpmem (expected, 4 * output->size * sizeof (real), output->value, 4 * output->size * sizeof (real));
  g_assert_cmpfloat (loss->value[0], ==, -1);
  nn_graph_free (graph);
}

/* Backward overwrites: twice gives the same as once; padding stays zero. */
static void
test_backward_overwrites (void)
{
  NnGraph *graph = small_net (5, 4);
  fill_batch (graph, 4);
  run (graph, 4);
  gsize n = nn_graph_n_parameters (graph);
  g_autofree real *once = g_memdup2 (nn_graph_gradients (graph), n * sizeof (real));
  run (graph, 4);
  g_assert_cmpmem (once, n * sizeof (real), nn_graph_gradients (graph), n * sizeof (real));
  gsize used = 0;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) {
    NnNode *node = nn_graph_node (graph, i);
    if (node->kind != NN_PARAMETER)
      continue;
    for (; used < node->offset; used++)
      g_assert_true (nn_graph_gradients (graph)[used] == 0 && nn_graph_parameters (graph)[used] == 0);
    used = node->offset + node->size;
  }
  nn_graph_free (graph);
}

/* The units of a layer whose weights are equal stay equal, at widths that do not fill vectors. */
static void
check_equal_units (int units, const char *activation)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnLayerOptions options = { .activation = FIND (NnActivation, nn_activations, activation) };
  const NnLayer *dense = FIND (NnLayer, nn_layers, "dense");
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 7 } });
  NnNode *h = dense->build (graph, x, (double[PARAM_MAX]) { units, 1 }, &options, &error);
  NnNode *h2 = dense->build (graph, h, (double[PARAM_MAX]) { units, 1 }, &options, &error);
  NnNode *y = dense->build (graph, h2, (double[PARAM_MAX]) { 3, 1 }, NULL, &error);
  NnNode *loss = nn_loss_apply (FIND (NnLoss, nn_losses, "mse"), graph, y, &error);
  g_assert_true (nn_graph_compile (graph, y, loss, 13, &error));
  nn_graph_initialize (graph, 1);
  for (int l = 0; l < 3; l++) { /* into a layer: columns alike; out of it: rows alike */
    NnNode *w = nn_graph_layer (graph, l)->weight;
    int n_out = w->shape.d[1];
    for (int i = 0; i < w->shape.d[0]; i++)
      for (int o = 0; o < n_out; o++)
        w->value[i * n_out + o] = w->value[(l > 0 ? 0 : i) * n_out + (l < 2 ? 0 : o)];
  }
  fill_normal (x->value, 13 * 7, 2);
  fill_normal (nn_graph_target_node (graph)->value, 13 * 3, 3);
  memcpy (x->value + 12 * 7, x->value, 7 * sizeof (real)); /* the last row as the first */
  memcpy (nn_graph_target_node (graph)->value + 12 * 3, nn_graph_target_node (graph)->value, 3 * sizeof (real));
  for (int step = 0; step < 20; step++) {
    run (graph, 13);
    for (size_t i = 0; i < nn_graph_n_parameters (graph); i++)
      nn_graph_parameters (graph)[i] -= (real) 1e-4 * nn_graph_gradients (graph)[i];
  }
  run (graph, 13);
  NnNode *nodes[] = { h, h2 };
  for (int l = 0; l < 2; l++)
    for (int r = 0; r < 13; r++)
      for (int u = 1; u < units; u++) {
        g_assert_true (nodes[l]->value[r * units + u] == nodes[l]->value[r * units]);
        g_assert_true (nodes[l]->gradient[r * units + u] == nodes[l]->gradient[r * units]);
      }
  g_assert_cmpmem (h2->value, sizeof (real) * (gsize) units, h2->value + 12 * units, sizeof (real) * (gsize) units);
  g_assert_cmpmem (h->gradient, sizeof (real) * (gsize) units, h->gradient + 12 * units,
                   sizeof (real) * (gsize) units);
  nn_graph_free (graph);
}

static void
test_equal_units_stay_equal (void)
{
  static const int widths[] = { 1, 2, 3, 4, 5, 8, 13, 16, 17, 31, 33, 50, 64, 65, 100, 131 };
  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    for (int a = 0; a < nn_activations.n_entries; a++)
      check_equal_units (widths[i], nn_activations.entries[a]->name);
}

/* The same for the filters of a convolution. */
static void
test_equal_filters_stay_equal (void)
{
  static const int widths[] = { 1, 3, 5, 8, 13, 16, 17, 33 };
  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++) {
    BaseError error = { "" };
    int n = widths[i];
    NnGraph *graph = nn_graph_new ();
    NnLayerOptions relu = { .activation = FIND (NnActivation, nn_activations, "relu") };
    NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 9, 11, 2 } });
    NnNode *y = FIND (NnLayer, nn_layers, "conv2d")->build (graph, x, (double[PARAM_MAX]) { n, 3, 1, 1, 1, 1, 1 }, &relu, &error);
    NnNode *z = FIND (NnLayer, nn_layers, "conv2d")->build (graph, y, (double[PARAM_MAX]) { n, 3, 1, 1, 1, 1, 1 }, NULL, &error);
    NnNode *loss = nn_loss_apply (FIND (NnLoss, nn_losses, "mse"), graph, z, &error);
    g_assert_true (nn_graph_compile (graph, z, loss, 3, &error));
    nn_graph_initialize (graph, 1);
    for (int l = 0; l < 2; l++) {
      NnNode *w = nn_graph_layer (graph, l)->weight;
      int in = w->shape.d[2];
      for (gsize k = 0; k < w->size; k++)
        w->value[k] = w->value[k / (gsize) (n * in) * (gsize) (n * in) + (l == 0 ? k / (gsize) n % (gsize) in : 0) * (gsize) n];
    }
    fill_normal (x->value, 3 * x->size, 2);
    run (graph, 3);
    for (gsize k = 0; k < 3 * y->size; k++) {
      g_assert_true (y->value[k] == y->value[k - k % (gsize) n]);
      g_assert_true (y->gradient[k] == y->gradient[k - k % (gsize) n]);
    }
    nn_graph_free (graph);
  }
}

/* A NaN weight is seen in the output, through every activation and pooling. */
static void
test_nan_passes (void)
{
  for (int a = 0; a < nn_activations.n_entries; a++) {
    BaseError error = { "" };
    NnGraph *graph = nn_graph_new ();
    NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 2, 2, 5 } });
    const NnActivation *f = (const NnActivation *) nn_activations.entries[a];
    bool mixes = f->value == NULL && f->build == NULL; /* the features of a place */
    NnNode *y = nn_activation_apply (f, graph, x, NULL, &error);
    NnNode *z = FIND (NnLayer, nn_layers, "maxpool")->build (graph, y, (double[PARAM_MAX]) { 2, 0 }, NULL, &error);
    g_assert_true (nn_graph_compile (graph, z, NULL, 1, &error));
    nn_graph_initialize (graph, 1);
    for (int i = 0; i < 20; i++) {
      memset (x->value, 0, 20 * sizeof (real));
      x->value[i] = (real) NAN;
      nn_graph_forward (graph, 1);
      for (int k = 0; k < 20; k++)
        g_assert_true (isnan (y->value[k]) == (k == i || (mixes && k / 5 == i / 5)));
      for (int c = 0; c < 5; c++)
        g_assert_true (isnan (z->value[c]) == (c == i % 5 || mixes));
    }
    nn_graph_free (graph);
  }
}

/* Ties go to the first place. */
static void
test_pool_ties (void)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 2, 2, 3 } });
  NnNode *y = FIND (NnLayer, nn_layers, "maxpool")->build (graph, x, (double[PARAM_MAX]) { 2, 0 }, NULL, &error);
  NnNode *loss = nn_loss_apply (FIND (NnLoss, nn_losses, "mse"), graph, y, &error);
  nn_graph_want_input_gradient (graph);
  g_assert_true (nn_graph_compile (graph, y, loss, 1, &error));
  for (int i = 0; i < 12; i++)
    x->value[i] = 2;
  run (graph, 1);
  for (int i = 0; i < 12; i++)
    g_assert_true ((x->gradient[i] != 0) == (i < 3));
  nn_graph_free (graph);
}

static const VariantTest tests[] = {
  { "shapes", test_shapes },
  { "mismatch-names-both-shapes", test_mismatch_names_both_shapes },
  { "too-large", test_too_large },
  { "same-seed-same-bits", test_same_seed_same_bits },
  { "rows-do-not-depend-on-the-batch", test_rows_do_not_depend_on_the_batch },
  { "copies", test_copies },
  { "predict", test_predict },
  { "backward-overwrites", test_backward_overwrites },
  { "equal-units-stay-equal", test_equal_units_stay_equal },
  { "equal-filters-stay-equal", test_equal_filters_stay_equal },
  { "nan-passes", test_nan_passes },
  { "pool-ties", test_pool_ties },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  variants_add ("graph", tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
