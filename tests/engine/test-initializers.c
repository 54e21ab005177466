/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean, deviation, shape and limits of what each initializer draws, against its formula. */
#include "engine/op.h"

#include <glib.h>
#include <math.h>

#define N 199800 /* 666 units with 300 inputs */
#define FAN_IN 300
#define FAN_OUT 100

static const struct {
  const char *name;
  double values[2];         /* of its settings */
  double mean, deviation;
  double kurtosis, largest; /* 3 normal, 9/5 uniform, 1 signs; largest 0: no limit */
} expected[] = {
  { "he", { 0, 1 }, 0, 0.0816496580927726, 3, 0 },                          /* √(2 / 300) */
  { "he", { 1, 1 }, 0, 0.0816496580927726, 1.8, 0.1414213562373095 },       /* √(6 / 300) */
  { "he", { 2, 0.5 }, 0, 0.0408248290463863, 1, 0.0408248290463863 },
  { "lecun", { 0, 2 }, 0, 0.1154700538379252, 3, 0 },                       /* 2 √(1 / 300) */
  { "lecun", { 1, 1 }, 0, 0.0577350269189626, 1.8, 0.1 },
  { "xavier", { 0, 1 }, 0, 0.0707106781186548, 3, 0 },                      /* √(2 / 400) */
  { "xavier", { 1, 1 }, 0, 0.0707106781186548, 1.8, 0.1224744871391589 },
  { "orthogonal", { 3 }, 0, 0.1162476387, 3, 0 },                     /* 3 / √666 */
  { "gaussian", { 0.5 }, 0, 0.5, 3, 0 },
  { "uniform", { 0.3 }, 0, 0.1732050807568877, 1.8, 0.3 },
  { "sign", { 0.2 }, 0, 0.2, 1, 0.2 },
  { "zero", { 0 }, 0, 0, 0, 0 },
  { "constant", { 0.7 }, 0.7, 0, 0, 0 },
};

/* Mean and variance within five standard errors; the shape by the fourth moment. */
static void
check_statistics (gsize e, const real *w)
{
  double sum = 0, square = 0, fourth = 0, largest = 0, deviation = expected[e].deviation;
  for (int i = 0; i < N; i++) {
    double x = (double) w[i] - (double) (real) expected[e].mean;
    sum += x;
    square += x * x;
    fourth += x * x * x * x;
    largest = MAX (largest, fabs (x));
  }
  g_assert_cmpfloat (fabs (sum / N), <=, 5 * deviation / sqrt (N));
  g_assert_cmpfloat (fabs (square / N - deviation * deviation), <=, 5 * sqrt (2.0 / N) * deviation * deviation);
  if (deviation > 0)
    g_assert_cmpfloat (fabs (fourth / N / pow (deviation, 4) - expected[e].kurtosis), <, 0.06);
  if (expected[e].largest > 0)
    g_assert_true (largest <= expected[e].largest * (1 + 1e-6) && largest > 0.999 * expected[e].largest);
}

static void
test_statistics (void)
{
  g_autofree real *w = g_new (real, N);
  for (int i = 0; i < nn_initializers.n_entries; i++) {
    const NnInitializer *initializer = (const NnInitializer *) nn_initializers.entries[i];
    bool known = false;
    for (gsize e = 0; e < G_N_ELEMENTS (expected); e++) {
      BaseRng rng;
      if (!g_str_equal (initializer->entry.name, expected[e].name))
        continue;
      known = true;
      base_rng_init (&rng, 12, RNG_WEIGHTS);
      initializer->fill (w, N, FAN_IN, FAN_OUT, expected[e].values, &rng);
      check_statistics (e, w);
    }
    g_assert_true (known);
  }
}

/* WᵀW = gain² I, or W Wᵀ where there are fewer rows, to the rounding of float. */
static void
check_orthogonal (int rows, int columns, double gain)
{
  const NnInitializer *orthogonal = (const NnInitializer *) base_registry_find (&nn_initializers, "orthogonal");
  g_autofree real *w = g_new (real, (gsize) (rows * columns));
  BaseRng rng;
  base_rng_init (&rng, 5, RNG_WEIGHTS);
  orthogonal->fill (w, (size_t) (rows * columns), rows, columns, &gain, &rng);
  int count = MIN (rows, columns), length = MAX (rows, columns), along = rows >= columns ? columns : 1;
  int across = rows >= columns ? 1 : columns;
  for (int a = 0; a < count; a++)
    for (int b = 0; b <= a; b++) {
      double sum = 0;
      for (int i = 0; i < length; i++)
        sum += (double) w[i * along + a * across] * (double) w[i * along + b * across];
      g_assert_cmpfloat (fabs (sum - (a == b ? gain * gain : 0)), <, 1e-6 * gain * gain);
    }
}

