/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/update.h"

#include <math.h>

extern const NnSchedule nn_schedule_cosine;

enum { END, PERIOD, STRETCH };

static const Param params[] = {
  { "end", N_ ("Last factor"), NULL, PARAM_REAL, PARAM_LIVE, 0, 1, 0 },
  { "period", N_ ("Steps to a restart"), NULL, PARAM_INT, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { "stretch", N_ ("Stretch of the period"), NULL, PARAM_REAL, PARAM_LIVE, 1, 10, 1 },
  NN_WARMUP_PARAM,
  { 0 },
};

static double
factor (const NnMoment *m)
{
  double t = (double) m->t, period = m->values[PERIOD];
  bool restarts = period > 0;
  if (!restarts)
    period = (double) m->n;
  for (; restarts && t >= period; period *= m->values[STRETCH])
    t -= period;
  double progress = t < period ? t / period : 1, end = m->values[END];
  return end + (1 - end) * (1 + cos (acos (-1) * progress)) / 2;
}

const NnSchedule nn_schedule_cosine = {
  .entry = { "cosine", N_ ("Cosine"), N_ ("lr (end + (1 − end) (1 + cos π t / period) / 2); the period begins again, stretched times longer; 0: the whole run"),
             "Loshchilov, Hutter 2017, SGDR: stochastic gradient descent with warm restarts", params },
  .factor = factor,
  .warms_up = true,
};
