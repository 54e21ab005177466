/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The points of an experiment's sweeps: every combination of their values. Private to lab. */

#include "lab/setup-private.h"

/* 1 where nothing is swept. */
int lab_sweep_n_points (const LessonExperiment *experiment);

/* What sweep number @sweep has at @point. */
const LessonSetting *lab_sweep_value (const LessonExperiment *experiment, int sweep, int point);

/* Whether @text names that value: equal numbers or equal words. */
bool lab_sweep_is_value (const LessonSetting *value, const char *text);

/* Gives @lane what @setup's sweeps have at @point. */
bool lab_sweep_apply (const LabSetup *setup, LabLane *lane, int point, BaseError *error);

/* Which of the runs lane number @lane is, from 0: points come in turns, at each the lanes of the lesson. */
int lab_sweep_place (const LabSetup *setup, int lane);

/* Every value of every sweep, tried in every lane. */
bool lab_sweep_check (const LabSetup *setup, BaseError *error);

/* "b16 batch=512 optimizer.lr=0.02" of lane number @index called @lane, of a stage before the last "b16 stage=source"; the
 * caller frees it. */
char *lab_sweep_lane_id (const LabSetup *setup, const char *lane, int index);

/* The same for people: "B, 512, 0.02"; where the lane has no name, "batch size = 512, learning rate = 0.02". */
char *lab_sweep_lane_label (const LabSetup *setup, const char *lane, int index);
