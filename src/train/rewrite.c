/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands that rewrite the past: reset, set, undo, redo. */

#include "train/conductor.h"

static void
follow (TrainSession *session)
{
  for (int i = 0; i < session->config.n_lanes; i++)
    train_runner_follow (&session->runners[i], session->history.current);
}

/* Goes on at @step of the branch now in force; states beyond @common belong to the one that was left. */
static void
switch_to (TrainSession *session, const TrainCommand *command, long step, long common)
{
  for (int i = 0; i < session->config.n_lanes; i++)
    train_keyframes_cut (&session->runners[i].keyframes, common);
  follow (session);
  train_conductor_go (session, command, step, common);
}

static void
reset (TrainSession *session, const TrainCommand *command)
{
  TrainBranch *branch;
  if (train_branch_furthest (session->history.current) == 0)
    return;
  branch = train_branch_new (session->history.current);
  for (int i = 0; i < session->config.n_lanes; i++)
    branch->initial[i] = session->runners[i].settings;
  train_history_start (&session->history, branch, train_conductor_step (session));
  switch_to (session, command, 0, 0);
}

static bool
has_effect (const TrainSession *session, const TrainChange *change)
{
  for (int i = 0; i < session->config.n_lanes; i++) {
    TrainSettings settings = session->runners[i].settings;
    train_settings_apply (&settings, &session->runners[i].lane, i, change);
    if (!train_settings_equal (&settings, &session->runners[i].settings))
      return true;
  }
  return false;
}

/* Another change of the same setting at the same step replaces the first, so that dragging a slider is one change. */
static void
add_change (TrainBranch *branch, const TrainChange *change)
{
  TrainChange *last = branch->n_changes > 0 ? &branch->changes[branch->n_changes - 1] : NULL;
  if (last && last->step == change->step && last->lane == change->lane && last->setting == change->setting &&
      last->index == change->index)
    last->value = change->value;
  else
    train_branch_add_change (branch, change);
}

/* What is recorded at this step depends on the batch and on the penalties, not on what the optimizer will do with the
 * gradients. */
static void
set (TrainSession *session, TrainChange change)
{
  TrainHistory *history = &session->history;
  long step = change.step = train_conductor_step (session), kept = step;
  if (!has_effect (session, &change))
    return;
  if (change.setting == TRAIN_OPTIMIZER || change.setting == TRAIN_SCHEDULE)
    kept = step + 1;
  if (step < train_branch_furthest (history->current)) {
    TrainBranch *branch =
      train_branch_copy (history->current, train_branch_n_changes (history->current, step), kept);
    train_history_start (history, branch, step);
    add_change (branch, &change);
    branch->n_birth = branch->n_changes;
    for (int i = 0; i < session->config.n_lanes; i++)
      train_keyframes_cut (&session->runners[i].keyframes, step);
  } else {
    train_history_forget_redo (history);
    for (int i = 0; i < session->config.n_lanes; i++)
      train_recorder_cut (&history->current->recorders[i], kept);
    add_change (history->current, &change);
    history->number++;
  }
  follow (session);
}

void
train_conductor_rewrite (TrainSession *session, const TrainCommand *command)
{
  long step = train_conductor_step (session), common = 0;
  bool running = session->running;
  train_conductor_complete (session, true);
  switch (command->verb) {
  case TRAIN_RESET:
    reset (session, command);
    break;
  case TRAIN_SET:
    set (session, command->change);
    train_conductor_go (session, command, step, step); /* prepares the step anew where needed */
    session->running = running;
    break;
  case TRAIN_UNDO:
    step = train_history_undo (&session->history, step, &common);
    if (step >= 0)
      switch_to (session, command, step, common);
    break;
  default:
    step = train_history_redo (&session->history, step, &common);
    if (step >= 0)
      switch_to (session, command, step, common);
  }
}
