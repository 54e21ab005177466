/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/events.h"

#include "train/memory.h"

#include <math.h>
#include <stdio.h>

void
train_events_watch_loss (TrainRecorder *recorder, int lane, long step, double loss)
{
  TrainEvent event = { .lane = lane, .step = step, .value = loss };
  if (isfinite (loss) && !(loss > 1000 * (double) recorder->losses[0]))
    return;
  event.kind = isfinite (loss) ? TRAIN_EXPLODING : TRAIN_DIVERGED;
  train_recorder_add_event (recorder, &event);
}

static void
watch_parameters (TrainRecorder *recorder, TrainEvent event, const NnGraph *graph)
{
  const real *parameters = nn_graph_parameters (graph);
  size_t n = nn_graph_n_parameters (graph);
  if (isfinite (train_sum_squares (parameters, n, 0)))
    return;
  event.kind = TRAIN_DIVERGED;
  for (size_t i = 0; i < n; i++)
    if (!isfinite (parameters[i])) {
      event.value = parameters[i];
      train_recorder_add_event (recorder, &event);
      return;
    }
}

static void
watch_dead (TrainRecorder *recorder, TrainEvent event, TrainProbe *probe)
{
  event.kind = TRAIN_DEAD_UNITS;
  for (int i = 0; i < nn_graph_n_layers (probe->graph); i++) {
    event.value = train_probe_units (probe, i)->dead;
    event.layer = i + 1;
    if (event.value >= 0.5) {
      train_recorder_add_event (recorder, &event);
      return;
    }
  }
}

static void
watch_vanishing (TrainRecorder *recorder, TrainEvent event, const NnGraph *graph)
{
  int n = nn_graph_n_layers (graph);
  if (n < 2)
    return;
  const NnNode *first = nn_graph_layer (graph, 0)->weight, *last = nn_graph_layer (graph, n - 1)->weight;
  event.kind = TRAIN_VANISHING;
  event.layer = 1;
  event.value = train_norm (first->gradient, first->size) / train_norm (last->gradient, last->size);
  if (event.value < 1e-4)
    train_recorder_add_event (recorder, &event);
}

void
train_events_watch_row (TrainRecorder *recorder, int lane, long step, TrainProbe *probe)
{
  TrainEvent event = { .lane = lane, .step = step };
  if (!train_recorder_has_event (recorder, TRAIN_DIVERGED))
    watch_parameters (recorder, event, probe->graph);
  if (!train_recorder_has_event (recorder, TRAIN_DEAD_UNITS))
    watch_dead (recorder, event, probe);
  if (!train_recorder_has_event (recorder, TRAIN_VANISHING))
    watch_vanishing (recorder, event, probe->graph);
}

/* "batch = 64", "optimizer.lr = 0.3", "G.optimizer.lr = 0.3" */
static void
describe_change (const TrainBranch *branch, const TrainChange *change, TrainEvent *event)
{
  static const char *const groups[] = { [TRAIN_PLAY] = "play", [TRAIN_OPTIMIZER] = "optimizer",
                                        [TRAIN_SCHEDULE] = "schedule" };
  int lane = change->lane < 0 ? 0 : change->lane;
  const Param *param;
  char value[32];
  if (change->setting == TRAIN_BATCH) {
    snprintf (event->text, sizeof event->text, "batch = %d", (int) change->value);
    return;
  }
  while (!(param = train_setting_param (&branch->lanes[lane], change->setting, change->index)))
    lane++;
  if (change->setting == TRAIN_HEAD) {
    snprintf (event->text, sizeof event->text, "%.40s.loss.weight = %s", branch->lanes[lane].heads[change->index].name,
              param_format (param, change->value, value, sizeof value));
    return;
  }
  bool of_net = branch->lanes[lane].n_nets > 0 && change->setting != TRAIN_PLAY;
  int regularizer = change->index % TRAIN_NET_INDICES / PARAM_MAX;
  snprintf (event->text, sizeof event->text, "%s%s%s.%s = %s",
            of_net ? branch->lanes[lane].heads[change->index / TRAIN_NET_INDICES].name : "", of_net ? "." : "",
            change->setting == TRAIN_REGULARIZER ? nn_regularizers.entries[regularizer]->name
                                                 : groups[change->setting],
            param->name, param_format (param, change->value, value, sizeof value));
}

static int
compare_events (const void *left, const void *right)
{
  const TrainEvent *a = left, *b = right;
  if (a->step != b->step)
    return a->step < b->step ? -1 : 1;
  if (a->lane != b->lane)
    return a->lane < b->lane ? -1 : 1;
  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  return strcmp (a->text, b->text);
}

long
train_events_collect (const TrainBranch *branch, TrainEvent **events, long *capacity)
{
  long n = branch->n_changes, at = 0;
  for (int i = 0; i < branch->n_lanes; i++)
    n += branch->recorders[i].n_events;
  *events = train_reserve (*events, sizeof (TrainEvent), n, capacity);
  for (int i = 0; i < branch->n_lanes; i++)
    for (long j = 0; j < branch->recorders[i].n_events; j++)
      (*events)[at++] = branch->recorders[i].events[j];
  for (long i = 0; i < branch->n_changes; i++) {
    const TrainChange *change = &branch->changes[i];
    TrainEvent *event = &(*events)[at++];
    *event = (TrainEvent) {
      .kind = TRAIN_CHANGED, .lane = change->lane, .step = change->step, .value = change->value
    };
    describe_change (branch, change, event);
  }
  if (n > 0)
    qsort (*events, (size_t) n, sizeof (TrainEvent), compare_events);
  return n;
}
