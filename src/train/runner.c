/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/runner.h"

#include "train/events.h"
#include "train/memory.h"

#include <assert.h>
#include <limits.h>
#include <math.h>

static bool
is_due (const TrainRunner *runner, long step)
{
  return step % runner->record_every == 0 || step == runner->steps;
}

/* ---- room ---- */

bool
train_runner_grow (TrainRunner *runner, int rows)
{
  NnGraph *graph = runner->lane.graph;
  if (nn_graph_capacity (graph) < rows) {
    graph = nn_graph_copy (runner->lane.graph, rows, true, NN_GRADIENTS);
    if (!graph)
      return false;
    nn_graph_set_team (graph, runner->team);
    nn_graph_free (runner->lane.graph);
    runner->lane.graph = graph;
  }
  runner->probe.graph = graph;
  return true;
}

int
train_runner_rows (const TrainRunner *runner)
{
  int left = runner->n_order - runner->state.position, batch = runner->settings.batch;
  return batch > 0 && batch < left ? batch : left;
}

/* ---- recording ---- */

/* The columns that look at whole sets, or the others. */
static void
measure (TrainRunner *runner, bool sets)
{
  for (int i = 0; i < runner->n_columns; i++) {
    const TrainMetric *metric = runner->columns[i].metric;
    runner->probe.which = runner->columns[i].test;
    runner->probe.head = runner->columns[i].head;
    runner->probe.part = runner->columns[i].index;
    if ((metric->sets != 0) == sets)
      runner->row[i] = metric->measure (&runner->probe, runner->columns[i].layer - 1);
  }
}

static void
begin_row (TrainRunner *runner)
{
  unsigned sets = 0;
  for (int i = 0; i < runner->n_columns; i++)
    sets |= (runner->columns[i].metric->sets & ~(unsigned) TRAIN_SET_TEST) |
            (runner->columns[i].metric->sets & TRAIN_SET_TEST) << runner->columns[i].test;
  measure (runner, false);
  train_probe_start (&runner->probe, sets);
}

/* The sets are through before the next step is due. */
static long
slice (const TrainRunner *runner)
{
  long n = runner->lane.train->n + (runner->lane.test ? runner->lane.test->n : 0);
  for (int i = 0; i < runner->lane.n_tests; i++)
    n += runner->lane.tests[i].set->n;
  return n / runner->record_every + 1;
}

void
train_runner_complete (TrainRunner *runner, bool whole)
{
  if (runner->row_step < 0 || !train_probe_evaluate (&runner->probe, whole ? LONG_MAX : slice (runner)))
    return;
  measure (runner, true);
  train_recorder_add_row (&runner->branch->recorders[runner->index], runner->row_step, runner->row);
  runner->row_step = -1;
}

/* The replayed step gives the row that was recorded. */
static bool
same_row (TrainRunner *runner, const double *recorded)
{
  begin_row (runner);
  if (!train_probe_evaluate (&runner->probe, LONG_MAX))
    return true; /* the session ends */
  measure (runner, true);
  return !memcmp (recorded, runner->row, (size_t) runner->n_columns * sizeof (double));
}

static void
record (TrainRunner *runner)
{
  TrainRecorder *recorder = &runner->branch->recorders[runner->index];
  long step = runner->state.step;
  bool due = is_due (runner, step);
  runner->probe.rows = runner->rows;
  runner->probe.batch_loss = runner->loss;
  for (int net = 0; due && net < runner->n_nets; net++)
    runner->probe.penalties[net] = train_mover_penalty (&runner->movers[net], runner->lane.graph, &runner->settings);
  runner->probe.best_step = runner->state.best_step;
  runner->probe.epoch = (double) runner->state.epoch + (double) runner->state.position / runner->n_order;
  runner->probe.previous = step > 0 && runner->followed ? runner->previous : NULL;
  runner->probe.followed = runner->followed;
  train_probe_begin (&runner->probe);
  if (step < recorder->record.n_losses) {
    if (runner->check_replay) {
      float loss = (float) runner->loss;
      assert (!memcmp (&loss, &recorder->losses[step], sizeof loss));
      assert (!due || same_row (runner, train_record_row (&recorder->record, step)));
    }
    return;
  }
  assert (step == recorder->record.n_losses);
  train_recorder_add_loss (recorder, runner->loss);
  train_events_watch_loss (recorder, runner->index, step, runner->loss);
  train_runner_complete (runner, due);
  if (!due)
    return;
  begin_row (runner);
  runner->row_step = step;
  train_events_watch_row (recorder, runner->index, step, &runner->probe);
  train_runner_complete (runner, false);
}

