/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/sampler.h"

static const Param params[] = {
  { "size", N_ ("Size of the buffer"), NULL, PARAM_INT, PARAM_LOG, 1, 1e6, 1000 },
  { 0 },
};

/* What is taken out makes room for the next of the stream. */
static void
fill (const TrainEpoch *epoch)
{
  int n = epoch->set->n, size = epoch->values[0] < n ? (int) epoch->values[0] : n, next = size;
  for (int i = 0; i < size; i++)
    epoch->room[i] = i;
  for (int i = 0; i < n; i++) {
    int taken = (int) base_rng_below (epoch->rng, (uint32_t) size);
    epoch->order[i] = epoch->room[taken];
    epoch->room[taken] = next < n ? next++ : epoch->room[--size];
  }
}

const TrainSampler train_sampler_shuffle_buffer = {
  .entry = {
    .name = "shuffle-buffer",
    .label = N_ ("Shuffled in a buffer"),
    .summary = N_ ("a stream fills a buffer; one of its samples at random is used and replaced by the next of the stream"),
    .params = params,
  },
  .fill = fill,
};
