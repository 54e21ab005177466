/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/inputs.h"

#include "engine/op.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double
nn_input_gradient (NnGraph *graph, const NnNode *node, size_t unit, const real *sample, real *gradient)
{
  const NnNode *input = nn_graph_input_node (graph);
  memcpy (input->value, sample, input->size * sizeof (real));
  nn_graph_predict (graph, 1);
  nn_graph_backward_from (graph, node, unit, 1);
  memcpy (gradient, input->gradient, input->size * sizeof (real));
  return (double) node->value[unit];
}

double
nn_total_variation (const NnShape *shape, const real *image, double factor, real *gradient)
{
  int height = shape->d[0], width = shape->d[1], channels = shape->d[2];
  int right = channels, down = width * channels;
  double sum = 0;
  for (int i = 0; i < height; i++)
    for (int j = 0; j < width; j++)
      for (int c = 0; c < channels; c++) {
        int at = i * down + j * channels + c;
        double dy = i + 1 < height ? (double) image[at + down] - (double) image[at] : 0;
        double dx = j + 1 < width ? (double) image[at + right] - (double) image[at] : 0;
        double length = sqrt (dx * dx + dy * dy + 1e-6);
        sum += length;
        if (gradient == NULL)
          continue;
        gradient[at] -= (real) (factor * (dx + dy) / length);
        if (i + 1 < height)
          gradient[at + down] += (real) (factor * dy / length);
        if (j + 1 < width)
          gradient[at + right] += (real) (factor * dx / length);
      }
  return sum;
}

/* What the optimizer goes down along: −∂ value / ∂ x with the penalties. */
static void
penalize (const NnShape *shape, const NnMaximize *settings, const real *sample, real *gradient)
{
  size_t n = nn_shape_size (shape);
  for (size_t i = 0; i < n; i++)
    gradient[i] = (real) (settings->l2 * (double) sample[i]) - gradient[i];
  if (shape->n == 3 && settings->tv != 0)
    nn_total_variation (shape, sample, settings->tv, gradient);
}

bool
nn_maximize (NnGraph *graph, const NnNode *node, size_t unit, const NnMaximize *settings, real *sample, double *values)
{
  const NnOptimizer *adam = (const NnOptimizer *) base_registry_find (&nn_optimizers, "adam");
  const NnShape *shape = &nn_graph_input_node (graph)->shape;
  size_t n = nn_shape_size (shape), room = (n + 15) / 16 * 16; /* kernels write whole vectors */
  real *numbers = calloc (4 * room, sizeof *numbers), *x = numbers, *gradient = numbers + room;
  double rates[PARAM_MAX], value;
  if (numbers == NULL)
    return false;
  params_defaults (adam->entry.params, rates);
  rates[0] = settings->lr;
  memcpy (x, sample, n * sizeof *x);
  for (int step = 0; step <= settings->steps; step++) {
    value = nn_input_gradient (graph, node, unit, x, gradient);
    if (values != NULL)
      values[step] = value;
    if (step == settings->steps)
      break;
    penalize (shape, settings, x, gradient);
    NnUpdate update = { .n = n, .parameters = x, .gradients = gradient,
                        .slots = { gradient + room, gradient + 2 * room }, .t = step + 1, .values = rates };
    adam->update (&update);
    for (size_t i = 0; i < n; i++)
      x[i] = (real) fmin (fmax ((double) x[i], settings->low), settings->high);
  }
  memcpy (sample, x, n * sizeof *x);
  free (numbers);
  return true;
}