/* Whether the lane has passed an end of its own; there it stands while the others go on. */
static bool
is_over (const TrainRunner *runner)
{
  return runner->lane.steps > 0 && runner->state.step > runner->lane.steps;
}

static void
note_absence (TrainRunner *runner)
{
  TrainRecorder *recorder = &runner->branch->recorders[runner->index];
  train_runner_complete (runner, true);
  if (runner->state.step == recorder->record.n_losses)
    train_recorder_add_loss (recorder, NAN);
}

/* Values and gradients of the batch that is next; @turn: which pass of this step. */
static void
pass (TrainRunner *runner, uint64_t turn)
{
  const TrainState *state = &runner->state;
  if (runner->order_epoch != state->epoch) {
    train_sampler_fill (runner->lane.sampler, runner->lane.sampler_values, runner->lane.train, runner->lane.seed,
                        state->epoch, runner->order, runner->order_room);
    runner->order_epoch = state->epoch;
  }
  runner->rows = train_runner_rows (runner);
  if (!train_runner_grow (runner, runner->rows))
    abort ();
  NnGraph *graph = runner->lane.graph;
  if (runner->lane.n_heads > 0 && runner->lane.n_nets == 0)
    memcpy (nn_graph_loss_node (graph)->settings, runner->settings.heads, sizeof runner->settings.heads);
  train_gather (graph, runner->lane.train, runner->order + state->position, 0, runner->rows);
  nn_graph_set_training (graph, true);
  nn_graph_set_step (graph, runner->lane.seed, (uint64_t) state->step | turn << 32);
  nn_graph_forward (graph, runner->rows);
  nn_graph_backward (graph, runner->rows);
}

void
train_runner_prepare (TrainRunner *runner)
{
  bool over = is_over (runner);
  if (over)
    note_absence (runner);
  if (runner->prepared)
    return;
  pass (runner, 0);
  runner->loss = nn_graph_loss (runner->lane.graph, runner->rows);
  runner->prepared = true;
  if (!over)
    record (runner);
}

/* ---- moving ---- */

/* ‖θ − θ′‖ / ‖θ′‖ of each layer's weights, θ′ before the update. */
static void
measure_ratios (TrainRunner *runner)
{
  for (int i = 0; i < nn_graph_n_layers (runner->lane.graph); i++) {
    const NnNode *weight = nn_graph_layer (runner->lane.graph, i)->weight;
    runner->state.ratios[i] = train_change (weight->value, runner->previous + weight->offset, weight->size);
  }
}

/* The changes made up to this step. */
static void
apply_changes (TrainRunner *runner)
{
  const TrainBranch *branch = runner->branch;
  bool any = train_branch_plans (branch, runner->state.step);
  for (; runner->cursor < branch->n_changes && branch->changes[runner->cursor].step <= runner->state.step;
       runner->cursor++)
    any = true;
  if (any)
    runner->settings = train_branch_settings (branch, runner->index, runner->state.step);
}

/* To the next step, with the parameters there are now. */
static void
advance (TrainRunner *runner)
{
  NnGraph *graph = runner->lane.graph;
  TrainState *state = &runner->state;
  state->step++;
  runner->prepared = runner->prepared && is_over (runner);
  if (state->step % runner->interval == 0)
    train_keyframes_save (&runner->keyframes, state, nn_graph_parameters (graph), nn_graph_n_parameters (graph),
                          runner->kept);
  apply_changes (runner);
}

/* Of the training set (0), the test set, a further one; what was not asked for is not looked at. */
static double
loss_of (const TrainProbe *probe, int set)
{
  return probe->evaluations[set].loss;
}

