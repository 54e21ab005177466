/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conv 8 k5 p2 ReLU, max pool 2, conv 16 k5 p2 ReLU, max pool 2, dense 128 ReLU, dense 10; Adam 0.001, batches of 64. */
#include "bench/run.h"

#include <math.h>
#include <stdlib.h>

#define BATCH 64

void
bench_images (float *images, float *classes)
{
  BenchLcg lcg = { 2 };
  static float templates[10 * BENCH_PIXELS];
  for (int i = 0; i < 10 * BENCH_PIXELS; i++)
    templates[i] = bench_lcg (&lcg) > 0.7f;
  for (int i = 0; i < BENCH_IMAGES; i++) {
    float a = bench_lcg (&lcg), b = bench_lcg (&lcg);
    classes[i] = (float) (a < 0.1f ? (int) (10 * b) : i % 10);
    for (int p = 0; p < BENCH_PIXELS; p++)
      images[BENCH_PIXELS * i + p] = 0.5f * templates[BENCH_PIXELS * (i % 10) + p] + 0.5f * bench_lcg (&lcg);
  }
}

/* The peers draw [out][in][height][width]; ours are [height][width][in][out]. */
static void
conv_weights (BenchLcg *lcg, float limit, NnNode *weight)
{
  int k = weight->shape.d[0], n_in = weight->shape.d[2], n_out = weight->shape.d[3];
  for (int o = 0; o < n_out; o++)
    for (int c = 0; c < n_in; c++)
      for (int uv = 0; uv < k * k; uv++)
        bench_lcg_fill (lcg, limit, &weight->value[(uv * n_in + c) * n_out + o], 1);
}

/* After a convolution the peers flatten {channels, height, width}, we {height, width, channels}. */
static void
flat_weights (BenchLcg *lcg, float limit, NnNode *weight, int places, int channels)
{
  int n_out = weight->shape.d[1];
  for (int o = 0; o < n_out; o++)
    for (int c = 0; c < channels; c++)
      for (int p = 0; p < places; p++)
        bench_lcg_fill (lcg, limit, &weight->value[(p * channels + c) * n_out + o], 1);
}

static void
make_weights (NnGraph *graph)
{
  BenchLcg lcg = { 13 };
  conv_weights (&lcg, (float) sqrt (6.0 / 25), nn_graph_layer (graph, 0)->weight);
  conv_weights (&lcg, (float) sqrt (6.0 / 200), nn_graph_layer (graph, 1)->weight);
  flat_weights (&lcg, (float) sqrt (6.0 / 784), nn_graph_layer (graph, 2)->weight, 49, 16);
  bench_dense_weights (&lcg, (float) sqrt (6.0 / 128), nn_graph_layer (graph, 3)->weight);
}

static bool
make_graph (NnGraph *graph, BaseError *error)
{
  static const double conv8[] = { 8, 5, 1, 2 }, conv16[] = { 16, 5, 1, 2 }, two[] = { 2, 0 };
  NnNode *x = nn_graph_input (graph, "image", (NnShape) { 3, { 28, 28, 1 } });
  x = bench_layer (graph, x, "conv2d", 4, conv8, "relu", error);
  x = bench_layer (graph, x, "maxpool", 2, two, NULL, error);
  x = bench_layer (graph, x, "conv2d", 4, conv16, "relu", error);
  x = bench_layer (graph, x, "maxpool", 2, two, NULL, error);
  x = bench_layer (graph, x, "dense", 1, (double[]) { 128 }, "relu", error);
  x = bench_layer (graph, x, "dense", 1, (double[]) { 10 }, NULL, error);
  return bench_compile (graph, x, "softmax-ce", BATCH, error);
}

BenchLenet *
bench_lenet_new (int threads, BaseError *error)
{
  BenchLenet *lenet = calloc (1, sizeof *lenet);
  NnGraph *graph = nn_graph_new ();
  lenet->images = malloc (sizeof (float) * BENCH_IMAGES * BENCH_PIXELS);
  lenet->classes = malloc (sizeof (float) * BENCH_IMAGES);
  lenet->loop.graph = graph;
  if (!make_graph (graph, error) || !bench_loop_init (&lenet->loop, graph, "adam", BATCH, threads, error)) {
    bench_lenet_free (lenet);
    return NULL;
  }
  bench_images (lenet->images, lenet->classes);
  make_weights (graph);
  lenet->loop.x = lenet->images;
  lenet->loop.t = lenet->classes;
  lenet->loop.n = BENCH_IMAGES;
  return lenet;
}

void
bench_lenet_free (BenchLenet *lenet)
{
  if (lenet == NULL)
    return;
  bench_loop_clear (&lenet->loop);
  free (lenet->images);
  free (lenet->classes);
  free (lenet);
}
