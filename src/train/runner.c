/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/runner.h"

#include "train/events.h"
#include "train/memory.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>

static bool
is_due (const TrainRunner *runner, long step)
{
  return step % runner->record_every == 0 || step == runner->steps;
}

/* ---- making ---- */

static bool
check_set (const TrainLane *lane, const DataSet *set, const char *which, BaseError *error)
{
  const NnNode *input = nn_graph_input_node (lane->graph), *target = nn_graph_target_node (lane->graph);
  if (!target || !nn_graph_loss_node (lane->graph))
    return base_error_set (error, "lane %s: the network has no loss", lane->name);
  if (set->n < 1)
    return base_error_set (error, "lane %s: the %s set is empty", lane->name, which);
  if ((size_t) data_set_n_inputs (set) != input->size)
    return base_error_set (error, "lane %s: a sample of the %s set has %d values, the network takes %zu", lane->name,
                           which, data_set_n_inputs (set), input->size);
  if ((size_t) (set->n_targets + set->n_taught) != target->size)
    return base_error_set (error, "lane %s: a sample of the %s set has %d targets, the loss takes %zu", lane->name,
                           which, set->n_targets, target->size);
  return true;
}

static bool
is_recorded (const TrainRunner *runner, const TrainConfig *config, const TrainMetric *metric)
{
  bool wanted = !metric->on_request;
  if (metric->sets & TRAIN_GENERATED && (runner->lane.n_nets == 0 || runner->lane.test == NULL))
    return false;
  for (int i = 0; i < config->n_metrics; i++)
    wanted |= config->metrics[i] == metric;
  return wanted &&
         (!metric->applies || metric->applies (runner->lane.train, runner->lane.test, runner->lane.loss));
}

/* A metric of the whole network; one that looks at sets has a column for each head or player, and for each further test
 * set. */
static void
add_columns (TrainRunner *runner, const TrainMetric *metric)
{
  const DataSet *train = runner->lane.train;
  int n_parts = metric->parts == TRAIN_CLASSES ? train->n_classes : train->n_groups;
  for (int i = 0; metric->parts != TRAIN_WHOLE && i < n_parts; i++) {
    TrainColumn *column = &runner->columns[runner->n_columns++];
    *column = (TrainColumn) { .metric = metric, .index = i };
    if (metric->parts == TRAIN_GROUPS && train->group_names) {
      snprintf (column->part, sizeof column->part, "group=%s", train->group_names[i]);
      for (char *blank; (blank = strchr (column->part, ' '));)
        *blank = '-'; /* claims divide words by blanks */
    } else
      snprintf (column->part, sizeof column->part, metric->parts == TRAIN_CLASSES ? "class=%d" : "group=%d", i);
  }
  if (metric->parts != TRAIN_WHOLE)
    return;
  runner->columns[runner->n_columns++] = (TrainColumn) { .metric = metric };
  bool further = metric->sets & TRAIN_SET_TEST && !(metric->sets & TRAIN_SINGLE);
  for (int i = 1; further && i <= runner->lane.n_tests; i++) {
    TrainColumn *column = &runner->columns[runner->n_columns++];
    *column = (TrainColumn) { .metric = metric, .test = i };
    snprintf (column->part, sizeof column->part, "test=%s", runner->lane.tests[i - 1].name);
  }
  bool plays = runner->lane.n_nets > 0, of_sets = metric->sets != 0 && !(metric->sets & TRAIN_SINGLE);
  for (int i = 1; (of_sets || (plays && metric->per_net)) && i <= runner->lane.n_heads; i++) {
    TrainColumn *column = &runner->columns[runner->n_columns++];
    *column = (TrainColumn) { .metric = metric, .head = i };
    snprintf (column->part, sizeof column->part, plays ? "net=%s" : "head=%s", runner->lane.heads[i - 1].name);
  }
}

