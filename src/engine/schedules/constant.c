/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/update.h"

extern const NnSchedule nn_schedule_constant;

static double
factor (const NnMoment *m)
{
  return 1;
}

const NnSchedule nn_schedule_constant = {
  .entry = { "constant", N_ ("Constant"), N_ ("lr"),
             NULL, NULL },
  .factor = factor,
};
