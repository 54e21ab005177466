/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A data set in memory: samples as rows of floats, with targets, sizes and names. */

#include "base/error.h"
#include "base/param.h"
#include "base/rng.h"

#include <stdint.h>

typedef enum {
  DATA_CLASSES, /* target = class index 0 … n_classes−1, −1: not known */
  DATA_BINARY,  /* target = n_targets values 0 or 1 (several: labels that may occur together, or one for each
                   step of a sequence); n_classes = 2 */
  DATA_REAL,    /* target = n_targets real values; n_classes = 0 */
} DataTarget;

typedef struct {
  char *name;                  /* owned; for people: "moons", "mnist/t10k" */
  int n;                       /* samples */
  int height, width, channels; /* of one sample, channels last; a plain vector is 1 × 1 × features */
  int steps;                   /* of a sequence, which is 1 × steps × features of a step; 0: no sequence */
  DataTarget target;
  int n_classes, n_targets;
  float *inputs;      /* owned, [n][height][width][channels] */
  float *targets;     /* owned, [n][n_targets] */
  char **input_names; /* owned, one for each input, or NULL */
  char **class_names; /* owned, one for each class, or NULL */
  /* What a lesson may ask of the samples and no network sees. */
  float *true_targets; /* owned, like targets: what they were before some were made wrong; or NULL */
  int *groups; /* owned, [n]: which part of the data a sample belongs to, 0 … n_groups−1; or NULL */
  int n_groups;
  char **group_names; /* owned, one for each group, or NULL */
  float *notes;       /* owned, [n][n_notes]: numbers about a sample, as its source says; or NULL */
  int n_notes;
  float *taught; /* owned, [n][n_taught]: what a teacher says about a sample; a loss that hears it gets it after the targets; or
                    NULL */
  int n_taught;
  float *mean, *deviation; /* owned, [channels]: what was subtracted and divided by; or NULL */
} DataSet;

/* A set of @n ≥ 0 samples, everything zero; NULL with an error when it would not fit into memory (over 2
 * GiB). DATA_CLASSES has one target column. */
DataSet *data_set_new (const char *name, int n, int height, int width, int channels, DataTarget target,
                       int n_classes, int n_targets, BaseError *error);

/* The same for sequences: @steps steps of @features values each. */
DataSet *data_set_new_sequences (const char *name, int n, int steps, int features, DataTarget target,
                                 int n_targets, BaseError *error);

/* Gives the samples of @set groups, all 0 at first, called @names (@n_groups of them, or NULL). False with an
 * error when there is no memory. */
bool data_set_add_groups (DataSet *set, int n_groups, const char *const *names, BaseError *error);

/* Gives each sample @n_notes notes, all 0 at first. */
bool data_set_add_notes (DataSet *set, int n_notes, BaseError *error);

/* Gives each sample @n_taught numbers of a teacher, all 0 at first. */
bool data_set_add_taught (DataSet *set, int n_taught, BaseError *error);

/* Keeps the targets as they are now in true_targets, once. */
bool data_set_keep_targets (DataSet *set, BaseError *error);

/* Frees a set; NULL is fine. */
void data_set_free (DataSet *set);

/* Floats in one sample: height · width · channels. */
int data_set_n_inputs (const DataSet *set);

/* Copies names for the inputs or the classes into @set, as many as there are; NULL: none. */
void data_set_name_inputs (DataSet *set, const char *const *names);
void data_set_name_classes (DataSet *set, const char *const *names);

/* Frees the names of the classes; before n_classes is changed. */
void data_set_drop_class_names (DataSet *set);

/* A new set with samples @first … @first + @n − 1 of @set. */
DataSet *data_set_slice (const DataSet *set, int first, int n, BaseError *error);

/* A new set with the @n samples whose indices are in @order. */
DataSet *data_set_pick (const DataSet *set, const int *order, int n, BaseError *error);

/* One drawing of samples: what a source is given. */
typedef struct {
  const double *values; /* as in entry.params; values[0] is the number of training samples whatever n is */
  int n;                /* samples to draw */
  bool test;            /* whether they are test samples */
  BaseRng *rng;         /* for the samples */
  BaseRng *shared;      /* for what training and test samples have in common (coefficients, prototypes): the
                           same numbers in both drawings */
} DataDraw;

/* One way to make a data set: a row of the registry. Train and test samples are drawn from different streams
 * of one seed, so that more test samples change no training sample. Samples are drawn one after the other: a
 * larger set begins with the samples of a smaller one. */
typedef struct {
  BaseEntry
      entry; /* params hold "n" (training samples) and "test" (test samples) first, then the source's own */
  /* NULL with an error when the settings contradict each other. */
  DataSet *(*generate) (const DataDraw *draw, BaseError *error);
  bool fixed; /* the samples follow from the settings alone, whatever the seed; training and test samples are
                 the same */
} DataSource;

/* All sources; entries point at DataSource. */
extern const BaseRegistry data_sources;

/* Draws @n samples of @source without further options; values outside their limits are an error. */
DataSet *data_draw (const DataSource *source, const double *values, int n, bool test, uint64_t seed,
                    BaseError *error);

/* Makes the training and the test set of @source with @seed and @options (data/options.h; NULL: none); the
 * caller owns both. Values outside their limits are an error. On failure both are NULL. */
bool data_make (const DataSource *source, const double *values, const double *options, uint64_t seed,
                DataSet **train, DataSet **test, BaseError *error);

/* One of the two with settings of its own: a test set for networks that learn from @train, normalised as
 * @train was, or, with NULL for @train, a training set. */
DataSet *data_make_part (const DataSource *source, const double *values, const double *options, uint64_t seed,
                         const DataSet *train, BaseError *error);

/* The @n samples that would come after the training samples: for validation, normalised as @train was. */
DataSet *data_make_validation (const DataSource *source, const double *values, const double *options,
                               uint64_t seed, const DataSet *train, int n, BaseError *error);
