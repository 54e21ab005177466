/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/sampler.h"

static void
fill (const TrainEpoch *epoch)
{
  for (int i = 0; i < epoch->set->n; i++)
    epoch->order[i] = i;
}

const TrainSampler train_sampler_sequential = {
  .entry = {
    .name = "sequential",
    .label = N_ ("As they come"),
    .summary = N_ ("the order of the data set, as a stream brings them or a file holds them"),
  },
  .stream = true,
  .fill = fill,
};