static void
choose_columns (TrainRunner *runner, const TrainConfig *config)
{
  int n_layers = nn_graph_n_layers (runner->lane.graph);
  runner->columns =
    train_alloc ((size_t) train_metrics.n_entries * (size_t) (n_layers + 1 + runner->lane.n_tests + runner->lane.n_heads + runner->lane.train->n_classes + runner->lane.train->n_groups), sizeof (TrainColumn));
  for (int i = 0; i < train_metrics.n_entries; i++) {
    const TrainMetric *metric = (const TrainMetric *) train_metrics.entries[i];
    if (!is_recorded (runner, config, metric))
      continue;
    if (metric->previous && !runner->followed)
      runner->followed = train_alloc (nn_graph_n_trained (runner->lane.graph), sizeof (real));
    if (!metric->per_layer)
      add_columns (runner, metric);
    for (int layer = 1; metric->per_layer && layer <= n_layers; layer++)
      runner->columns[runner->n_columns++] = (TrainColumn) { metric, layer };
  }
  runner->row = train_alloc ((size_t) runner->n_columns, sizeof (double));
}

/* Room for a batch of @rows; parameters are kept. */
static bool
grow (TrainRunner *runner, int rows)
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

static int
rows_of (const TrainRunner *runner)
{
  int left = runner->n_order - runner->state.position, batch = runner->settings.batch;
  return batch > 0 && batch < left ? batch : left;
}

static void
allocate (TrainRunner *runner)
{
  size_t n_parameters = nn_graph_n_parameters (runner->lane.graph);
  size_t n_layers = (size_t) nn_graph_n_layers (runner->lane.graph);
  runner->previous = train_alloc (nn_graph_n_trained (runner->lane.graph), sizeof (real));
  runner->order = train_alloc ((size_t) runner->n_order, sizeof (int));
  runner->order_room = train_alloc (2 * (size_t) runner->lane.train->n, sizeof (int));
  runner->order_epoch = -1;
  runner->state.ratios = train_alloc (n_layers, sizeof (double));
  for (size_t i = 0; i < n_layers; i++)
    runner->state.ratios[i] = NAN;
  for (int net = 0; net < TRAIN_MAX_NETS; net++)
    runner->state.rates[net] = NAN;
  runner->keyframes.n_numbers = n_parameters + runner->n_kept;
  runner->keyframes.n_ratios = n_layers;
  runner->probe.update_ratios = runner->state.ratios;
  train_keyframes_save (&runner->keyframes, &runner->state, nn_graph_parameters (runner->lane.graph), n_parameters,
                        runner->kept);
}

static bool
make_movers (TrainRunner *runner, BaseError *error)
{
  runner->n_nets = runner->lane.n_nets > 0 ? runner->lane.n_nets : 1;
  for (int net = 0; net < runner->n_nets; net++) {
    if (!train_mover_init (&runner->movers[net], &runner->lane, net, runner->steps, error))
      return false;
    runner->n_kept += runner->movers[net].n_kept;
  }
  runner->kept = train_alloc (runner->n_kept, sizeof (real));
  runner->movers[0].kept = runner->kept;
  for (int net = 1; net < runner->n_nets; net++)
    runner->movers[net].kept = runner->movers[net - 1].kept + runner->movers[net - 1].n_kept;
  return true;
}

/* What can change while the lane trains, as it is at first. */
static TrainSettings
first_settings (const TrainLane *lane)
{
  TrainSettings settings = { .batch = lane->batch, .moves = { 1 } };
  for (int net = 0; net < TRAIN_MAX_NETS; net++)
    settings.nets[net] = lane->rules[net].values;
  for (int head = 0; head < lane->n_heads; head++)
    settings.heads[head] = lane->heads[head].weight;
  if (lane->n_nets > 0)
    memcpy (settings.moves, lane->moves, sizeof settings.moves);
  return settings;
}

