/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/sampler.h"

static void
fill (const TrainEpoch *epoch)
{
  for (int i = 0; i < epoch->set->n; i++)
    epoch->order[i] = (int) base_rng_below (epoch->rng, (uint32_t) epoch->set->n);
}

const TrainSampler train_sampler_with_replacement = {
  .entry = {
    .name = "with-replacement",
    .label = N_ ("Drawn with replacement"),
    .summary = N_ ("any sample at any time: in n draws a sample is missed with probability (1 − 1/n)ⁿ, about 37 %"),
  },
  .fill = fill,
};
