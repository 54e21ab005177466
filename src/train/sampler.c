/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/sampler.h"

/* The registry; its rows come from the list in meson.build. */

#define ROW(id) extern const TrainSampler train_sampler_##id;
#include "train/sampler-rows.inc"
#undef ROW

#define ROW(id) &train_sampler_##id.entry,
static const BaseEntry *const entries[] = {
#include "train/sampler-rows.inc"
};
#undef ROW

const BaseRegistry train_samplers = { N_ ("samplers"), entries, sizeof entries / sizeof entries[0] };

int
train_sampler_length (const TrainSampler *sampler, const double *values, const DataSet *set)
{
  return sampler != NULL && sampler->per_sample != NULL ? set->n * sampler->per_sample (values) : set->n;
}

long
train_sampler_updates (const TrainSampler *sampler, const double *values, const DataSet *set, int batch)
{
  int length = train_sampler_length (sampler, values, set);
  return batch > 0 && batch < length ? (length + batch - 1) / batch : 1;
}

void
train_sampler_fill (const TrainSampler *sampler, const double *values, const DataSet *set, uint64_t seed, long epoch,
                    int *order, int *room)
{
  BaseRng rng;
  sampler = sampler != NULL ? sampler : &train_sampler_shuffled;
  base_rng_init (&rng, seed, RNG_EPOCH + (uint64_t) (sampler->repeats ? 0 : epoch));
  sampler->fill (&(TrainEpoch) { set, values, &rng, order, room });
}
