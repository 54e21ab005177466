/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second derivatives, slices and input gradients where they are known; built in float and in double. */
#include "engine/hessian.h"
#include "engine/inputs.h"
#include "engine/op.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#ifdef NN_DOUBLE
#define CLOSE 1e-7
#else
#define CLOSE 2e-3
#endif

static NnNode *
add_layer (NnGraph *graph, NnNode *x, const char *name, double first, double second, const char *activation)
{
  const NnLayer *layer = (const NnLayer *) base_registry_find (&nn_layers, name);
  const NnLayerOptions options = { .activation = activation == NULL
                                     ? NULL : (const NnActivation *) base_registry_find (&nn_activations, activation) };
  double values[PARAM_MAX];
  BaseError error = { "" };
  params_defaults (layer->entry.params, values);
  values[0] = first;
  if (second != 0)
    values[1] = second;
  NnNode *out = layer->build (graph, x, values, &options, &error);
  g_assert_cmpstr (error.text, ==, "");
  return out;
}

static void
finish (NnGraph *graph, NnNode *output, const char *loss, int rows)
{
  BaseError error = { "" };
  NnNode *losses = nn_loss_apply ((const NnLoss *) base_registry_find (&nn_losses, loss), graph, output, &error);
  nn_graph_want_input_gradient (graph);
  g_assert_true (nn_graph_compile (graph, output, losses, rows, &error));
  nn_graph_initialize (graph, 3);
}

/* Two outputs, linear in two inputs, squared error over the corners of a rectangle: the Hessian is the mean of (x, y, 1) (x, y,
 * 1)ᵀ for each output, and that is diagonal. */
#define A 3.0
#define B 0.5

static NnGraph *
make_regression (void)
{
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 2 } });
  finish (graph, add_layer (graph, x, "dense", 2, 0, NULL), "mse", 4);
  for (int r = 0; r < 4; r++) {
    x->value[2 * r] = (real) (r % 2 ? A : -A);
    x->value[2 * r + 1] = (real) (r / 2 ? B : -B);
    nn_graph_target_node (graph)->value[2 * r] = (real) r;
    nn_graph_target_node (graph)->value[2 * r + 1] = (real) -r;
  }
  return graph;
}

static void
test_eigenvalues (void)
{
  const double expected[] = { B * B, B * B, 1, 1, A * A, A * A }; /* equal ones must all be found */
  double values[6];
  NnGraph *graph = make_regression ();
  size_t n = nn_graph_n_trained (graph);
  real *before = g_memdup2 (nn_graph_parameters (graph), n * sizeof *before);
  g_assert_cmpint (nn_hessian_eigenvalues (graph, 4, 1, 50, values), ==, 6);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat_with_epsilon (values[i], expected[i], CLOSE * A * A);
  g_assert_cmpmem (before, n * sizeof *before, nn_graph_parameters (graph), n * sizeof *before);
  g_assert_cmpint (nn_hessian_eigenvalues (graph, 4, 1, 4, values), ==, 4); /* fewer steps: the outermost are good */
  g_assert_cmpfloat_with_epsilon (values[3], A * A, CLOSE * A * A);
  g_free (before);
  nn_graph_free (graph);
}

/* vᵀ H v against the bend of the loss along v, in a network that bends. */
static void
test_product (void)
{
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 3 } });
  NnNode *hidden = add_layer (graph, x, "dense", 5, 0, "tanh");
  finish (graph, add_layer (graph, hidden, "dense", 1, 0, NULL), "bce", 7);
  BaseRng rng;
  base_rng_init (&rng, 4, 1);
  for (int i = 0; i < 21; i++)
    x->value[i] = (real) base_rng_normal (&rng);
  for (int i = 0; i < 7; i++)
    nn_graph_target_node (graph)->value[i] = (real) (i % 2);
  size_t n = nn_graph_n_trained (graph);
  real *direction = g_new0 (real, n);
  double *v = g_new0 (double, n), *hv = g_new0 (double, n), losses[3], along = 0, extent = 1e-2;
  nn_slice_direction (graph, 9, direction);
  for (size_t i = 0; i < n; i++)
    v[i] = (double) direction[i];
  g_assert_true (nn_hessian_vector (graph, 7, v, hv));
  g_assert_true (nn_loss_slice (graph, 7, direction, NULL, extent, 3, losses));
  for (size_t i = 0; i < n; i++)
    along += v[i] * hv[i];
  g_assert_cmpfloat (fabs (along), >, 0.01);
  g_assert_cmpfloat_with_epsilon (along, (losses[0] - 2 * losses[1] + losses[2]) / (extent * extent), 0.02 * fabs (along));
  g_free (direction);
  g_free (v);
  g_free (hv);
  nn_graph_free (graph);
}

