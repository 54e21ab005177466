/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/occlusion.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define FIND(type, registry, name) ((const type *) base_registry_find (&registry, name))

static NnNode *
layer (NnGraph *graph, NnNode *input, const char *name, const double *values, const char *activation)
{
  BaseError error = { "" };
  NnLayerOptions options = { .activation = FIND (NnActivation, nn_activations, activation) };
  NnNode *node = nn_layer_build (FIND (NnLayer, nn_layers, name), graph, input, 0, NULL, values, &options, &error);
  g_assert_cmpstr (error.text, ==, "");
  return node;
}

/* A convolutional network for height x width x channels, compiled for inference. */
static NnGraph *
conv_net (int height, int width, int channels, const double *conv, const double *pool, const char *activation,
          int capacity)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "image", (NnShape) { 3, { height, width, channels } });
  x = layer (graph, x, "conv2d", conv, activation);
  x = layer (graph, x, "maxpool", pool, "none");
  x = layer (graph, x, "conv2d", (double[PARAM_MAX]) { 5, 3, 1, 1, 1, 1, 1 }, activation);
  x = layer (graph, x, "dense", (double[PARAM_MAX]) { 10, 1 }, activation);
  x = layer (graph, x, "dense", (double[PARAM_MAX]) { 4, 1 }, "none");
  g_assert_true (nn_graph_compile (graph, x, NULL, capacity, &error));
  nn_graph_initialize (graph, 2);
  return graph;
}

/* Other ops that can be recomputed in part, statistics and all; @variant: what comes first. */
static NnGraph *
other_net (int height, int width, int channels, int variant, int capacity)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "image", (NnShape) { 3, { height, width, channels } });
  if (variant == 1)
    x = layer (graph, x, "blurpool", (double[PARAM_MAX]) { 3, 1 }, "none");
  x = layer (graph, x, "conv2d", (double[PARAM_MAX]) { 4, 3, 1, 1, 1, 1, 1 }, "none");
  x = layer (graph, x, "batchnorm", (double[PARAM_MAX]) { 1e-5, 0.1, 0, 1, 1 }, "relu");
  x = layer (graph, x, "dropout", (double[PARAM_MAX]) { 0.5, 1, 0 }, "none");
  x = layer (graph, x, "depthwise-conv", (double[PARAM_MAX]) { 3, 1, 1, 1, 1 }, "tanh");
  if (variant == 0)
    x = layer (graph, x, "avgpool", (double[PARAM_MAX]) { 2, 2 }, "none");
  x = layer (graph, x, "conv2d", (double[PARAM_MAX]) { 6, 3, 1, 2, 2, 2, 1 }, "relu");
  x = layer (graph, x, "dense", (double[PARAM_MAX]) { 4, 1 }, "none");
  g_assert_true (nn_graph_compile (graph, x, NULL, capacity, &error));
  nn_graph_initialize (graph, 2);
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) { /* statistics and scales away from 0 and 1 */
    NnNode *node = nn_graph_node (graph, i);
    for (gsize c = 0; node->kind == NN_PARAMETER && node->fan_in == 0 && c < node->size; c++)
      node->value[c] = (real) (0.5 + 0.1 * (double) ((c + (gsize) i) % 7));
  }
  return graph;
}

static real *
random_image (int n)
{
  real *image = g_new (real, n);
  BaseRng rng;
  base_rng_init (&rng, 4, 1);
  for (int i = 0; i < n; i++)
    image[i] = (real) base_rng_uniform (&rng);
  return image;
}

