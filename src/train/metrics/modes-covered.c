/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/players.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_modes (probe);
}

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL && test->target == DATA_CLASSES && data_set_n_inputs (train) <= TRAIN_MODE_DIMS;
}

const TrainMetric train_metric_modes_covered = {
  .entry = {
    .name = "modes_covered",
    .label = N_ ("Modes covered"),
    .summary = N_ ("How many classes of points have, within three of their deviations, at least a tenth of the generated samples "
                   "they should have; a narrower cloud counts as 0.1 wide"),
    .source = "Srivastava, Valkov, Russell, Gutmann, Sutton 2017, VEEGAN: reducing mode collapse in GANs using implicit "
              "variational learning",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_GENERATED,
  .applies = applies,
  .measure = measure,
};
