/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LSTM 8 → 64 over 64 steps, the last state to one number: the adding problem of Hochreiter and Schmidhuber 1997 among six
 * columns of noise. Half squared error, Adam 0.001, batches of 32. Our mse has no factor ½: twice the epsilon makes the same
 * step. */
#include "bench/run.h"

#include <stdlib.h>

extern const BenchWorkload bench_workload_w4;

#define SEQUENCES 1024
#define LENGTH 64
#define FEATURES 8
#define BATCH 32
#define STEPS 32

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
  NnNode *loss = x == NULL ? NULL : nn_loss_apply ((const NnLoss *) base_registry_find (&nn_losses, "mse"), graph, x,
                                                   error);
  if (loss == NULL || !nn_graph_compile (graph, x, loss, BATCH, error))
    return false;
  for (int l = 0; l < nn_graph_n_layers (graph); l++)
    bench_dense_weights (&lcg, 0.125f, nn_graph_layer (graph, l)->weight);
  return true;
}

static void
step (void *data)
{
  bench_loop_step (data);
}

static bool
train (BenchLoop *loop, double seconds, BenchEmit emit, void *data, BaseError *error)
{
  if (!make_graph (loop->graph, error) || !bench_loop_init (loop, loop->graph, "adam", BATCH, error))
    return false;
  loop->values[params_find (loop->optimizer->entry.params, "epsilon")] *= 2;
  emit ("loss_0", bench_loop_loss (loop) / 2, data);
  for (int i = 0; i < STEPS; i++)
    bench_loop_step (loop);
  emit ("loss_32", bench_loop_loss (loop) / 2, data);
  if (seconds > 0)
    emit ("sequences_per_s", BATCH * bench_rate (step, loop, seconds), data);
  return true;
}

static bool
run (int threads, double seconds, BenchEmit emit, void *data, BaseError *error)
{
  float *x = malloc (sizeof (float) * SEQUENCES * LENGTH * FEATURES), *t = malloc (sizeof (float) * SEQUENCES);
  BenchLoop loop = { .graph = nn_graph_new (), .x = x, .t = t, .n = SEQUENCES };
  bool ok = (x != NULL && t != NULL) || base_error_set (error, "out of memory");
  if (ok) {
    make_sequences (x, t);
    ok = train (&loop, seconds, emit, data, error);
  }
  bench_loop_clear (&loop);
  free (x);
  free (t);
  return ok;
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
