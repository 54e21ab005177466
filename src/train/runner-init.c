/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/runner.h"

#include "base/words.h"
#include "train/memory.h"

#include <math.h>
#include <stdio.h>

static bool
check_set (const TrainLane *lane, const DataSet *set, const char *which, BaseError *error)
{
  const NnNode *input = nn_graph_input_node (lane->graph), *target = nn_graph_target_node (lane->graph);
  if (!target || !nn_graph_loss_node (lane->graph))
    return base_error_set (error, _ ("lane %s: the network has no loss"), lane->name);
  if (set->n < 1)
    return base_error_set (error, _ ("lane %s: the %s set is empty"), lane->name, which);
  if ((size_t) data_set_n_inputs (set) != input->size)
    return base_error_set (error, _ ("lane %s: a sample of the %s set has %d values, the network takes %zu"), lane->name,
                           which, data_set_n_inputs (set), input->size);
  if ((size_t) (set->n_targets + set->n_taught) != target->size)
    return base_error_set (error, _ ("lane %s: a sample of the %s set has %d targets, the loss takes %zu"), lane->name,
                           which, set->n_targets, target->size);
  return true;
}

static bool
is_recorded (const TrainRunner *runner, const TrainConfig *config, const TrainMetric *metric)
{
  bool wanted = !metric->on_request && !(config->batch_only && metric->sets != 0);
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
  if (!check_set (lane, lane->train, _ ("training"), error) || (lane->test && !check_set (lane, lane->test, _ ("test"), error)))
    return false;
  for (int i = 0; i < lane->n_tests; i++)
    if (!check_set (lane, lane->tests[i].set, lane->tests[i].name, error))
      return false;
  if (lane->sampler != NULL && lane->sampler->classes && (lane->train->target == DATA_REAL || lane->train->n_targets > 1))
    return base_error_set (error, _ ("lane %s: the sampler %s needs one class for each sample"), lane->name,
                           lane->sampler->entry.name);
  runner->probe.tests = runner->lane.tests;
  runner->probe.n_tests = lane->n_tests;
  runner->probe.heads = runner->lane.heads;
  runner->probe.n_heads = lane->n_heads;
  runner->probe.nets = lane->n_nets > 0 ? runner->lane.nets : NULL;
  runner->probe.rates = runner->state.rates;
  if (lane->validation == 0 && train_mover_watches (lane, NN_WATCH_VALIDATION))
    return base_error_set (error, _ ("lane %s: there is no validation set to watch: data.validation = 0"), lane->name);
  if (!make_movers (runner, error))
    return false;
  if (!train_runner_grow (runner, train_runner_rows (runner)) || !train_probe_init (&runner->probe))
    return base_error_set (error, _ ("lane %s: no memory for a batch of %d"), lane->name, train_runner_rows (runner));
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