/* Shows schedule and early stopping the losses that they want to see at this step. */
static void
watch (TrainRunner *runner)
{
  TrainState *state = &runner->state;
  unsigned wants = train_mover_wants (&runner->movers[0], &runner->settings, state), sets = 0;
  double losses[NN_N_WATCHED] = { [NN_WATCH_BATCH] = runner->loss };
  if (wants & 1u << NN_WATCH_TEST)
    sets |= runner->lane.test ? TRAIN_SET_TEST : TRAIN_SET_TRAIN;
  if (wants & 1u << NN_WATCH_TRAIN)
    sets |= TRAIN_SET_TRAIN;
  if (wants & 1u << NN_WATCH_VALIDATION)
    sets |= TRAIN_SET_TEST << runner->lane.validation;
  if (sets) {
    train_runner_complete (runner, true);
    train_probe_start (&runner->probe, sets);
    if (!train_probe_evaluate (&runner->probe, LONG_MAX))
      return; /* the session ends */
    losses[NN_WATCH_TEST] = loss_of (&runner->probe, sets & TRAIN_SET_TEST ? 1 : 0);
    losses[NN_WATCH_TRAIN] = loss_of (&runner->probe, 0);
    losses[NN_WATCH_VALIDATION] = loss_of (&runner->probe, 1 + runner->lane.validation);
  }
  if (wants)
    train_mover_watch (&runner->movers[0], runner->lane.graph, &runner->settings, state, losses);
  if (state->stopped)
    train_recorder_add_event (&runner->branch->recorders[runner->index],
                              &(TrainEvent) { .kind = TRAIN_STOPPED, .lane = runner->index, .step = state->step,
                                              .value = (double) state->best_step });
}

static void
use_batch (TrainRunner *runner)
{
  TrainState *state = &runner->state;
  state->position += runner->rows;
  if (state->position >= runner->n_order) {
    state->position = 0;
    state->epoch++;
  }
}

/* The networks in turn: the first update with what is prepared, each further one with a pass of its own. The discriminator sees
 * new samples each time. */
static void
move (TrainRunner *runner)
{
  uint64_t turn = 0;
  for (int net = 0; net < runner->n_nets; net++)
    for (int i = 0; i < runner->settings.moves[net]; i++, turn++) {
      if (turn > 0 && net == TRAIN_DISCRIMINATOR)
        use_batch (runner);
      if (turn > 0)
        pass (runner, turn);
      train_mover_move (&runner->movers[net], runner->lane.graph, runner->rows, &runner->settings, &runner->state);
    }
}

static void
update (TrainRunner *runner)
{
  const NnGraph *graph = runner->lane.graph;
  TrainState *state = &runner->state;
  bool due = is_due (runner, state->step + 1);
  if (due)
    memcpy (runner->previous, nn_graph_parameters (graph), nn_graph_n_trained (graph) * sizeof (real));
  if (due && runner->followed)
    memcpy (runner->followed, nn_graph_gradients (graph), nn_graph_n_trained (graph) * sizeof (real));
  if (!state->stopped)
    watch (runner);
  if (!state->stopped)
    move (runner);
  if (due)
    measure_ratios (runner);
  use_batch (runner);
  advance (runner);
}

void
train_runner_run (TrainRunner *runner, long step)
{
  assert (step >= runner->state.step);
  while (runner->state.step < step && !atomic_load_explicit (runner->probe.quit, memory_order_relaxed)) {
    train_runner_prepare (runner);
    if (runner->lane.steps > 0 && runner->state.step >= runner->lane.steps)
      advance (runner);
    else
      update (runner);
  }
  train_runner_prepare (runner);
}

void
train_runner_follow (TrainRunner *runner, TrainBranch *branch)
{
  runner->branch = branch;
  runner->cursor = train_branch_n_changes (branch, runner->state.step);
  runner->settings = train_branch_settings (branch, runner->index, runner->state.step);
  if (runner->prepared && (runner->rows != train_runner_rows (runner) ||
                           branch->recorders[runner->index].record.n_losses <= runner->state.step))
    runner->prepared = false;
}

void
train_runner_restore (TrainRunner *runner, long step, long common)
{
  long recorded = runner->branch->recorders[runner->index].record.n_losses; /* none may be left out */
  long last = step < recorded ? step : recorded;
  last -= runner->followed && last > 0; /* the update before it is looked at */
  const TrainState *frame = train_keyframes_find (&runner->keyframes, last);
  size_t n = nn_graph_n_parameters (runner->lane.graph);
  double *ratios = runner->state.ratios;
  if (runner->state.step <= step && runner->state.step <= common && frame->step <= runner->state.step)
    return;
  train_runner_complete (runner, true);
  memcpy (nn_graph_parameters (runner->lane.graph), frame->numbers, n * sizeof (real));
  memcpy (runner->kept, frame->numbers + n, runner->n_kept * sizeof (real));
  memcpy (ratios, frame->ratios, runner->keyframes.n_ratios * sizeof (double));
  runner->state = *frame;
  runner->state.numbers = NULL;
  runner->state.ratios = ratios;
  runner->prepared = false;
  train_runner_follow (runner, runner->branch);
}
