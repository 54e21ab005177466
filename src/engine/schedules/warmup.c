/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/update.h"

extern const NnSchedule nn_schedule_warmup;

static const Param params[] = {
  { "steps", N_ ("Steps"), NULL, PARAM_INT, PARAM_LIVE | PARAM_LOG, 1, 1e6, 100 },
  { 0 },
};

static double
factor (const NnMoment *m)
{
  double progress = (double) (m->t + 1) / m->values[0];
  return progress < 1 ? progress : 1;
}

const NnSchedule nn_schedule_warmup = {
  .entry = { "warmup", N_ ("Warm-up"), N_ ("lr (t + 1) / steps, then lr"),
             "Goyal et al. 2017, Accurate, large minibatch SGD: training ImageNet in 1 hour", params },
  .factor = factor,
};
