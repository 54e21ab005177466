/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A branch is one past: the settings it began with, the changes made on the way, and what was recorded. The history
 * holds the branch in force and those that were left, for undo and redo. No two threads touch it at once: the
 * session's thread changes it while the workers rest. */

#include "train/recorder.h"
#include "train/session.h"

#define TRAIN_MAX_BRANCHES 8 /* kept besides the one in force */

typedef struct {
  int n_lanes;
  const TrainLane *lanes; /* borrowed */
  TrainSettings initial[TRAIN_MAX_LANES];
  const TrainChange *plan; /* part of the run, borrowed; at the same step before the changes */
  long n_plan;
  TrainChange *changes; /* by step */
  long n_changes, changes_capacity;
  long n_birth;         /* the first changes, up to the one that started the branch: undo of these leaves it */
  TrainRecorder recorders[TRAIN_MAX_LANES];
  long step;            /* where one was when it was left */
  bool shortened;       /* left by taking back its last change: what replaced it is its own beginning */
} TrainBranch;

typedef struct {
  TrainBranch *current;
  TrainBranch *undo[TRAIN_MAX_BRANCHES], *redo[TRAIN_MAX_BRANCHES];
  int n_undo, n_redo;
  int number;           /* changes whenever the past does */
} TrainHistory;

/* An empty branch with records like those of @like. */
TrainBranch *train_branch_new (const TrainBranch *like);
void train_branch_free (TrainBranch *branch);

/* A copy with the first @n_changes changes and the record up to, not including, @step. */
TrainBranch *train_branch_copy (const TrainBranch *branch, long n_changes, long step);

/* The last step that was reached. */
long train_branch_furthest (const TrainBranch *branch);

/* Number of changes at or before @step. */
long train_branch_n_changes (const TrainBranch *branch, long step);
void train_branch_add_change (TrainBranch *branch, const TrainChange *change);

/* Whether the plan has a change at @step. */
bool train_branch_plans (const TrainBranch *branch, long step);

/* A lane's settings at @step: those of the beginning, the plan and the changes at or before it. */
TrainSettings train_branch_settings (const TrainBranch *branch, int lane, long step);

/* Applies a change to the settings of @lane, number @index, unless it is meant for another or not valid for this one.
 * */
void train_settings_apply (TrainSettings *settings, const TrainLane *lane, int index, const TrainChange *change);
bool train_settings_equal (const TrainSettings *a, const TrainSettings *b);

/* The step up to which the state (parameters on arrival there, before changes made there) is the same on both. */
long train_branch_common (const TrainBranch *a, const TrainBranch *b);

/* Puts the current branch aside, to be undone to, and @branch into its place; what could be redone is forgotten. */
void train_history_start (TrainHistory *history, TrainBranch *branch, long step);
int train_history_n_undo (const TrainHistory *history); /* how many times one can */

/* What train_history_undo, or with @redo train_history_redo, would be about. */
TrainDeed train_history_deed (const TrainHistory *history, bool redo);

/* Changes the current branch and returns the step to go to; @step is where one is. The workers' state is good up to
 * @common. Returns −1 if there is nothing to do. */
long train_history_undo (TrainHistory *history, long step, long *common);
long train_history_redo (TrainHistory *history, long step, long *common);
void train_history_forget_redo (TrainHistory *history);
void train_history_clear (TrainHistory *history);
