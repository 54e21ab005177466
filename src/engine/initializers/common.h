/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the random initializers share. */

#include "engine/op.h"

typedef enum { INITIALIZER_NORMAL, INITIALIZER_UNIFORM, INITIALIZER_SIGN } InitializerDistribution;

/* The settings of an initializer whose variance follows from the fans. */
#define INITIALIZER_PARAMS(distribution)                                                                               \
  {                                                                                                                    \
    { "distribution", N_ ("Distribution"), NULL, PARAM_CHOICE, 0, 0, 2, distribution, "normal|uniform|sign" },         \
    { "gain", N_ ("Gain"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000, 1 },                                                  \
    { 0 },                                                                                                             \
  }
enum { INITIALIZER_DISTRIBUTION, INITIALIZER_GAIN };

/* Independent weights of mean 0 and variance gain² @variance: normal, uniform between ±√(3 variance), or ±√variance. */
void initializer_draw (real *weights, size_t n, double variance, const double *values, BaseRng *rng);
