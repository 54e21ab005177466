/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The occlusion map of one image under the network that W3 trains: a 7x7 patch of value 0.5 at all 22x22 places. */
#include "bench/run.h"
#include "engine/occlusion.h"

#include <math.h>

extern const BenchWorkload bench_workload_w5;

#define STEPS 32
#define PLACES (22 * 22)
#define BATCH 121

typedef struct {
  NnGraph *graph;
  const float *image;
  float drops[PLACES];
  double whole;
} Map;

static const NnOcclusion settings = { .patch = 7, .stride = 1, .fill = NN_FILL_GREY };

static void
make_map (void *data)
{
  Map *map = data;
  int class_index = -1;
  map->whole = nn_occlusion_map (map->graph, NN_LINK_SOFTMAX, map->image, 28, 28, 1, &settings, &class_index,
                                 map->drops);
}

/* The largest difference to the map made from the image up at every place. */
static double
difference (const Map *map)
{
  float plain[PLACES];
  int class_index = -1;
  double worst = 0;
  nn_occlusion_map_plain (map->graph, NN_LINK_SOFTMAX, map->image, 28, 28, 1, &settings, &class_index, plain);
  for (int i = 0; i < PLACES; i++) {
    double apart = fabs ((double) plain[i] - (double) map->drops[i]);
    worst = apart > worst || apart != apart ? apart : worst;
  }
  return worst;
}

static bool
run (int threads, double seconds, BenchEmit emit, void *data, BaseError *error)
{
  BenchLenet *lenet = bench_lenet_new (threads, error);
  if (lenet == NULL)
    return false;
  for (int i = 0; i < STEPS; i++)
    bench_loop_step (&lenet->loop);
  Map map = { .graph = nn_graph_copy (lenet->loop.graph, BATCH, false, NN_FORWARD_ONLY), .image = lenet->images };
  bool ok = map.graph != NULL || base_error_set (error, "out of memory");
  if (ok) {
    nn_graph_set_team (map.graph, lenet->loop.team);
    double sum = 0;
    make_map (&map);
    for (int i = 0; i < PLACES; i++)
      sum += map.whole - (double) map.drops[i];
    emit ("map_mean", sum / PLACES, data);
    emit ("max_difference", difference (&map), data);
  }
  if (ok && seconds > 0)
    emit ("ms_per_map", 1000 / bench_rate (make_map, &map, seconds), data);
  nn_graph_free (map.graph);
  bench_lenet_free (lenet);
  return ok;
}

const BenchWorkload bench_workload_w5 = {
  .entry = { "W5", N_ ("Occlusion map"), N_ ("a 7x7 grey patch at all 484 places of one image"), NULL, NULL },
  .max_threads = NN_TEAM_MAX,
  .check = "map_mean",
  .expected = 0.7372, /* of PyTorch; the weights differ by rounding after 32 steps */
  .tolerance = 1e-3,
  .run = run,
};
