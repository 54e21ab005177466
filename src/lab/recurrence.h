/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What views of recurrent networks have in common. */

#include "lab/viewer.h"

/* The first layer from @layer (0-based) on whose op keeps what happens at each step; −1: there is none. */
int lab_recurrent_layer (const NnGraph *graph, int layer);

/* Why a view of recurrent layers does not apply, or NULL. */
const char *lab_needs_recurrence (const LabExperiment *experiment);
