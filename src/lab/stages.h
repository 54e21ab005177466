/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Stages train one after the other; a later one begins with the weights of an earlier one. A lane holds its last stage
 * and behind it those before. Private to lab. */

#include "lab/setup-private.h"

/* Number of stages that come before the last. */
int lab_stages_n_before (const LabSetup *setup);

/* The lane as it is in the stage @name, @lane itself or one before; NULL: there is no such stage. */
LabLane *lab_stage_find (LabLane *lane, const char *name);

/* The setup with the lanes of stage number @index alone. */
LabSetup *lab_stages_one (const LabSetup *setup, int index);

/* Weights and statistics that were learned go into @graph where a layer of the same name (without one: the same number)
 * has some of the same kind and shape; layers in @to->reinit keep their new ones. */
void lab_stages_carry (const LabLane *from, const NnGraph *learned, const LabLane *to, NnGraph *graph);

/* Makes the layers that do not train stand still: those of @lane->freeze, all but those of @lane->train. */
void lab_stages_freeze (const LabLane *lane, NnGraph *graph);
