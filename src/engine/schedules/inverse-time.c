/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/update.h"

extern const NnSchedule nn_schedule_inverse_time;

static const Param params[] = {
  { "half", N_ ("Steps to half the rate"), NULL, PARAM_INT, PARAM_LIVE | PARAM_LOG, 1, 1e6, 100 },
  NN_WARMUP_PARAM,
  { 0 },
};

static double
factor (const NnMoment *m)
{
  return 1 / (1 + (double) m->t / m->values[0]);
}

const NnSchedule nn_schedule_inverse_time = {
  .entry = { "inverse-time", N_ ("Inverse time"), N_ ("lr / (1 + t / half): half the rate after half steps"),
             "Robbins, Monro 1951, A stochastic approximation method", params },
  .factor = factor,
  .warms_up = true,
};