/* Filters of a direction are as long as the network's, biases do not move, and on a parabola the slice is one. */
static void
test_slice (void)
{
  NnGraph *graph = make_regression ();
  size_t n = nn_graph_n_trained (graph);
  real *a = g_new0 (real, n), *b = g_new0 (real, n);
  double losses[5][5];
  nn_slice_direction (graph, 1, a);
  nn_slice_direction (graph, 2, b);
  const NnLayerView *layer = nn_graph_layer (graph, 0);
  for (int unit = 0; unit < 2; unit++) {
    const real *w = layer->weight->value + unit, *d = a + layer->weight->offset + unit;
    double length = hypot ((double) w[0], (double) w[2]);
    g_assert_cmpfloat_with_epsilon (hypot ((double) d[0], (double) d[2]), length, 1e-5 * length);
    g_assert_cmpfloat ((double) a[layer->bias->offset + (size_t) unit], ==, 0);
  }
  g_assert_true (nn_loss_slice (graph, 4, a, b, 1, 5, losses[0]));
  nn_graph_forward (graph, 4);
  g_assert_cmpfloat (losses[2][2], ==, nn_graph_loss (graph, 4));
  for (int i = 0; i < 5; i++) {
    double third = losses[i][4] - 3 * losses[i][3] + 3 * losses[i][2] - losses[i][1];
    g_assert_cmpfloat_with_epsilon (third, 0, CLOSE * losses[i][0]);
  }
  g_assert_cmpfloat (fabs (losses[0][2] - losses[2][0]), >, 1e-3); /* rows follow b, columns a */
  g_free (a);
  g_free (b);
  nn_graph_free (graph);
}

static NnGraph *
make_images (void)
{
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 6, 5, 2 } });
  NnNode *seen = add_layer (graph, x, "conv2d", 3, 3, "tanh");
  finish (graph, add_layer (graph, seen, "dense", 4, 0, NULL), "softmax-ce", 1);
  return graph;
}

static void
draw_image (real *image)
{
  BaseRng rng;
  base_rng_init (&rng, 8, 1);
  for (int i = 0; i < 60; i++)
    image[i] = (real) base_rng_uniform (&rng);
}

/* Of a logit and of a place in a feature map, against differences. */
static void
test_input_gradient (void)
{
  real image[60], gradient[60], unused[60];
  NnGraph *graph = make_images ();
  const NnNode *nodes[] = { nn_graph_output (graph), nn_graph_layer (graph, 0)->out };
  draw_image (image);
  for (int k = 0; k < 2; k++) {
    double worst = 0, largest = 0, step = sizeof (real) == 4 ? 1e-2 : 1e-5;
    nn_input_gradient (graph, nodes[k], 2, image, gradient);
    for (int i = 0; i < 60; i++) {
      real kept = image[i];
      image[i] = (real) ((double) kept + step);
      double above = nn_input_gradient (graph, nodes[k], 2, image, unused);
      image[i] = (real) ((double) kept - step);
      double below = nn_input_gradient (graph, nodes[k], 2, image, unused);
      image[i] = kept;
      worst = MAX (worst, fabs ((above - below) / (2 * step) - (double) gradient[i]));
      largest = MAX (largest, fabs ((double) gradient[i]));
    }
    g_assert_cmpfloat (largest, >, 0.1);
    g_assert_cmpfloat (worst, <=, CLOSE * largest);
  }
  nn_graph_free (graph);
}

/* Climbs, stays between its limits, and total variation smooths. */
static void
test_maximize (void)
{
  const NnMaximize plain = { 60, 0.05, 0, 0, 0, 1 }, smooth = { 60, 0.05, 0, 0.3, 0, 1 };
  const NnShape shape = { 3, { 6, 5, 2 } };
  real image[60], smoothed[60];
  double values[61];
  NnGraph *graph = make_images ();
  draw_image (image);
  memcpy (smoothed, image, sizeof image);
  g_assert_true (nn_maximize (graph, nn_graph_output (graph), 1, &plain, image, values));
  g_assert_true (nn_maximize (graph, nn_graph_output (graph), 1, &smooth, smoothed, NULL));
  g_assert_cmpfloat (values[60], >, values[0] + 1);
  for (int i = 0; i < 60; i++)
    g_assert_true (image[i] >= 0 && image[i] <= 1);
  g_assert_cmpfloat (nn_total_variation (&shape, smoothed, 0, NULL), <,
                     0.7 * nn_total_variation (&shape, image, 0, NULL));
  nn_graph_free (graph);
}

static void
test_total_variation (void)
{
  const NnShape shape = { 3, { 6, 5, 2 } };
  real image[60], gradient[60] = { 0 };
  double step = sizeof (real) == 4 ? 1e-3 : 1e-6;
  draw_image (image);
  nn_total_variation (&shape, image, 2, gradient);
  for (int i = 0; i < 60; i++) {
    real kept = image[i];
    image[i] = (real) ((double) kept + step);
    double above = nn_total_variation (&shape, image, 0, NULL);
    image[i] = (real) ((double) kept - step);
    double below = nn_total_variation (&shape, image, 0, NULL);
    image[i] = kept;
    g_assert_cmpfloat_with_epsilon (2 * (above - below) / (2 * step), (double) gradient[i], sizeof (real) == 4 ? 0.05 : 1e-6);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/hessian/eigenvalues", test_eigenvalues);
  g_test_add_func ("/engine/hessian/product", test_product);
  g_test_add_func ("/engine/hessian/slice", test_slice);
  g_test_add_func ("/engine/inputs/gradient", test_input_gradient);
  g_test_add_func ("/engine/inputs/maximize", test_maximize);
  g_test_add_func ("/engine/inputs/total-variation", test_total_variation);
  return g_test_run ();
}
