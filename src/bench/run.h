/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the workloads share: the generator, a training loop over batches in order, timing. */

#include "bench/bench.h"
#include "engine/op.h"

/* s ← s · 1664525 + 1013904223 (mod 2^32); u = (s >> 8) / 2^24. */
typedef struct {
  uint32_t state;
} BenchLcg;
float bench_lcg (BenchLcg *lcg);

/* n numbers uniform in ±limit. */
void bench_lcg_fill (BenchLcg *lcg, float limit, float *values, size_t n);

/* Weights in the order [out][in] that the peers draw into our [in][out]. */
void bench_dense_weights (BenchLcg *lcg, float limit, NnNode *weight);

/* A graph in training: batches in order, from the first again when less than a batch is left. */
typedef struct {
  NnGraph *graph;
  NnTeam *team;
  const NnOptimizer *optimizer;
  double values[PARAM_MAX];
  NnUpdate update;
  const float *x, *t; /* [n][inputs], [n][targets] */
  int n, batch, next;
} BenchLoop;

/* Takes slots for the optimizer and a team of @threads; false when there is no memory. The caller frees with
 * bench_loop_clear. */
bool bench_loop_init (BenchLoop *loop, NnGraph *graph, const char *optimizer, int batch, int threads, BaseError *error);
void bench_loop_clear (BenchLoop *loop); /* and the graph */

/* One training step. */
void bench_loop_step (BenchLoop *loop);

/* Mean loss over all n samples. */
double bench_loop_loss (const BenchLoop *loop);

/* Steps per second of the same training as a lane of a session that records the loss of every step and the statistics of all
 * layers every max (1, n / 2000) steps, n the steps of @seconds at @rate, which is the rate without. 0 when there is no
 * memory. */
double bench_recorded_rate (const BenchLoop *loop, int threads, double rate, double seconds);

/* Median over five blocks, of @seconds in all, of calls per second. */
double bench_rate (void (*call) (void *data), void *data, double seconds);

/* The layers "dense 16 tanh": one by one, with the first @n settings. @activation may be NULL. */
NnNode *bench_layer (NnGraph *graph, NnNode *input, const char *layer, int n, const double *values,
                     const char *activation, BaseError *error);

/* Adds the named loss of @output and compiles for batches of @batch; false with a message, also where @output is NULL. */
bool bench_compile (NnGraph *graph, NnNode *output, const char *loss, int batch, BaseError *error);

/* Dense layers: @units begins with the number of inputs; @hidden activation between them, @last after the last or NULL. */
NnNode *bench_dense_net (NnGraph *graph, int n_layers, const int *units, const char *hidden, const char *last,
                         BaseError *error);

/* A workload that trains. */
typedef struct {
  int n, n_inputs, batch, steps;                            /* one target for each sample */
  void (*make_data) (float *x, float *t);                   /* [n][n_inputs], [n] */
  bool (*make_graph) (NnGraph *graph, BaseError *error);    /* compiled, with its first weights */
  const char *optimizer;
  struct {
    const char *name;
    double value;
  } settings[3];                                            /* of the optimizer, where they are not the usual ones */
  double factor;                                            /* of the loss, where the peers' is another */
  void (*step) (void *loop);                                /* NULL: bench_loop_step */
  const char *rate;                                         /* "samples_per_s"; NULL: "steps_per_s" */
  bool recorded;                                            /* also measured with a recorder */
  void (*after) (const BenchLoop *loop, BenchEmit emit, void *data); /* NULL: nothing more to say after the steps */
} BenchTraining;

/* Emits the loss before and after the steps, then the rates if @seconds > 0. */
bool bench_train (const BenchTraining *training, int threads, double seconds, BenchEmit emit, void *data,
                  BaseError *error);

/* The images of W2 and W3: ten random templates under noise; a tenth of the labels are random. */
#define BENCH_IMAGES 2048
#define BENCH_PIXELS 784
void bench_images (float *images, float *classes);

/* The convolutional network of W3 and W5 with its data, before the first step. The caller frees with bench_lenet_free. */
typedef struct {
  BenchLoop loop;
  float *images, *classes;
} BenchLenet;
BenchLenet *bench_lenet_new (int threads, BaseError *error);
void bench_lenet_free (BenchLenet *lenet);
