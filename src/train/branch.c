/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/branch.h"

#include "train/memory.h"

#include <limits.h>

TrainBranch *
train_branch_new (const TrainBranch *like)
{
  TrainBranch *branch = train_alloc (1, sizeof *branch);
  branch->n_lanes = like->n_lanes;
  branch->lanes = like->lanes;
  branch->plan = like->plan;
  branch->n_plan = like->n_plan;
  for (int i = 0; i < like->n_lanes; i++) {
    const TrainRecorder *recorder = &like->recorders[i];
    branch->initial[i] = like->initial[i];
    train_recorder_init (&branch->recorders[i], recorder->record.columns, recorder->record.n_columns,
                         recorder->record_every);
    branch->recorders[i].record.end = recorder->record.end;
  }
  return branch;
}

void
train_branch_free (TrainBranch *branch)
{
  if (!branch)
    return;
  for (int i = 0; i < branch->n_lanes; i++)
    train_recorder_clear (&branch->recorders[i]);
  free (branch->changes);
  free (branch);
}

TrainBranch *
train_branch_copy (const TrainBranch *branch, long n_changes, long step)
{
  TrainBranch *copy = train_branch_new (branch);
  for (long i = 0; i < n_changes; i++)
    train_branch_add_change (copy, &branch->changes[i]);
  copy->n_birth = branch->n_birth < n_changes ? branch->n_birth : n_changes;
  for (int i = 0; i < branch->n_lanes; i++)
    train_recorder_copy (&copy->recorders[i], &branch->recorders[i], step);
  return copy;
}

long
train_branch_furthest (const TrainBranch *branch)
{
  long n = branch->recorders[0].record.n_losses;
  return n > 0 ? n - 1 : 0;
}

long
train_branch_n_changes (const TrainBranch *branch, long step)
{
  long n = branch->n_changes;
  while (n > 0 && branch->changes[n - 1].step > step)
    n--;
  return n;
}

void
train_branch_add_change (TrainBranch *branch, const TrainChange *change)
{
  branch->changes =
    train_reserve (branch->changes, sizeof (TrainChange), branch->n_changes + 1, &branch->changes_capacity);
  branch->changes[branch->n_changes++] = *change;
}

#define PLAY(name, label)                                                                                              \
  { name, label, NULL, PARAM_INT, PARAM_LIVE, 0, 100, 1 }
const Param train_play_params[] = {
  [TRAIN_DISCRIMINATOR] = PLAY ("d", N_ ("Updates of the discriminator in a step")),
  [TRAIN_GENERATOR] = PLAY ("g", N_ ("Updates of the generator in a step")),
  { 0 },
};

static const BaseEntry *
setting_entry (const TrainLane *lane, TrainSetting setting, int index)
{
  const TrainRules *rules = &lane->rules[index / TRAIN_NET_INDICES];
  int regularizer = index % TRAIN_NET_INDICES / PARAM_MAX;
  switch (setting) {
  case TRAIN_OPTIMIZER:
    return &rules->optimizer->entry;
  case TRAIN_SCHEDULE:
    return rules->schedule ? &rules->schedule->entry : NULL;
  case TRAIN_REGULARIZER:
    return regularizer < nn_regularizers.n_entries ? nn_regularizers.entries[regularizer] : NULL;
  default:
    return NULL;
  }
}

