/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/sampler.h"

static void
fill (const TrainEpoch *epoch)
{
  base_rng_permutation (epoch->rng, epoch->order, epoch->set->n);
}

const TrainSampler train_sampler_shuffled = {
  .entry = {
    .name = "shuffled",
    .label = N_ ("Shuffled in every epoch"),
    .summary = N_ ("every sample once in an epoch, in a random order that is another one each time"),
    .source = "Mishchenko, Khaled, Richtárik 2020, Random reshuffling: simple analysis with vast improvements",
  },
  .fill = fill,
};
