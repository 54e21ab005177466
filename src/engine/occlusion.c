/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/occlusion.h"

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
  static const real grey[] = { [NN_FILL_BLACK] = 0, [NN_FILL_GREY] = (real) 0.5, [NN_FILL_WHITE] = 1 };
  size_t line = (size_t) width * (size_t) channels;
  for (int c = 0; c < channels; c++) {
    real *corner = image + (size_t) top * line + (size_t) (left * channels + c);
    real fill = settings->fill == NN_FILL_MEAN ? patch_mean (corner, settings->patch, line, channels)
                                               : grey[settings->fill];
    for (int i = 0; i < settings->patch; i++)
      for (int j = 0; j < settings->patch; j++)
        corner[(size_t) i * line + (size_t) (j * channels)] = fill;
  }
}

/* Prediction for one class from one row of outputs; a single sigmoid output is the probability of class 1. */
static double
class_prediction (NnLink link, const real *outputs, int n, int class_index, double *predictions)
{
  nn_link_apply (link, outputs, n, predictions);
  if (link == NN_LINK_SIGMOID && n == 1)
    return class_index == 1 ? predictions[0] : 1 - predictions[0];
  return predictions[class_index];
}

static int
predicted_class (NnLink link, const real *outputs, int n, double *predictions)
{
  nn_link_apply (link, outputs, n, predictions);
  if (n == 1)
    return link == NN_LINK_SIGMOID && predictions[0] >= 0.5;
  int best = 0;
  for (int i = 1; i < n; i++)
    if (predictions[i] > predictions[best])
      best = i;
  return best;
}

double
nn_occlusion_map (NnGraph *graph, NnLink link, const real *image, int height, int width, int channels,
                  const NnOcclusion *settings, int *class_index, float *drops)
{
  NnNode *input = nn_graph_input_node (graph), *output = nn_graph_output (graph);
  size_t size = (size_t) height * (size_t) width * (size_t) channels;
  int n = (int) output->size, rows, columns;
  assert (input->size == size);
  double *predictions = malloc (sizeof *predictions * (size_t) n);
  if (predictions == NULL)
    return (double) NAN;
  nn_occlusion_size (settings, height, width, &rows, &columns);
  memcpy (input->value, image, size * sizeof (real));
  nn_graph_forward (graph, 1);
  if (*class_index < 0)
    *class_index = predicted_class (link, output->value, n, predictions);
  double whole = class_prediction (link, output->value, n, *class_index, predictions);
  for (int first = 0, batch; first < rows * columns; first += batch) {
    batch = rows * columns - first;
    batch = batch < nn_graph_capacity (graph) ? batch : nn_graph_capacity (graph);
    for (int k = 0; k < batch; k++) {
      real *covered = input->value + (size_t) k * size;
      int place = first + k;
      memcpy (covered, image, size * sizeof (real));
      nn_occlusion_cover (settings, covered, width, channels, place / columns * settings->stride,
                          place % columns * settings->stride);
    }
    nn_graph_forward (graph, batch);
    for (int k = 0; k < batch; k++)
      drops[first + k] = (float) (whole - class_prediction (link, output->value + (size_t) (k * n), n, *class_index,
                                                            predictions));
  }
  free (predictions);
  return whole;
}
