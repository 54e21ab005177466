/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/occlusion-private.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void
nn_occlusion_size (const NnOcclusion *settings, int height, int width, int *rows, int *columns)
{
  assert (settings->patch >= 1 && settings->stride >= 1);
  *rows = height < settings->patch ? 0 : (height - settings->patch) / settings->stride + 1;
  *columns = width < settings->patch ? 0 : (width - settings->patch) / settings->stride + 1;
}

/* Mean of one channel under the patch whose corner is @corner. */
static real
patch_mean (const real *corner, int patch, size_t line, int channels)
{
  double sum = 0;
  for (int i = 0; i < patch; i++)
    for (int j = 0; j < patch; j++)
      sum += (double) corner[(size_t) i * line + (size_t) (j * channels)];
  return (real) (sum / (patch * patch));
}

void
nn_occlusion_cover (const NnOcclusion *settings, real *image, int width, int channels, int top, int left)
{
  static const real plain[] = { [NN_FILL_BLACK] = 0, [NN_FILL_GREY] = (real) 0.5, [NN_FILL_WHITE] = 1 };
  size_t line = (size_t) width * (size_t) channels;
  for (int c = 0; c < channels; c++) {
    real *corner = image + (size_t) top * line + (size_t) (left * channels + c);
    real fill = settings->fill == NN_FILL_MEAN ? patch_mean (corner, settings->patch, line, channels)
                                               : plain[settings->fill];
    for (int i = 0; i < settings->patch; i++)
      for (int j = 0; j < settings->patch; j++)
        corner[(size_t) i * line + (size_t) (j * channels)] = fill;
  }
}

/* Prediction for the map's class from one row of outputs; a single sigmoid output is the probability of class 1. */
static double
prediction (const NnMap *map, int member, const real *outputs)
{
  int n = (int) map->output->size;
  double *predictions = map->predictions + (size_t) member * map->output->size;
  nn_link_apply (map->link, outputs, n, predictions);
  if (map->link == NN_LINK_SIGMOID && n == 1)
    return map->class_index == 1 ? predictions[0] : 1 - predictions[0];
  return predictions[map->class_index];
}

static int
predicted_class (const NnMap *map, const real *outputs)
{
  int n = (int) map->output->size, best = 0;
  nn_link_apply (map->link, outputs, n, map->predictions);
  if (n == 1)
    return map->link == NN_LINK_SIGMOID && map->predictions[0] >= 0.5;
  for (int i = 1; i < n; i++)
    if (map->predictions[i] > map->predictions[best])
      best = i;
  return best;
}

void
nn_map_note (const NnMap *map, int member, int row, int place)
{
  const real *outputs = map->output->value + (size_t) row * map->output->size;
  map->drops[place] = (float) (map->whole - prediction (map, member, outputs));
}

/* Forgets nothing but the image: the outputs, class and prediction of the uncovered one. */
static void
look_at_whole (NnMap *map)
{
  memcpy (map->input->value, map->image, map->input->size * sizeof (real));
  nn_graph_predict (map->graph, 1);
  if (map->class_index < 0)
    map->class_index = predicted_class (map, map->output->value);
  map->whole = prediction (map, 0, map->output->value);
}

void
nn_map_cover (const NnMap *map, real *image, int place)
{
  memcpy (image, map->image, map->input->size * sizeof (real));
  nn_occlusion_cover (map->settings, image, map->width, map->channels, place / map->columns * map->settings->stride,
                      place % map->columns * map->settings->stride);
}

static void
run_plain (NnMap *map)
{
  int n = map->rows * map->columns, capacity = nn_graph_capacity (map->graph);
  for (int first = 0, batch; first < n; first += batch) {
    batch = n - first < capacity ? n - first : capacity;
    for (int k = 0; k < batch; k++)
      nn_map_cover (map, map->input->value + (size_t) k * map->input->size, first + k);
    nn_graph_predict (map->graph, batch);
    for (int k = 0; k < batch; k++)
      nn_map_note (map, 0, k, first + k);
  }
}

static double
make_map (NnMap *map, bool in_parts, int *class_index)
{
  map->input = nn_graph_input_node (map->graph);
  map->output = nn_graph_output (map->graph);
  map->class_index = *class_index;
  assert (map->input->size == (size_t) map->height * (size_t) map->width * (size_t) map->channels);
  map->predictions = calloc (NN_TEAM_MAX * map->output->size, sizeof *map->predictions);
  if (map->predictions == NULL)
    return (double) NAN;
  nn_occlusion_size (map->settings, map->height, map->width, &map->rows, &map->columns);
  look_at_whole (map);
  if (!in_parts || !nn_map_in_parts (map))
    run_plain (map);
  free (map->predictions);
  *class_index = map->class_index;
  return map->whole;
}

double
nn_occlusion_map (NnGraph *graph, NnLink link, const real *image, int height, int width, int channels,
                  const NnOcclusion *settings, int *class_index, float *drops)
{
  NnMap map = { .graph = graph, .link = link, .image = image, .height = height, .width = width, .channels = channels,
              .settings = settings, .drops = drops };
  return make_map (&map, true, class_index);
}

double
nn_occlusion_map_plain (NnGraph *graph, NnLink link, const real *image, int height, int width, int channels,
                        const NnOcclusion *settings, int *class_index, float *drops)
{
  NnMap map = { .graph = graph, .link = link, .image = image, .height = height, .width = width, .channels = channels,
              .settings = settings, .drops = drops };
  return make_map (&map, false, class_index);
}
