/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names what happened to a lane, with step and evidence, the first time each. What is watched at every step looks at
 * the batch loss alone; the rest is looked for at recorded steps, so that an event never depends on how a run was
 * watched. */

#include "train/branch.h"
#include "train/probe.h"

/* Diverged: the loss is not finite. Exploding: the loss is finite and above 1000 × that of step 0. */
void train_events_watch_loss (TrainRecorder *recorder, int lane, long step, double loss);

/* Diverged: a parameter is not finite. Dead units: at least half of a layer's units. Vanishing: the first layer's
 * weight gradient is below 10⁻⁴ × the last one's (Euclidean norms). */
void train_events_watch_row (TrainRecorder *recorder, int lane, long step, TrainProbe *probe);

/* All events of a branch, its changes among them, by step, then lane; @events grows as needed. */
long train_events_collect (const TrainBranch *branch, TrainEvent **events, long *capacity);
