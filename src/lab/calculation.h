/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* From a lane's settings to a calculator's results. Private to lab. */

#include "calc/calc.h"
#include "lab/lane.h"
#include "lab/recalculation.h"

/* The results of all lanes, and what they were made from. */
struct LabCalculation {
  LabSetup *setup;
  CalcResults *results[TRAIN_MAX_LANES];
  double seconds;
};

/* Of one lane. The caller frees it; NULL with a message. */
CalcResults *lab_calculate (const LabLane *lane, uint64_t seed, BaseError *error);

/* The image that a calculator's network begins with. */
NnShape lab_calculation_shape (const LabLane *lane);
