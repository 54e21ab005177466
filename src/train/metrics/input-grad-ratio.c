/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return train->steps > 1;
}

/* ‖∂L/∂x_t‖ over the batch; @step: reals of a time step. */
static double
norm_at (const NnNode *input, int rows, size_t t, size_t step)
{
  double sum = 0;
  for (size_t row = 0; row < (size_t) rows; row++)
    sum += train_sum_squares (input->gradient + row * input->size + t * step, step, 0);
  return sqrt (sum);
}

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *input = train_probe_input_gradient (probe);
  size_t steps = (size_t) probe->train->steps, step = input->size / steps;
  return norm_at (input, probe->rows, 0, step) / norm_at (input, probe->rows, steps - 1, step);
}

const TrainMetric train_metric_input_grad_ratio = {
  .entry = {
    .name = "input_grad_ratio",
    .label = N_ ("Gradient left at the first step"),
    .summary = N_ ("‖∂L/∂x‖ at the first step of a sequence divided by that at the last: what is left of the gradient "
                   "on the way back through time"),
    .source = "Bengio, Simard, Frasconi 1994, Learning long-term dependencies with gradient descent is difficult",
  },
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