bool
train_runner_init (TrainRunner *runner, const TrainConfig *config, int index, const atomic_bool *quit, BaseError *error)
{
  const TrainLane *lane = &config->lanes[index];
  *runner = (TrainRunner) {
    .lane = *lane, .index = index,
    .steps = lane->steps > 0 && lane->steps < config->steps ? lane->steps : config->steps,
    .record_every = lane->record_every > 0 ? lane->record_every : config->record_every > 0 ? config->record_every : 1,
    .check_replay = config->check_replay,
    .settings = first_settings (lane), .row_step = -1,
    .probe = { .loss = lane->loss, .train = lane->train, .test = lane->test, .quit = quit },
  };
  runner->n_order = train_sampler_length (lane->sampler, lane->sampler_values, lane->train);
  if (!check_set (lane, lane->train, "training", error) || (lane->test && !check_set (lane, lane->test, "test", error)))
    return false;
  for (int i = 0; i < lane->n_tests; i++)
    if (!check_set (lane, lane->tests[i].set, lane->tests[i].name, error))
      return false;
  if (lane->sampler != NULL && lane->sampler->classes && (lane->train->target == DATA_REAL || lane->train->n_targets > 1))
    return base_error_set (error, "lane %s: the sampler %s needs one class for each sample", lane->name,
                           lane->sampler->entry.name);
  runner->probe.tests = runner->lane.tests;
  runner->probe.n_tests = lane->n_tests;
  runner->probe.heads = runner->lane.heads;
  runner->probe.n_heads = lane->n_heads;
  runner->probe.nets = lane->n_nets > 0 ? runner->lane.nets : NULL;
  runner->probe.rates = runner->state.rates;
  if (lane->validation == 0 && train_mover_watches (lane, NN_WATCH_VALIDATION))
    return base_error_set (error, "lane %s: there is no validation set to watch: data.validation = 0", lane->name);
  if (!make_movers (runner, error))
    return false;
  if (!grow (runner, rows_of (runner)) || !train_probe_init (&runner->probe))
    return base_error_set (error, "lane %s: no memory for a batch of %d", lane->name, rows_of (runner));
  runner->name = train_alloc (strlen (lane->name) + 1, 1);
  runner->lane.name = strcpy (runner->name, lane->name);
  choose_columns (runner, config);
  allocate (runner);
  return true;
}

void
train_runner_set_team (TrainRunner *runner, NnTeam *team)
{
  runner->team = team;
  nn_graph_set_team (runner->lane.graph, team);
  nn_graph_set_team (runner->probe.evaluator, team);
}

void
train_runner_clear (TrainRunner *runner)
{
  nn_graph_free (runner->lane.graph);
  train_probe_clear (&runner->probe);
  train_keyframes_clear (&runner->keyframes);
  free (runner->state.ratios);
  free (runner->name);
  for (int net = 0; net < runner->n_nets; net++)
    train_mover_clear (&runner->movers[net]);
  free (runner->kept);
  free (runner->previous);
  free (runner->followed);
  free (runner->order);
  free (runner->order_room);
  free (runner->columns);
  free (runner->row);
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
  runner->rows = rows_of (runner);
  if (!grow (runner, runner->rows))
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
train_runner_prepare (TrainRunner *runner, long unused)
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
    const real *now = weight->value, *before = runner->previous + weight->offset;
    runner->state.ratios[i] = train_distance (now, before, weight->size) / train_norm (before, weight->size);
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
    train_runner_prepare (runner, 0);
    if (runner->lane.steps > 0 && runner->state.step >= runner->lane.steps)
      advance (runner);
    else
      update (runner);
  }
  train_runner_prepare (runner, 0);
}

void
train_runner_follow (TrainRunner *runner, TrainBranch *branch)
{
  runner->branch = branch;
  runner->cursor = train_branch_n_changes (branch, runner->state.step);
  runner->settings = train_branch_settings (branch, runner->index, runner->state.step);
  if (runner->prepared && (runner->rows != rows_of (runner) ||
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
