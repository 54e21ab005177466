/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A data set in memory: samples as rows of floats, with targets, sizes and names. */

#include "base/error.h"
#include "base/param.h"
#include "base/rng.h"

#include <stdint.h>

typedef enum {
  DATA_CLASSES, /* target = class index 0 … n_classes−1 */
  DATA_BINARY,  /* target = 0 or 1, one column; n_classes = 2 */
  DATA_REAL,    /* target = n_targets real values; n_classes = 0 */
} DataTarget;

typedef struct {
  char *name;                  /* owned; for people: "moons", "mnist/t10k" */
  int n;                       /* samples */
  int height, width, channels; /* of one sample, channels last; a plain vector is 1 × 1 × features */
  DataTarget target;
  int n_classes, n_targets;
  float *inputs;      /* owned, [n][height][width][channels] */
  float *targets;     /* owned, [n][n_targets] */
  char **input_names; /* owned, one for each input, or NULL */
  char **class_names; /* owned, one for each class, or NULL */
} DataSet;

/* A set of @n ≥ 0 samples, everything zero; NULL with an error when it would not fit into memory (over 2
 * GiB). DATA_CLASSES and DATA_BINARY have one target column whatever @n_targets says. */
DataSet *data_set_new (const char *name, int n, int height, int width, int channels, DataTarget target,
                       int n_classes, int n_targets, BaseError *error);

/* Frees a set; NULL is fine. */
void data_set_free (DataSet *set);

/* Floats in one sample: height · width · channels. */
int data_set_n_inputs (const DataSet *set);

/* Copies names for the inputs or the classes into @set; as many as there are. */
void data_set_name_inputs (DataSet *set, const char *const *names);
void data_set_name_classes (DataSet *set, const char *const *names);

/* Frees the names of the classes; before n_classes is changed. */
void data_set_drop_class_names (DataSet *set);

/* A new set with samples @first … @first + @n − 1 of @set. */
DataSet *data_set_slice (const DataSet *set, int first, int n, BaseError *error);

/* A new set with the @n samples whose indices are in @order. */
DataSet *data_set_pick (const DataSet *set, const int *order, int n, BaseError *error);

/* One way to make a data set: a row of the registry. Train and test samples are drawn from different streams
 * of one seed, so that more test samples change no training sample. Samples are drawn one after the other: a
 * larger set begins with the samples of a smaller one. */
typedef struct {
  BaseEntry
      entry; /* params hold "n" (training samples) and "test" (test samples) first, then the source's own */
  /* Draws @n samples. @values as in entry.params. NULL with an error when the settings contradict each other.
   */
  DataSet *(*generate) (const double *values, int n, BaseRng *rng, BaseError *error);
} DataSource;

/* All sources; entries point at DataSource. */
extern const BaseRegistry data_sources;

/* Makes the training and the test set of @source with @seed; the caller owns both. Values outside their
 * limits are an error. On failure both are NULL. */
bool data_make (const DataSource *source, const double *values, uint64_t seed, DataSet **train,
                DataSet **test, BaseError *error);
