/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/update.h"

#include <math.h>

extern const NnSchedule nn_schedule_lr_range;

enum { LOW, SCALE };

static const Param params[] = {
  { "low", N_ ("First factor"), NULL, PARAM_REAL, PARAM_LOG, 1e-12, 1, 1e-5 },
  { "scale", N_ ("Scale"), NULL, PARAM_CHOICE, 0, 0, 1, 0, "log|linear" },
  { 0 },
};

static double
factor (const NnMoment *m)
{
  double low = m->values[LOW], progress = m->n > 1 && m->t < m->n ? (double) m->t / (double) (m->n - 1) : 1;
  return m->values[SCALE] != 0 ? low + (1 - low) * progress : pow (low, 1 - progress);
}

const NnSchedule nn_schedule_lr_range = {
  .entry = { "lr-range", N_ ("Range test"), N_ ("lr low^(1 − t / (n − 1)) or, linear, lr (low + (1 − low) t / (n − 1)): from low lr to lr over the run"),
             "Smith 2017, Cyclical learning rates for training neural networks", params },
  .factor = factor,
};
