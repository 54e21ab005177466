/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 2-4-2-1 tanh (also the output), biases start at 0.1; 500 points in a disc and a ring around it; half squared error, gradient
 * descent 0.03, batches of 10. Our mse has no factor ½: half the rate makes the same step, bit for bit. */
#include "bench/run.h"

#include <math.h>

extern const BenchWorkload bench_workload_w1;

#define POINTS 500
#define STEPS 5000

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
  static const double units[] = { 4, 2, 1 };
  BenchLcg lcg = { 11 };
  NnNode *x = nn_graph_input (graph, "point", (NnShape) { 1, { 2 } });
  for (int l = 0; l < 3; l++)
    x = bench_layer (graph, x, "dense", 1, &units[l], "tanh", error);
  NnNode *loss = x == NULL ? NULL : nn_loss_apply ((const NnLoss *) base_registry_find (&nn_losses, "mse"), graph, x,
                                                   error);
  if (loss == NULL || !nn_graph_compile (graph, x, loss, 10, error))
    return false;
  for (int l = 0; l < 3; l++) {
    const NnLayerView *layer = nn_graph_layer (graph, l);
    bench_dense_weights (&lcg, 0.5f, layer->weight);
    for (size_t i = 0; i < layer->bias->size; i++)
      layer->bias->value[i] = 0.1f;
  }
  return true;
}

static void
step (void *data)
{
  bench_loop_step (data);
}

static bool
run (int threads, double seconds, BenchEmit emit, void *data, BaseError *error)
{
  float x[2 * POINTS], t[POINTS];
  BenchLoop loop = { .x = x, .t = t, .n = POINTS };
  NnGraph *graph = nn_graph_new ();
  make_points (x, t);
  if (!make_graph (graph, error)) {
    nn_graph_free (graph);
    return false;
  }
  bool ok = bench_loop_init (&loop, graph, "sgd", 10, error);
  loop.values[0] = 0.03 / 2;
  if (ok) {
    emit ("loss_0", bench_loop_loss (&loop) / 2, data);
    for (int i = 0; i < STEPS; i++)
      bench_loop_step (&loop);
    emit ("loss_5000", bench_loop_loss (&loop) / 2, data);
  }
  if (ok && seconds > 0) {
    double rate = bench_rate (step, &loop, seconds);
    emit ("steps_per_s", rate, data);
    emit ("samples_per_s", 10 * rate, data);
  }
  bench_loop_clear (&loop);
  return ok;
}

const BenchWorkload bench_workload_w1 = {
  .entry = { "W1", N_ ("Playground"), N_ ("2-4-2-1 tanh, half squared error, SGD 0.03, batch 10"), NULL, NULL },
  .max_threads = 1,
  .check = "loss_5000",
  .expected = 0.0068294,
  .tolerance = 2e-4,
  .run = run,
};
