/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a lane is told about its samples: the labels of the first ones only (`labelled = 100`), and what a network trained in an
 * earlier stage says (`teach = STAGE`). Private to lab. */

#include "lab/experiment-data.h"

/* Puts sets of its own into the place of lane @index's where @pupil asks for it. Without a teacher the samples without labels are
 * left out. With one (NULL: none) a loss that hears teachers gets its outputs beside the targets, which are −1 for samples without
 * labels; for any other loss these have the teacher's answers as labels (Lee 2013, Pseudo-label). */
bool lab_teach (LabData *data, int index, const LabLane *pupil, NnGraph *teacher, BaseError *error);

/* The same for the two samples a network is checked with: a teacher that says nothing. */
bool lab_teach_check (DataSet *set, const LabLane *pupil, BaseError *error);
