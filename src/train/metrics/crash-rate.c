/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/track.h"
#include "train/probe.h"

#include <math.h>
#include <string.h>

#define MAX_CARS 16
#define LAP 400 /* steps of a drive: a little more than once around */

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL && test->n_notes == 3 && strcmp (test->name, "track-sim") == 0;
}

/* One step of all cars, on what the network says. */
static void
drive (const TrainProbe *probe, DataCar *cars, bool *crashed, int n)
{
  const NnNode *input = nn_graph_input_node (probe->evaluator), *output = nn_graph_output (probe->evaluator);
  float rays[DATA_TRACK_MAX_RAYS];
  for (int i = 0; i < n; i++) {
    data_car_rays (&cars[i], (int) input->size, rays);
    for (size_t k = 0; k < input->size; k++)
      input->value[(size_t) i * input->size + k] = (real) rays[k];
  }
  nn_graph_predict (probe->evaluator, n);
  for (int i = 0; i < n; i++) {
    double steering = (double) output->value[(size_t) i * output->size];
    if (isfinite (steering) && !crashed[i])
      data_car_drive (&cars[i], steering);
    crashed[i] |= !(fabs (data_car_offset (&cars[i])) < 1) || !isfinite (steering);
  }
}

static double
measure (TrainProbe *probe, int layer)
{
  const DataSet *set = train_probe_test_set (probe);
  int capacity = nn_graph_capacity (probe->evaluator), n = set->n < MAX_CARS ? set->n : MAX_CARS, n_crashed = 0;
  DataCar cars[MAX_CARS];
  bool crashed[MAX_CARS] = { false };
  n = n < capacity ? n : capacity;
  for (int i = 0; i < n; i++) {
    const float *start = set->notes + 3 * (size_t) ((long) i * set->n / n);
    cars[i] = (DataCar){ (double) start[0], (double) start[1], (double) start[2] };
  }
  for (int step = 0; step < LAP; step++)
    drive (probe, cars, crashed, n);
  for (int i = 0; i < n; i++)
    n_crashed += crashed[i];
  return (double) n_crashed / n;
}

const TrainMetric train_metric_crash_rate = {
  .entry = {
    .name = "crash_rate",
    .label = N_ ("Share of drives that leave the road"),
    .summary = N_ ("Closed loop: from the places of 16 test samples the network drives 400 steps, its own steering deciding what it sees "
                   "next"),
    .source = "Ross, Gordon, Bagnell 2011, A reduction of imitation learning to no-regret online learning",
  },
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
