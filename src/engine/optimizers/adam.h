/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels.h"
#include "engine/op.h"

/* What Adam and its variants have in common: the first settings of their tables. */
enum { LR, BETA1, BETA2, EPSILON, ADAM_SETTINGS };
#define ADAM_PARAMS(lr)                                                                                          \
  { "lr", N_ ("Learning rate"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, lr },                       \
  { "beta1", N_ ("Decay of the mean"), NULL, PARAM_REAL, PARAM_LIVE, 0, 0.99999, 0.9 },                          \
  { "beta2", N_ ("Decay of the mean square"), NULL, PARAM_REAL, PARAM_LIVE, 0, 0.9999999, 0.999 },               \
  { "epsilon", N_ ("Epsilon"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-16, 1, 1e-8 }
