/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* From a lane's settings to a calculator's results. Private to lab. */

#include "calc/calc.h"
#include "lab/lane.h"

/* The caller frees it; NULL with a message. */
CalcResults *lab_calculate (const LabLane *lane, uint64_t seed, BaseError *error);

/* The image that a calculator's network begins with. */
NnShape lab_calculation_shape (const LabLane *lane);
