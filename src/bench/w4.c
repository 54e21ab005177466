/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LSTM 8 → 64 over 64 steps, the last state to one number: the adding problem of Hochreiter and Schmidhuber 1997 among six
 * columns of noise. Half squared error, Adam 0.001, batches of 32. Our mse has no factor ½: twice the epsilon makes the same
 * step. */
#include "bench/run.h"

extern const BenchWorkload bench_workload_w4;

#define SEQUENCES 1024
#define LENGTH 64
#define FEATURES 8
#define BATCH 32

/* Numbers, marks at two of them (one in each half), noise; the target is the sum of the marked numbers. */
static void
make_sequences (float *x, float *t)
{
  BenchLcg lcg = { 4 };
  for (int s = 0; s < SEQUENCES; s++, x += LENGTH * FEATURES) {
    int first = (int) (32 * bench_lcg (&lcg)), second = 32 + (int) (32 * bench_lcg (&lcg));
    for (int i = 0; i < LENGTH; i++) {
      float *step = x + FEATURES * i;
      step[0] = bench_lcg (&lcg);
      step[1] = i == first || i == second;
      for (int k = 2; k < FEATURES; k++)
        step[k] = bench_lcg (&lcg) - 0.5f;
    }
    t[s] = x[FEATURES * first] + x[FEATURES * second];
  }
}

static bool
make_graph (NnGraph *graph, BaseError *error)
{
  BenchLcg lcg = { 14 };
  NnNode *x = nn_graph_input (graph, "sequence", (NnShape) { 2, { LENGTH, FEATURES } });
  x = bench_layer (graph, x, "lstm", 1, (double[]) { 64 }, NULL, error); /* all biases 0 */
  x = bench_layer (graph, x, "dense", 1, (double[]) { 1 }, NULL, error);
  if (!bench_compile (graph, x, "mse", BATCH, error))
    return false;
  for (int l = 0; l < nn_graph_n_layers (graph); l++)
    bench_dense_weights (&lcg, 0.125f, nn_graph_layer (graph, l)->weight);
  return true;
}

static const BenchTraining training = {
  .n = SEQUENCES,
  .n_inputs = LENGTH * FEATURES,
  .batch = BATCH,
  .steps = 32,
  .make_data = make_sequences,
  .make_graph = make_graph,
  .optimizer = "adam",
  .settings = { { "epsilon", 2e-8 } },
  .factor = 0.5,
  .rate = "sequences_per_s",
  .recorded = true,
};

static bool
run (int threads, double seconds, BenchEmit emit, void *data, BaseError *error)
{
  return bench_train (&training, threads, seconds, emit, data, error);
}

const BenchWorkload bench_workload_w4 = {
  .entry = { "W4", N_ ("LSTM"), N_ ("8 inputs, 64 units, 64 steps, last state to one output; half squared error, "
                                    "Adam 0.001, batch 32"), NULL, NULL },
  .max_threads = 1,
  .check = "loss_32",
  .expected = 0.09465,
  .tolerance = 2e-4,
  .run = run,
};
