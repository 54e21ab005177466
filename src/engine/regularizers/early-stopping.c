/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/update.h"

static const Param params[] = {
  NN_WATCH_PARAMS (0, 0),
  { "restore", N_ ("Back to the best weights"), NULL, PARAM_BOOL, 0, 0, 1, 1 },
  { 0 },
};

const NnRegularizer nn_regularizer_early_stopping = {
  .entry = { "early-stopping", N_ ("Early stopping"),
             N_ ("training ends after patience looks in a row at which the watched loss was not lower than before"),
             "Prechelt 1998, Early stopping — but when?", params },
  .when = NN_APART,
};
