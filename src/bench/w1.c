/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 2-4-2-1 tanh (also the output), biases start at 0.1; 500 points in a disc and a ring around it; half squared error, gradient
 * descent 0.03, batches of 10. Our mse has no factor ½: half the rate makes the same step, bit for bit. */
#include "bench/run.h"

#include <math.h>

extern const BenchWorkload bench_workload_w1;

#define POINTS 500
#define BATCH 10

static void
make_points (float *x, float *t)
{
  BenchLcg lcg = { 1 };
  for (int i = 0; i < POINTS; i++) {
    double angle = 2 * 3.14159265358979323846 * (double) bench_lcg (&lcg), u = (double) bench_lcg (&lcg);
    double radius = i % 2 == 0 ? 2.5 * u : 3.5 + 1.5 * u;
    x[2 * i] = (float) (radius * cos (angle));
    x[2 * i + 1] = (float) (radius * sin (angle));
    t[i] = i % 2 == 0 ? 1 : -1;
  }
}

static bool
make_graph (NnGraph *graph, BaseError *error)
{
  BenchLcg lcg = { 11 };
  NnNode *x = bench_dense_net (graph, 3, (const int[]) { 2, 4, 2, 1 }, "tanh", "tanh", error);
  if (!bench_compile (graph, x, "mse", BATCH, error))
    return false;
  for (int l = 0; l < nn_graph_n_layers (graph); l++) {
    const NnLayerView *layer = nn_graph_layer (graph, l);
    bench_dense_weights (&lcg, 0.5f, layer->weight);
    for (size_t i = 0; i < layer->bias->size; i++)
      layer->bias->value[i] = 0.1f;
  }
  return true;
}

static const BenchTraining training = {
  .n = POINTS,
  .n_inputs = 2,
  .batch = BATCH,
  .steps = 5000,
  .make_data = make_points,
  .make_graph = make_graph,
  .optimizer = "sgd",
  .settings = { { "lr", 0.03 / 2 } },
  .factor = 0.5,
};

static bool
run (int threads, double seconds, BenchEmit emit, void *data, BaseError *error)
{
  return bench_train (&training, threads, seconds, emit, data, error);
}

const BenchWorkload bench_workload_w1 = {
  .entry = { "W1", N_ ("Playground"), N_ ("2-4-2-1 tanh, half squared error, SGD 0.03, batch 10"), NULL, NULL },
  .max_threads = 1,
  .check = "loss_5000",
  .expected = 0.0068294,
  .tolerance = 2e-4,
  .run = run,
};