static void
test_orthogonal (void)
{
  check_orthogonal (1, 1, 1);
  check_orthogonal (24, 24, 1);
  check_orthogonal (70, 13, 2);
  check_orthogonal (9, 36, 0.5);
}

/* Biases start at zero; rectifiers get He, others Xavier; equal layers of two networks start equal. */
static void
test_defaults (void)
{
  BaseError error = { "" };
  const NnLayer *dense = (const NnLayer *) base_registry_find (&nn_layers, "dense");
  NnLayerOptions relu = { .activation = (const NnActivation *) base_registry_find (&nn_activations, "relu") };
  NnLayerOptions tanh = { .activation = (const NnActivation *) base_registry_find (&nn_activations, "tanh") };
  NnGraph *graphs[2];
  for (int g = 0; g < 2; g++) {
    graphs[g] = nn_graph_new ();
    NnNode *x = nn_graph_input (graphs[g], "x", (NnShape) { 1, { 4 } });
    x = dense->build (graphs[g], x, (double[PARAM_MAX]) { 6, 1 }, &relu, &error);
    x = dense->build (graphs[g], x, (double[PARAM_MAX]) { 3, 1 }, g == 0 ? &relu : &tanh, &error);
    g_assert_true (nn_graph_compile (graphs[g], x, NULL, 1, &error));
    nn_graph_initialize (graphs[g], 9);
  }
  const NnLayerView *first = nn_graph_layer (graphs[0], 0), *second = nn_graph_layer (graphs[1], 1);
  g_assert_cmpstr (first->weight->initializer->entry.name, ==, "he");
  g_assert_cmpstr (second->weight->initializer->entry.name, ==, "xavier");
  g_assert_cmpmem (first->weight->value, 24 * sizeof (real), nn_graph_layer (graphs[1], 0)->weight->value,
                   24 * sizeof (real));
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (first->bias->value[i], ==, 0);
  nn_graph_free (graphs[0]);
  nn_graph_free (graphs[1]);
}

/* Weights are drawn for the activation that follows, also where normalisation or the like stands between; not those with an
 * initializer of their own. */
static void
test_behind (void)
{
  static const char *const between[] = { "batchnorm", "layernorm", "dropout", "scale" };
  const NnLayer *dense = (const NnLayer *) base_registry_find (&nn_layers, "dense");
  const NnInitializer *lecun = (const NnInitializer *) base_registry_find (&nn_initializers, "lecun");
  NnLayerOptions relu = { .activation = (const NnActivation *) base_registry_find (&nn_activations, "relu") };
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (between); i++) {
    const NnLayer *normalise = (const NnLayer *) base_registry_find (&nn_layers, between[i / 2]);
    NnLayerOptions own = { .initializer = i % 2 > 0 ? lecun : NULL, .initializer_values = { 0, 1 } };
    double values[PARAM_MAX];
    BaseError error = { "" };
    NnGraph *graph = nn_graph_new ();
    NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 4 } });
    params_defaults (normalise->entry.params, values);
    x = nn_layer_build (dense, graph, x, 0, NULL, (double[PARAM_MAX]) { 6, 1 }, &own, &error);
    const NnLayerView *view = nn_graph_layer (graph, 0);
    g_assert_cmpstr (view->weight->initializer->entry.name, ==, i % 2 > 0 ? "lecun" : "xavier");
    x = nn_layer_build (normalise, graph, x, 0, NULL, values, &relu, &error);
    g_assert_true (view->activation == relu.activation && view->out == x);
    g_assert_cmpstr (view->weight->initializer->entry.name, ==, i % 2 > 0 ? "lecun" : "he");
    g_assert_cmpfloat (view->weight->initializer_values[1], ==, 1); /* its gain */
    nn_graph_free (graph);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/initializers/statistics", test_statistics);
  g_test_add_func ("/engine/initializers/orthogonal", test_orthogonal);
  g_test_add_func ("/engine/initializers/defaults", test_defaults);
  g_test_add_func ("/engine/initializers/behind", test_behind);
  return g_test_run ();
}
