/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Several ends of one network, each with a loss of its own: "head A from trunk : dense 1". Private to lab. */

#include "lab/lane.h"

/* Appends the head's chain to the lane's layers; its name stands for all of them. */
bool lab_head_add (LabLane *lane, const LessonPart *part, const char *path, BaseError *error);

/* Sets "A.loss" ("arcface margin=0.3"), "A.loss.weight", or "A.loss.margin" of a loss of its own; @found says whether @name is a head and @key one of these. */
bool lab_head_set (LabLane *lane, const char *name, const char *key, const char *value, bool *found, BaseError *error);

/* The weighted sum of the heads' losses for the ends @outputs [lane->n_heads], of which a loss may put others in their place
 * (NnLoss.build). Each head takes all targets of a sample, or,
 * where it has fewer outputs than there are targets, the next ones after those of the heads before it. NULL with a message. */
NnNode *lab_heads_loss (const LabLane *lane, NnGraph *graph, const DataSet *set, NnNode **outputs, BaseError *error);

/* What a session is told of the heads of a graph made so; returns how many. */
int lab_heads_find (const LabLane *lane, const NnGraph *graph, TrainHead *heads);
