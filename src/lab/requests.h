/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to lab. */

#include "lab/setup.h"

#include "train/session.h"

/* Adds to @config the metrics that the experiment's views and claims name. */
void lab_request_metrics (TrainConfig *config, const LabSetup *setup);
