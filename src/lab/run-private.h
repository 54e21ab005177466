/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What run and verify share. Private to lab. */

#include "lab/claims.h"
#include "lab/run.h"

/* Trains @experiment to its end: probes at step 0 and at the end go into @probe_values. @progress may be
 * NULL. */
void lab_train (LabExperiment *experiment, GArray *probe_values, const LabRunOptions *options);
