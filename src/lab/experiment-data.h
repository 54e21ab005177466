/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The data sets of a setup: lanes whose data agree share them. Private to lab. */

#include "lab/setup-private.h"

typedef struct {
  GPtrArray *sets; /* of DataSet, owned */
  const DataSet *train[TRAIN_MAX_LANES], *test[TRAIN_MAX_LANES];
  const DataSet *kept[TRAIN_MAX_LANES]; /* for validation, or NULL */
  int n_tests[TRAIN_MAX_LANES];
  TrainTest tests[TRAIN_MAX_LANES][TRAIN_MAX_TESTS]; /* "test far : data.shift = 6"; then "validation" */
  int validation[TRAIN_MAX_LANES]; /* which of them, from 1; 0: there is none */
} LabData;

/* Whether the settings of all further test sets fit. */
bool lab_data_check_tests (const LabSetup *setup, BaseError *error);

/* Makes or reads the sets of all lanes. On failure nothing is left behind. */
bool lab_data_load (LabData *data, const LabSetup *setup, BaseError *error);
void lab_data_clear (LabData *data);
