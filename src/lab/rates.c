/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/setup-private.h"

#include <math.h>

/* A sweep of the learning rate that no lesson asks for. */

#define KEY "optimizer.lr"

/* What is nearest is tried first. */
static const double factors[LAB_N_RATES] = { 1, 0.1, 10, 0.3, 3, 0.01, 100 };

/* That of all lanes which have one; NaN: there is none, or they differ. */
static double
common_rate (const LabSetup *setup)
{
  int knob = lab_setup_find_knob (setup, KEY);
  double rate = NAN;
  for (int lane = 0; knob >= 0 && lane < setup->n_lanes; lane++) {
    double here = lab_setup_value (setup, knob, lane);
    if (!isnan (here) && !isnan (rate) && here != rate)
      return NAN;
    rate = isnan (rate) ? here : rate;
  }
  return rate;
}

bool
lab_setup_has_rates (const LabSetup *setup)
{
  return setup->experiment->sweeps->len == 0 && !setup->experiment->calculator && common_rate (setup) > 0;
}

double
lab_setup_rate (const LabSetup *setup, int index)
{
  const Param *param = lab_setup_knob (setup, lab_setup_find_knob (setup, KEY))->param;
  return fmin (fmax (common_rate (setup) * factors[index], param->min), param->max);
}

LabSetup *
lab_setup_at_rate (const LabSetup *setup, int index, BaseError *error)
{
  LabSetup *other = lab_setup_copy (setup);
  if (lab_setup_set_value (other, -1, lab_setup_find_knob (setup, KEY), lab_setup_rate (setup, index), error))
    return other;
  lab_setup_free (other);
  return NULL;
}
