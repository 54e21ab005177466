/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Changes that a lesson makes at a step: "at 200 in good : optimizer.lr = 0.01". Private to lab. */

#include "lab/setup-private.h"

/* Appends all of them to @plan (of TrainChange), by step; a message says where one does not fit. */
bool lab_plan_build (const LabSetup *setup, GArray *plan, BaseError *error);