const Param train_head_param = { "weight", N_ ("Weight of the loss"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 1 };

const Param *
train_setting_param (const TrainLane *lane, TrainSetting setting, int index)
{
  if (setting == TRAIN_HEAD)
    return index >= 0 && index < lane->n_heads && lane->n_nets == 0 ? &train_head_param : NULL;
  int n_nets = lane->n_nets > 0 ? lane->n_nets : 1;
  if (index < 0 || index / TRAIN_NET_INDICES >= n_nets)
    return NULL;
  if (setting == TRAIN_PLAY)
    return index < lane->n_nets ? &train_play_params[index] : NULL;
  const BaseEntry *entry = setting_entry (lane, setting, index);
  int place = index % TRAIN_NET_INDICES % (setting == TRAIN_REGULARIZER ? PARAM_MAX : TRAIN_NET_INDICES);
  return entry && place < params_count (entry->params) ? &entry->params[place] : NULL;
}

double *
train_setting_value (TrainSettings *settings, TrainSetting setting, int index)
{
  if (setting == TRAIN_HEAD)
    return &settings->heads[index];
  TrainValues *values = &settings->nets[index / TRAIN_NET_INDICES];
  index %= TRAIN_NET_INDICES;
  return setting == TRAIN_OPTIMIZER  ? &values->optimizer[index]
         : setting == TRAIN_SCHEDULE ? &values->schedule[index]
                                     : &values->regularizers[index / PARAM_MAX][index % PARAM_MAX];
}

void
train_settings_apply (TrainSettings *settings, const TrainLane *lane, int index, const TrainChange *change)
{
  const Param *param = train_setting_param (lane, change->setting, change->index);
  if (change->lane >= 0 && change->lane != index)
    return;
  if (change->setting == TRAIN_BATCH) {
    if (change->value >= 0 && change->value <= INT_MAX)
      settings->batch = (int) change->value;
  } else if (param && (param->flags & PARAM_LIVE) && param_check (param, change->value, NULL)) {
    if (change->setting == TRAIN_PLAY)
      settings->moves[change->index] = (int) change->value;
    else
      *train_setting_value (settings, change->setting, change->index) = change->value;
  }
}

TrainSettings
train_branch_settings (const TrainBranch *branch, int lane, long step)
{
  TrainSettings settings = branch->initial[lane];
  const TrainChange *plan = branch->plan, *end = plan + branch->n_plan;
  for (long i = 0, n = train_branch_n_changes (branch, step); i <= n; i++) {
    long until = i < n ? branch->changes[i].step : step;
    for (; plan < end && plan->step <= until; plan++)
      train_settings_apply (&settings, &branch->lanes[lane], lane, plan);
    if (i < n)
      train_settings_apply (&settings, &branch->lanes[lane], lane, &branch->changes[i]);
  }
  return settings;
}

bool
train_branch_plans (const TrainBranch *branch, long step)
{
  for (long i = 0; i < branch->n_plan; i++)
    if (branch->plan[i].step == step)
      return true;
  return false;
}

static bool
values_equal (const TrainValues *a, const TrainValues *b)
{
  bool same = true;
  for (int i = 0; i < PARAM_MAX; i++) {
    same = same && a->optimizer[i] == b->optimizer[i] && a->schedule[i] == b->schedule[i];
    for (int k = 0; k < nn_regularizers.n_entries; k++)
      same = same && a->regularizers[k][i] == b->regularizers[k][i];
  }
  return same;
}

bool
train_settings_equal (const TrainSettings *a, const TrainSettings *b)
{
  bool same = a->batch == b->batch;
  for (int head = 0; head < TRAIN_MAX_HEADS; head++)
    same = same && a->heads[head] == b->heads[head];
  for (int net = 0; net < TRAIN_MAX_NETS; net++)
    same = same && a->moves[net] == b->moves[net] && values_equal (&a->nets[net], &b->nets[net]);
  return same;
}

static bool
same_change (const TrainChange *a, const TrainChange *b)
{
  return a->step == b->step && a->lane == b->lane && a->setting == b->setting && a->index == b->index &&
         a->value == b->value;
}

long
train_branch_common (const TrainBranch *a, const TrainBranch *b)
{
  for (int i = 0; i < a->n_lanes; i++)
    if (!train_settings_equal (&a->initial[i], &b->initial[i]))
      return 0;
  for (long i = 0; i < a->n_changes || i < b->n_changes; i++) {
    long step_a = i < a->n_changes ? a->changes[i].step : LONG_MAX;
    long step_b = i < b->n_changes ? b->changes[i].step : LONG_MAX;
    if (step_a == LONG_MAX || step_b == LONG_MAX || !same_change (&a->changes[i], &b->changes[i]))
      return step_a < step_b ? step_a : step_b;
  }
  return LONG_MAX;
}

/* ---- what was done last ---- */

static double
value_of (TrainSettings *settings, const TrainChange *change)
{
  return change->setting == TRAIN_BATCH  ? settings->batch
         : change->setting == TRAIN_PLAY ? settings->moves[change->index]
                                         : *train_setting_value (settings, change->setting, change->index);
}

/* The change that @branch has after @n others. */
static TrainDeed
deed_of_change (const TrainBranch *branch, long n)
{
  const TrainChange *change = &branch->changes[n];
  TrainBranch before = *branch;
  before.n_changes = n;
  TrainSettings settings = train_branch_settings (&before, change->lane < 0 ? 0 : change->lane, change->step);
  return (TrainDeed) { TRAIN_DEED_SET, change->lane, (int) change->setting, change->index, value_of (&settings, change), change->value };
}

/* What started @branch. */
static TrainDeed
deed_of_birth (const TrainBranch *branch)
{
  return branch->n_birth > 0 ? deed_of_change (branch, branch->n_birth - 1) : (TrainDeed) { .kind = TRAIN_DEED_RESET };
}

TrainDeed
train_history_deed (const TrainHistory *history, bool redo)
{
  const TrainBranch *branch = redo && history->n_redo > 0 ? history->redo[history->n_redo - 1] : history->current;
  if ((redo ? history->n_redo : train_history_n_undo (history)) == 0)
    return (TrainDeed) { .kind = TRAIN_DEED_NONE };
  bool single = redo ? branch->shortened : branch->n_changes > branch->n_birth;
  return single ? deed_of_change (branch, branch->n_changes - 1) : deed_of_birth (branch);
}

/* ---- the stacks of branches that were left ---- */

static void
drop_first (TrainBranch **branches, int *n)
{
  train_branch_free (branches[0]);
  memmove (branches, branches + 1, (size_t) --*n * sizeof *branches);
}

/* One more branch is about to be kept: the oldest gives way. */
static void
make_room (TrainHistory *history)
{
  if (history->n_undo + history->n_redo < TRAIN_MAX_BRANCHES)
    return;
  if (history->n_undo > 0)
    drop_first (history->undo, &history->n_undo);
  else
    drop_first (history->redo, &history->n_redo);
}

void
train_history_forget_redo (TrainHistory *history)
{
  while (history->n_redo > 0)
    train_branch_free (history->redo[--history->n_redo]);
}

void
train_history_start (TrainHistory *history, TrainBranch *branch, long step)
{
  train_history_forget_redo (history);
  make_room (history);
  history->current->step = step;
  history->undo[history->n_undo++] = history->current;
  history->current = branch;
  history->number++;
}

int
train_history_n_undo (const TrainHistory *history)
{
  long n = history->n_undo + history->current->n_changes - history->current->n_birth;
  for (int i = 0; i < history->n_undo; i++)
    n += history->undo[i]->n_changes - history->undo[i]->n_birth;
  return (int) n;
}

long
train_history_undo (TrainHistory *history, long step, long *common)
{
  TrainBranch *left = history->current;
  if (train_history_n_undo (history) == 0)
    return -1;
  left->step = step;
  left->shortened = left->n_changes > left->n_birth;
  if (left->shortened) {
    long at = left->changes[left->n_changes - 1].step;
    history->current = train_branch_copy (left, left->n_changes - 1, at);
    history->current->step = at;
    make_room (history);
  } else {
    history->current = history->undo[--history->n_undo];
  }
  history->redo[history->n_redo++] = left;
  history->number++;
  *common = train_branch_common (left, history->current);
  return history->current->step;
}

long
train_history_redo (TrainHistory *history, long step, long *common)
{
  TrainBranch *left = history->current;
  if (history->n_redo == 0)
    return -1;
  history->current = history->redo[--history->n_redo];
  history->number++;
  *common = train_branch_common (left, history->current);
  if (history->current->shortened) {
    train_branch_free (left);
  } else {
    left->step = step;
    history->undo[history->n_undo++] = left;
  }
  history->current->shortened = false;
  return history->current->step;
}

void
train_history_clear (TrainHistory *history)
{
  train_history_forget_redo (history);
  while (history->n_undo > 0)
    train_branch_free (history->undo[--history->n_undo]);
  train_branch_free (history->current);
}
