/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/sampler.h"

/* The samples of @class in the order of @shuffled; returns how many. */
static int
list (const DataSet *set, int class, const int *shuffled, int *samples)
{
  int n = 0;
  for (int i = 0; i < set->n; i++)
    if ((int) set->targets[shuffled[i]] == class)
      samples[n++] = shuffled[i];
  return n;
}

/* The classes in turn, each with a shuffled list of its own that begins again at its end. */
static void
fill (const TrainEpoch *epoch)
{
  const DataSet *set = epoch->set;
  int *shuffled = epoch->room, *samples = epoch->room + set->n, n_there = 0, turn = 0;
  base_rng_permutation (epoch->rng, shuffled, set->n);
  for (int class = 0; class < set->n_classes; class++)
    n_there += list (set, class, shuffled, samples) > 0;
  for (int class = 0; class < set->n_classes; class++) {
    int n = list (set, class, shuffled, samples);
    for (int i = turn, k = 0; n > 0 && i < set->n; i += n_there, k++)
      epoch->order[i] = samples[k % n];
    turn += n > 0;
  }
}

const TrainSampler train_sampler_class_aware = {
  .entry = {
    .name = "class-aware",
    .label = N_ ("Classes in turn"),
    .summary = N_ ("one sample of each class in turn, from a shuffled list for each class that begins again at its end"),
    .source = "Shen, Lin, Huang 2016, Relay backpropagation for effective learning of deep convolutional neural networks",
  },
  .classes = true,
  .fill = fill,
};