/* Only what sees the patch is recomputed: the same numbers as from the image up. */
static void
check_graph (NnGraph *graph, int height, int width, int channels, int patch, int stride, NnFill fill)
{
  g_autofree real *image = random_image (height * width * channels);
  NnOcclusion settings = { patch, stride, fill };
  int rows, columns, fast_class = -1, plain_class = -1;
  nn_occlusion_size (&settings, height, width, &rows, &columns);
  g_autofree float *fast = g_new (float, rows * columns + 1), *plain = g_new (float, rows * columns + 1);
  double a = nn_occlusion_map (graph, NN_LINK_SOFTMAX, image, height, width, channels, &settings, &fast_class, fast);
  double b = nn_occlusion_map_plain (graph, NN_LINK_SOFTMAX, image, height, width, channels, &settings, &plain_class,
                                     plain);
  g_assert_true (a == b && fast_class == plain_class && fast_class >= 0);
  float lowest = 1, highest = -1;
  for (int i = 0; i < rows * columns; i++) {
    g_assert_cmpfloat_with_epsilon (fast[i], plain[i], 1e-5);
    lowest = MIN (lowest, fast[i]);
    highest = MAX (highest, fast[i]);
  }
  if (rows * columns > 1)
    g_assert_cmpfloat (highest - lowest, >, 1e-4); /* the patch does something */
  nn_graph_free (graph);
}

static void
check_parts (int height, int width, int channels, const double *conv, const double *pool, const char *activation,
             int patch, int stride, NnFill fill, int capacity)
{
  check_graph (conv_net (height, width, channels, conv, pool, activation, capacity), height, width, channels, patch,
               stride, fill);
}

static void
test_other_parts (void)
{
  for (int variant = 0; variant < 3; variant++)
    for (int capacity = 2; capacity <= 40; capacity += 19)
      check_graph (other_net (12, 10, 2, variant, capacity), 12, 10, 2, 3, 1 + variant, NN_FILL_WHITE);
}

static void
test_parts (void)
{
  static const double plain_conv[PARAM_MAX] = { 4, 3, 1, 1, 1, 1, 1 }, wide_conv[PARAM_MAX] = { 7, 5, 2, 2, 1, 1, 1 },
                      no_pad[PARAM_MAX] = { 3, 3, 1, 0, 1, 1, 1 }, pool[PARAM_MAX] = { 2, 0 }, overlapping[PARAM_MAX] = { 3, 2 };
  for (int capacity = 2; capacity <= 40; capacity += 19) {
    check_parts (12, 14, 1, plain_conv, pool, "relu", 3, 1, NN_FILL_GREY, capacity);
    check_parts (13, 11, 3, wide_conv, overlapping, "tanh", 4, 1, NN_FILL_BLACK, capacity);
    check_parts (11, 15, 2, no_pad, overlapping, "sigmoid", 5, 3, NN_FILL_MEAN, capacity);
    check_parts (17, 9, 1, no_pad, pool, "relu", 2, 2, NN_FILL_WHITE, capacity);
    check_parts (9, 9, 1, plain_conv, pool, "relu", 9, 1, NN_FILL_WHITE, capacity);
  }
}

/* A small net, but enough work for a team; a patch that spreads through both convolutions. */
static NnGraph *
large_net (int capacity)
{
  return conv_net (18, 16, 2, (double[PARAM_MAX]) { 9, 5, 1, 2, 1, 1, 1 }, (double[PARAM_MAX]) { 2, 0 }, "relu", capacity);
}

/* The members of a team each make rows of the map; the bits are those of one thread, whatever the batches. */
static void
test_team (void)
{
  NnOcclusion settings = { 4, 1, NN_FILL_GREY };
  int class_index = -1;
  g_autofree real *image = random_image (18 * 16 * 2);
  g_autofree float *alone = g_new (float, 15 * 13), *shared = g_new (float, 15 * 13);
  NnGraph *graph = large_net (64);
  nn_occlusion_map (graph, NN_LINK_SOFTMAX, image, 18, 16, 2, &settings, &class_index, alone);
  for (int size = 2; size <= NN_TEAM_MAX; size++)
    for (int capacity = 12; capacity <= 64; capacity += 26) {
      NnTeam *team = nn_team_new (size);
      NnGraph *copy = nn_graph_copy (graph, capacity, true, NN_FORWARD_ONLY);
      nn_graph_set_team (copy, team);
      g_assert_nonnull (nn_graph_team (copy));
      nn_occlusion_map (copy, NN_LINK_SOFTMAX, image, 18, 16, 2, &settings, &class_index, shared);
      g_assert_cmpmem (alone, 15 * 13 * sizeof (float), shared, 15 * 13 * sizeof (float));
      nn_graph_free (copy);
      nn_team_free (team);
    }
  nn_graph_free (graph);
}

