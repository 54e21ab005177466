/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/run.h"

#include "engine/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

float
bench_lcg (BenchLcg *lcg)
{
  lcg->state = lcg->state * 1664525u + 1013904223u;
  return (float) (lcg->state >> 8) / 16777216.0f;
}

void
bench_lcg_fill (BenchLcg *lcg, float limit, float *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    values[i] = (2 * bench_lcg (lcg) - 1) * limit;
}

void
bench_dense_weights (BenchLcg *lcg, float limit, NnNode *weight)
{
  int n_in = weight->shape.d[0], n_out = weight->shape.d[1];
  for (int o = 0; o < n_out; o++)
    for (int i = 0; i < n_in; i++)
      bench_lcg_fill (lcg, limit, &weight->value[i * n_out + o], 1);
}

NnNode *
bench_layer (NnGraph *graph, NnNode *input, const char *layer, int n, const double *values, const char *activation,
             BaseError *error)
{
  const NnLayer *entry = (const NnLayer *) base_registry_find (&nn_layers, layer);
  NnLayerOptions options = { 0 };
  double settings[PARAM_MAX];
  if (activation != NULL)
    options.activation = (const NnActivation *) base_registry_find (&nn_activations, activation);
  params_defaults (entry->entry.params, settings);
  for (int i = 0; i < n; i++)
    settings[i] = values[i];
  return input != NULL ? entry->build (graph, input, settings, &options, error) : NULL;
}

bool
bench_compile (NnGraph *graph, NnNode *output, const char *loss, int batch, BaseError *error)
{
  if (output == NULL)
    return false;
  NnNode *losses = nn_loss_apply ((const NnLoss *) base_registry_find (&nn_losses, loss), graph, output, error);
  return losses != NULL && nn_graph_compile (graph, output, losses, batch, error);
}

NnNode *
bench_dense_net (NnGraph *graph, int n_layers, const int *units, const char *hidden, const char *last,
                 BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "sample", (NnShape) { 1, { units[0] } });
  for (int l = 1; l <= n_layers; l++)
    x = bench_layer (graph, x, "dense", 1, (double[]) { units[l] }, l < n_layers ? hidden : last, error);
  return x;
}

bool
bench_loop_init (BenchLoop *loop, NnGraph *graph, const char *optimizer, int batch, int threads, BaseError *error)
{
  size_t n = nn_graph_n_trained (graph);
  nn_kernels_begin_thread ();
  loop->team = nn_team_new (threads);
  nn_graph_set_team (graph, loop->team);
  loop->graph = graph;
  loop->optimizer = (const NnOptimizer *) base_registry_find (&nn_optimizers, optimizer);
  params_defaults (loop->optimizer->entry.params, loop->values);
  loop->batch = batch;
  loop->update = (NnUpdate) { .n = n, .parameters = nn_graph_parameters (graph),
                              .gradients = nn_graph_gradients (graph), .values = loop->values };
  for (int i = 0; i < loop->optimizer->n_slots; i++) {
    loop->update.slots[i] = calloc (n, sizeof (real));
    if (loop->update.slots[i] == NULL)
      return base_error_set (error, "out of memory");
  }
  return true;
}

void
bench_loop_clear (BenchLoop *loop)
{
  for (int i = 0; i < 4; i++)
    free (loop->update.slots[i]);
  nn_graph_free (loop->graph);
  nn_team_free (loop->team);
}

/* Rows first … of the data into a graph's input and target. */
static void
load (const BenchLoop *loop, NnGraph *graph, int first, int rows)
{
  NnNode *input = nn_graph_input_node (graph), *target = nn_graph_target_node (graph);
  memcpy (input->value, loop->x + (size_t) first * input->size, (size_t) rows * input->size * sizeof (real));
  memcpy (target->value, loop->t + (size_t) first * target->size, (size_t) rows * target->size * sizeof (real));
}

void
bench_loop_step (BenchLoop *loop)
{
  load (loop, loop->graph, loop->next, loop->batch);
  nn_graph_forward (loop->graph, loop->batch);
  nn_graph_backward (loop->graph, loop->batch);
  loop->update.t++;
  nn_optimizer_update (loop->optimizer, &loop->update, nn_graph_team (loop->graph));
  loop->next += loop->batch;
  if (loop->next + loop->batch > loop->n)
    loop->next = 0;
}

double
bench_loop_loss (const BenchLoop *loop)
{
  int rows = 256;
  double sum = 0;
  NnGraph *graph = nn_graph_copy (loop->graph, rows, false, NN_PREDICTIONS);
  if (graph == NULL)
    return 0;
  for (int first = 0; first < loop->n; first += rows) {
    rows = loop->n - first < rows ? loop->n - first : rows;
    load (loop, graph, first, rows);
    nn_graph_forward (graph, rows);
    sum += nn_graph_loss (graph, rows) * rows;
  }
  nn_graph_free (graph);
  return sum / loop->n;
}

static double
now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

double
bench_rate (void (*call) (void *data), void *data, double seconds)
{
  double start = now (), rates[5], block = seconds / 5;
  long calls = 0;
  do { /* warm up, and see how many calls make a block */
    call (data);
    calls++;
  } while (calls < 2 || now () - start < block);
  long n = (long) ((double) calls / (now () - start) * block);
  n = n < 1 ? 1 : n;
  for (int i = 0; i < 5; i++) {
    start = now ();
    for (long k = 0; k < n; k++)
      call (data);
    rates[i] = (double) n / (now () - start);
  }
  qsort (rates, 5, sizeof *rates, compare);
  return rates[2];
}

static void
plain_step (void *loop)
{
  bench_loop_step (loop);
}

static void
run (BenchLoop *loop, const BenchTraining *training, int threads, double seconds, BenchEmit emit, void *data)
{
  char after[24];
  void (*step) (void *) = training->step != NULL ? training->step : plain_step;
  for (int i = 0; i < 3 && training->settings[i].name != NULL; i++)
    loop->values[params_find (loop->optimizer->entry.params, training->settings[i].name)] = training->settings[i].value;
  emit ("loss_0", bench_loop_loss (loop) * training->factor, data);
  for (int i = 0; i < training->steps; i++)
    step (loop);
  snprintf (after, sizeof after, "loss_%d", training->steps);
  emit (after, bench_loop_loss (loop) * training->factor, data);
  if (training->after != NULL)
    training->after (loop, emit, data);
  if (seconds <= 0)
    return;
  double rate = bench_rate (step, loop, seconds);
  if (training->rate != NULL)
    emit (training->rate, training->batch * rate, data);
  else
    emit ("steps_per_s", rate, data);
  if (training->recorded)
    emit ("recorder_percent", 100 * (1 - bench_recorded_rate (loop, threads, rate, seconds) / rate), data);
}

bool
bench_train (const BenchTraining *training, int threads, double seconds, BenchEmit emit, void *data, BaseError *error)
{
  size_t n = (size_t) training->n;
  float *x = malloc (n * (size_t) training->n_inputs * sizeof *x), *t = malloc (n * sizeof *t);
  BenchLoop loop = { .graph = nn_graph_new (), .x = x, .t = t, .n = training->n };
  bool ok = (x != NULL && t != NULL) || base_error_set (error, "out of memory");
  ok = ok && training->make_graph (loop.graph, error) &&
       bench_loop_init (&loop, loop.graph, training->optimizer, training->batch, threads, error);
  if (ok) {
    training->make_data (x, t);
    run (&loop, training, threads, seconds, emit, data);
  }
  bench_loop_clear (&loop);
  free (x);
  free (t);
  return ok;
}
