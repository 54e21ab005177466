/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/sampler.h"

static const Param params[] = {
  { "size", N_ ("Size of the buffer"), NULL, PARAM_INT, PARAM_LOG, 1, 1e6, 200 },
  { "old", N_ ("Old samples for each new one"), NULL, PARAM_INT, 0, 1, 64, 1 },
  { 0 },
};

enum { SIZE, OLD };

static int
per_sample (const double *values)
{
  return 1 + (int) values[OLD];
}

/* Reservoir sampling keeps sample i of i + 1 with probability size / (i + 1): the buffer is a fair choice of all that went
 * by (Vitter 1985, Random sampling with a reservoir). */
static void
fill (const TrainEpoch *epoch)
{
  int *order = epoch->order, size = (int) epoch->values[SIZE];
  for (int i = 0; i < epoch->set->n; i++) {
    int place = i < size ? i : (int) base_rng_below (epoch->rng, (uint32_t) i + 1);
    int n = i < size ? i + 1 : size;
    if (place < size)
      epoch->room[place] = i;
    *order++ = i;
    for (int k = 0; k < (int) epoch->values[OLD]; k++)
      *order++ = epoch->room[base_rng_below (epoch->rng, (uint32_t) n)];
  }
}

const TrainSampler train_sampler_replay_buffer = {
  .entry = {
    .name = "replay-buffer",
    .label = N_ ("Stream with replay"),
    .summary = N_ ("after each sample of the stream some old ones out of a buffer, which is a fair choice of all that went by"),
    .source = "Rolnick, Ahuja, Schwarz, Lillicrap, Wayne 2019, Experience replay for continual learning",
    .params = params,
  },
  .stream = true,
  .fill = fill,
  .per_sample = per_sample,
};
