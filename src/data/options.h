/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What can be done to the samples of any source, or of a file, after they are there: wrong labels, order,
 * copies, scale. Lessons write these settings beside the source's own: `data = moons n=200 label_noise=0.3`.
 */

#include "data/set.h"

/* The settings, as a Param table; the defaults change nothing. In the order in which they are applied:
 *
 * imbalance k         training: of class c the first n_c · k^(−c / (classes − 1)) samples stay (Cui, Jia,
 * Lin, Song, Belongie 2019, "Class-balanced loss based on effective number of samples"): the last class has
 * 1/k of its samples duplicates p        training: the last share p of the samples become copies of those
 * before them labels              training: "shuffled" permutes the targets among the samples, "random" draws
 * them anew, all classes equally often (Zhang, Bengio, Hardt, Recht, Vinyals 2017, "Understanding deep
 * learning requires rethinking generalization"); real targets are permuted by both label_noise p training:
 * each label is with probability p another one, all others equally likely; a real target becomes that of
 * another sample. test_label_noise: the same for the test samples order               training: "sorted" by
 * target, equal ones as they were permute p           one fixed permutation of a share p of the places
 * (pixels, steps, inputs), the same for training and test scale, scale_ratio, offset, offset_step x ← s_j x +
 * o_j for feature j of f (colour of an image, value of a step, input of a vector): s_j = scale ·
 * scale_ratio^(j / (f − 1)), o_j = offset + j · offset_step normalise           "centre": minus the mean of
 * each feature over the training samples; "standardise": also divided by its standard deviation (a constant
 * feature stays 0). test_statistics own: test samples by their own instead
 *
 * validation n            so many more samples from the source of the training samples, or, of a file, the last of
 * them: a set to choose by, treated like test samples; it is not made here
 *
 * Samples whose targets were changed keep the old ones in true_targets. */
extern const Param data_options[];

/* How many samples @options keep for validation. */
int data_options_validation (const double *options);

/* Applies @options to @set, which it takes and returns, changed or anew; NULL with an error. @train: the
 * training set that was made before it when @set holds test samples, else NULL. */
DataSet *data_options_apply (DataSet *set, const double *options, uint64_t seed, const DataSet *train,
                             BaseError *error);
