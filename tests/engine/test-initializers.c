/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean, deviation and limits of what each initializer draws, against its formula. */
#include "engine/op.h"

#include <glib.h>
#include <math.h>

#define N 200000
#define FAN_IN 300
#define FAN_OUT 100

static const struct {
  const char *name;
  double deviation, limit; /* limit 0: normal */
} expected[] = {
  { "he", 0.0816496580927726, 0 },                        /* √(2 / 300) */
  { "lecun", 0.0577350269189626, 0 },                     /* √(1 / 300) */
  { "xavier", 0.0707106781186548, 0.1224744871391589 },   /* √(6 / 400) and that / √3 */
  { "gaussian", 0.5, 0 },
  { "zero", 0, 0 },
};

static void
test_statistics (void)
{
  g_autofree real *w = g_new (real, N);
  const double values[PARAM_MAX] = { 0.5 };
  g_assert_cmpint (nn_initializers.n_entries, ==, G_N_ELEMENTS (expected));
  for (gsize e = 0; e < G_N_ELEMENTS (expected); e++) {
    const NnInitializer *initializer = (const NnInitializer *) base_registry_find (&nn_initializers, expected[e].name);
    BaseRng rng;
    double sum = 0, square = 0, fourth = 0, largest = 0, deviation = expected[e].deviation;
    base_rng_init (&rng, 12, RNG_WEIGHTS);
    initializer->fill (w, N, FAN_IN, FAN_OUT, values, &rng);
    for (int i = 0; i < N; i++) {
      double x = (double) w[i];
      sum += x;
      square += x * x;
      fourth += x * x * x * x;
      largest = MAX (largest, fabs (x));
    }
    /* five standard errors of mean and variance */
    g_assert_cmpfloat (fabs (sum / N), <=, 5 * deviation / sqrt (N));
    g_assert_cmpfloat (fabs (square / N - deviation * deviation), <=, 5 * sqrt (2.0 / N) * deviation * deviation);
    if (deviation > 0) { /* the shape: fourth moment 3 for a normal, 9/5 for a uniform distribution */
      double kurtosis = fourth / N / pow (deviation, 4);
      g_assert_cmpfloat (fabs (kurtosis - (expected[e].limit > 0 ? 1.8 : 3)), <, 0.06);
    }
    if (expected[e].limit > 0)
      g_assert_true (largest <= expected[e].limit * (1 + 1e-6) && largest > 0.999 * expected[e].limit);
  }
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
    x = dense->build (graphs[g], x, (double[PARAM_MAX]) { 6 }, &relu, &error);
    x = dense->build (graphs[g], x, (double[PARAM_MAX]) { 3 }, g == 0 ? &relu : &tanh, &error);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/initializers/statistics", test_statistics);
  g_test_add_func ("/engine/initializers/defaults", test_defaults);
  return g_test_run ();
}
