/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/sampler.h"

static void
fill (const TrainEpoch *epoch)
{
  base_rng_permutation (epoch->rng, epoch->order, epoch->set->n);
}

const TrainSampler train_sampler_shuffled_once = {
  .entry = {
    .name = "shuffled-once",
    .label = N_ ("Shuffled once"),
    .summary = N_ ("a random order, the same one in every epoch: the same batches again and again"),
  },
  .repeats = true,
  .fill = fill,
};
