/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/update.h"

#include <math.h>

extern const NnSchedule nn_schedule_plateau;

enum { FACTOR = NN_TOLERANCE + 1, FLOOR };

static const Param params[] = {
  NN_WATCH_PARAMS (10, PARAM_LIVE),
  { "factor", N_ ("Factor"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1, 0.1 },
  { "floor", N_ ("Least factor"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1, 0 },
  NN_WARMUP_PARAM,
  { 0 },
};

static double
factor (const NnMoment *m)
{
  return fmax (m->values[FLOOR], pow (m->values[FACTOR], (double) m->watch->cuts));
}

const NnSchedule nn_schedule_plateau = {
  .entry = { "plateau", N_ ("Plateau"), N_ ("lr max (floor, factor^cuts); a cut after patience looks in a row at which the watched loss was not lower than before"),
             "Bengio 2012, Practical recommendations for gradient-based training of deep architectures", params },
  .factor = factor,
  .warms_up = true,
  .watches = true,
};
