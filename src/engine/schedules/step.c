/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/update.h"

#include <math.h>

extern const NnSchedule nn_schedule_step;

enum { EVERY, FACTOR };

static const Param params[] = {
  { "every", N_ ("Steps"), NULL, PARAM_INT, PARAM_LIVE | PARAM_LOG, 1, 1e6, 500 },
  { "factor", N_ ("Factor"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1, 0.1 },
  NN_WARMUP_PARAM,
  { 0 },
};

static double
factor (const NnMoment *m)
{
  return pow (m->values[FACTOR], floor ((double) m->t / m->values[EVERY]));
}

const NnSchedule nn_schedule_step = {
  .entry = { "step", N_ ("Step decay"), N_ ("lr factor^⌊t / every⌋"),
             NULL, params },
  .factor = factor,
  .warms_up = true,
};
