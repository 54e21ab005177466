/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training and inference of a small convolutional network. */
#include "bench/run.h"

#include <string.h>

extern const BenchWorkload bench_workload_w3;

#define STEPS 32
#define INFERENCE 256

typedef struct {
  NnGraph *graph;
  const float *images;
  int next;
} Inference;

static void
step (void *data)
{
  bench_loop_step (data);
}

static void
infer (void *data)
{
  Inference *inference = data;
  NnNode *input = nn_graph_input_node (inference->graph);
  memcpy (input->value, inference->images + (size_t) inference->next * input->size,
          INFERENCE * input->size * sizeof (real));
  nn_graph_predict (inference->graph, INFERENCE);
  inference->next = (inference->next + INFERENCE) % BENCH_IMAGES;
}

static bool
run (int threads, double seconds, BenchEmit emit, void *data, BaseError *error)
{
  BenchLenet *lenet = bench_lenet_new (threads, error);
  if (lenet == NULL)
    return false;
  emit ("loss_0", bench_loop_loss (&lenet->loop), data);
  for (int i = 0; i < STEPS; i++)
    bench_loop_step (&lenet->loop);
  emit ("loss_32", bench_loop_loss (&lenet->loop), data);
  Inference inference = { nn_graph_copy (lenet->loop.graph, INFERENCE, false, NN_PREDICTIONS), lenet->images, 0 };
  if (seconds > 0 && inference.graph != NULL) {
    nn_graph_set_team (inference.graph, lenet->loop.team);
    emit ("infer_samples_per_s", INFERENCE * bench_rate (infer, &inference, seconds), data);
    double rate = bench_rate (step, &lenet->loop, seconds);
    emit ("train_samples_per_s", lenet->loop.batch * rate, data);
    emit ("recorder_percent", 100 * (1 - bench_recorded_rate (&lenet->loop, threads, rate, seconds) / rate), data);
  }
  nn_graph_free (inference.graph);
  bench_lenet_free (lenet);
  return true;
}

const BenchWorkload bench_workload_w3 = {
  .entry = { "W3", N_ ("Small convolutional network"),
             N_ ("two convolutions, two dense layers; cross-entropy, Adam 0.001, batch 64"), NULL, NULL },
  .max_threads = NN_TEAM_MAX,
  .check = "loss_32",
  .expected = 0.54604,
  .tolerance = 2e-4,
  .run = run,
};