/* A network that diverged has a map of NaN, in parts as in the plain way. */
static void
test_diverged (void)
{
  NnOcclusion settings = { 4, 1, NN_FILL_GREY };
  int class_index = 1;
  g_autofree real *image = random_image (18 * 16 * 2);
  g_autofree float *drops = g_new0 (float, 15 * 13);
  NnGraph *graph = large_net (20);
  nn_graph_layer (graph, 0)->weight->value[3] = INFINITY;
  g_assert_true (isnan (nn_occlusion_map (graph, NN_LINK_SOFTMAX, image, 18, 16, 2, &settings, &class_index, drops)));
  for (int i = 0; i < 15 * 13; i++)
    g_assert_true (isnan (drops[i]));
  nn_graph_free (graph);
}

/* One row at a time is the plain way, and comes to the same. */
static void
test_capacity_one (void)
{
  static const double conv[PARAM_MAX] = { 4, 3, 1, 1, 1, 1, 1 }, pool[PARAM_MAX] = { 2, 0 };
  check_parts (8, 8, 1, conv, pool, "relu", 3, 1, NN_FILL_GREY, 1);
}

/* A network whose answer is known: p = σ (sum of the pixels), one pixel bright. */
static void
test_known_map (void)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "image", (NnShape) { 3, { 4, 5, 1 } });
  NnNode *y = layer (graph, x, "dense", (double[PARAM_MAX]) { 1, 1 }, "none");
  g_assert_true (nn_graph_compile (graph, y, NULL, 3, &error));
  for (int i = 0; i < 20; i++)
    nn_graph_layer (graph, 0)->weight->value[i] = 1;
  real image[20] = { [1 * 5 + 2] = 2 };
  NnOcclusion settings = { 2, 1, NN_FILL_BLACK };
  float drops[12];
  int class_index = -1, rows, columns;
  nn_occlusion_size (&settings, 4, 5, &rows, &columns);
  g_assert_true (rows == 3 && columns == 4);
  double whole = nn_occlusion_map (graph, NN_LINK_SIGMOID, image, 4, 5, 1, &settings, &class_index, drops);
  g_assert_cmpint (class_index, ==, 1);
  g_assert_cmpfloat_with_epsilon (whole, 1 / (1 + exp (-2)), 1e-6);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 4; j++) {
      gboolean covers = i <= 1 && (j == 1 || j == 2);
      g_assert_cmpfloat_with_epsilon (drops[i * 4 + j], covers ? 1 / (1 + exp (-2)) - 0.5 : 0, 1e-6);
    }
  class_index = 0; /* the other class: what one loses the other gains */
  whole = nn_occlusion_map (graph, NN_LINK_SIGMOID, image, 4, 5, 1, &settings, &class_index, drops);
  g_assert_cmpfloat_with_epsilon (drops[1], 0.5 - 1 / (1 + exp (-2)), 1e-6);
  nn_graph_free (graph);
}

/* The mean of what is under the patch, for each channel. */
static void
test_cover (void)
{
  real image[2 * 3 * 2] = { 1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60 };
  NnOcclusion settings = { 2, 1, NN_FILL_MEAN };
  nn_occlusion_cover (&settings, image, 3, 2, 0, 1);
  const real want[] = { 1, 10, 4, 40, 4, 40, 4, 40, 4, 40, 4, 40 };
  for (int i = 0; i < 12; i++)
    g_assert_cmpfloat (image[i], ==, want[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/occlusion/other-parts", test_other_parts);
  g_test_add_func ("/engine/occlusion/parts", test_parts);
  g_test_add_func ("/engine/occlusion/team", test_team);
  g_test_add_func ("/engine/occlusion/diverged", test_diverged);
  g_test_add_func ("/engine/occlusion/capacity-one", test_capacity_one);
  g_test_add_func ("/engine/occlusion/known-map", test_known_map);
  g_test_add_func ("/engine/occlusion/cover", test_cover);
  return g_test_run ();
}
