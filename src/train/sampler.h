/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* In which order the samples of the training set are used: one file and one line each. An epoch's order depends on seed,
 * epoch and settings alone, so that any step can be replayed. */

#include "data/set.h"

typedef struct {
  const DataSet *set;
  const double *values; /* of entry.params */
  BaseRng *rng;
  int *order;           /* out: one sample after the other, train_sampler_length of them */
  int *room;            /* 2 set->n numbers */
} TrainEpoch;

typedef struct {
  BaseEntry entry;
  bool repeats; /* every epoch has the order of the first */
  bool classes; /* each sample must belong to one class */
  bool stream;  /* new samples come in the order of the set */
  void (*fill) (const TrainEpoch *epoch);
  int (*per_sample) (const double *values); /* how often an epoch uses a sample, on average; NULL: once */
} TrainSampler;
extern const BaseRegistry train_samplers;

/* Samples that are used in an epoch. @sampler NULL: "shuffled". */
int train_sampler_length (const TrainSampler *sampler, const double *values, const DataSet *set);

/* Updates in an epoch with batches of @batch (0: all in one). */
long train_sampler_updates (const TrainSampler *sampler, const double *values, const DataSet *set, int batch);

/* Fills @order for number @epoch. */
void train_sampler_fill (const TrainSampler *sampler, const double *values, const DataSet *set, uint64_t seed, long epoch,
                         int *order, int *room);
