/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

#define BINS 15

static double
measure (TrainProbe *probe, int layer)
{
  double apart[BINS] = { 0 }, sum = 0; /* right answers less confidence */
  for (int i = 0; i < probe->test->n; i++) {
    double confidence;
    int class = train_probe_answer (probe, i, &confidence);
    if (class < 0)
      return NAN;
    int bin = (int) ceil (confidence * BINS) - 1;
    apart[bin > 0 ? bin : 0] += (class == (int) probe->test->targets[i]) - confidence;
  }
  for (int bin = 0; bin < BINS; bin++)
    sum += fabs (apart[bin]);
  return sum / probe->test->n;
}

const TrainMetric train_metric_ece = {
  .entry = {
    .name = "ece",
    .label = N_ ("Calibration error"),
    .summary = N_ ("Expected calibration error: the test samples in 15 bins by confidence, mean distance of accuracy from confidence"),
    .source = "Guo, Pleiss, Sun, Weinberger 2017, On calibration of modern neural networks",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .applies = train_classes,
  .measure = measure,
};
