/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 20 dense layers, 32 wide, tanh, one logit, on two spirals; binary cross-entropy, gradient descent 0.01, batches of 32. The
 * norm of every layer's gradient is taken at every step. */
#include "bench/run.h"
#include "engine/kernels.h"

#include <math.h>

extern const BenchWorkload bench_workload_w6;

#define POINTS 512
#define BATCH 32
#define LAYERS 20

static double norms[LAYERS];

static void
make_spirals (float *x, float *t)
{
  const double pi = 3.14159265358979323846;
  BenchLcg lcg = { 6 };
  for (int i = 0; i < POINTS; i++) {
    int k = i / 2 * 101 % 256;
    double radius = k / 256.0 * 5, angle = 1.75 * k / 256 * 2 * pi + (i % 2 == 0 ? 0 : pi);
    double u = (double) bench_lcg (&lcg), v = (double) bench_lcg (&lcg);
    x[2 * i] = (float) ((radius * sin (angle) + 0.2 * (u - 0.5)) / 5);
    x[2 * i + 1] = (float) ((radius * cos (angle) + 0.2 * (v - 0.5)) / 5);
    t[i] = (float) (i % 2);
  }
}

static bool
make_graph (NnGraph *graph, BaseError *error)
{
  BenchLcg lcg = { 16 };
  int units[LAYERS + 1] = { 2, [LAYERS] = 1 };
  for (int l = 1; l < LAYERS; l++)
    units[l] = 32;
  if (!bench_compile (graph, bench_dense_net (graph, LAYERS, units, "tanh", NULL, error), "bce", BATCH, error))
    return false;
  for (int l = 0; l < LAYERS; l++) {
    NnNode *weight = nn_graph_layer (graph, l)->weight;
    bench_dense_weights (&lcg, (float) sqrt (6.0 / (weight->fan_in + weight->fan_out)), weight);
  }
  return true;
}

static void
step (void *data)
{
  BenchLoop *loop = data;
  bench_loop_step (loop);
  for (int l = 0; l < LAYERS; l++) {
    const NnNode *weight = nn_graph_layer (loop->graph, l)->weight;
    norms[l] = sqrt (nn_kernels ()->sum_squares (weight->size, weight->gradient, 0));
  }
}

static void
emit_norms (const BenchLoop *loop, BenchEmit emit, void *data)
{
  emit ("grad_norm_first", norms[0], data);
  emit ("grad_norm_last", norms[LAYERS - 1], data);
}

static const BenchTraining training = {
  .n = POINTS,
  .n_inputs = 2,
  .batch = BATCH,
  .steps = 160,
  .make_data = make_spirals,
  .make_graph = make_graph,
  .optimizer = "sgd",
  .settings = { { "lr", 0.01 } },
  .factor = 1,
  .step = step,
  .after = emit_norms,
  .recorded = true,
};

static bool
run (int threads, double seconds, BenchEmit emit, void *data, BaseError *error)
{
  return bench_train (&training, threads, seconds, emit, data, error);
}

const BenchWorkload bench_workload_w6 = {
  .entry = { "W6", N_ ("Deep and narrow"),
             N_ ("20 dense layers of 32, tanh; cross-entropy, SGD 0.01, batch 32; gradient norms at every step"), NULL, NULL },
  .max_threads = NN_TEAM_MAX,
  .check = "loss_160",
  .expected = 0.668174,
  .tolerance = 2e-4,
  .run = run,
};
