/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/mailbox.h"

#include "train/memory.h"

#include <math.h>

#define FRESH 4u
#define SAMPLE 16384 /* values in a histogram: more look the same, and a snapshot is taken thirty times a second */
#define PATH_BYTES ((size_t) 3 << 20) /* copied thirty times a second in less than a millisecond */
#define FIRST_COLUMN 1 /* series 0 is the batch loss; the columns are recorded at the same steps, which are kept once */

static void
slot_init (TrainSlot *slot, const TrainRunner *runners, int n_lanes)
{
  slot->snapshot.n_lanes = n_lanes;
  slot->snapshot.lanes = train_alloc ((size_t) n_lanes, sizeof (TrainLaneSnapshot));
  for (int i = 0; i < n_lanes; i++) {
    const TrainRunner *runner = &runners[i];
    TrainLaneSnapshot *lane = &slot->snapshot.lanes[i];
    lane->name = runner->lane.name;
    lane->n_series = 1 + runner->n_columns;
    lane->series = train_alloc ((size_t) lane->n_series, sizeof (TrainSeries));
    slot->copied[i] = train_alloc ((size_t) lane->n_series, sizeof (TrainCopied));
    for (int j = 0; j < runner->n_columns; j++)
      lane->series[j + 1].column = runner->columns[j];
    lane->n_layers = nn_graph_n_layers (runner->lane.graph);
    lane->pre = train_alloc ((size_t) lane->n_layers, sizeof (TrainHistogram));
    lane->out = train_alloc ((size_t) lane->n_layers, sizeof (TrainHistogram));
    lane->n_parameters = nn_graph_n_parameters (runner->lane.graph);
    lane->parameters = train_alloc (lane->n_parameters, sizeof (real));
    lane->n_state = runner->movers[0].n_state;
    lane->state = train_alloc (lane->n_state, sizeof (real));
  }
}

void
train_mailbox_init (TrainMailbox *mailbox, const TrainRunner *runners, int n_lanes)
{
  for (int i = 0; i < 3; i++)
    slot_init (&mailbox->slots[i], runners, n_lanes);
  mailbox->back = 0;
  atomic_init (&mailbox->middle, 1);
  mailbox->front = 2;
}

static void
slot_clear (TrainSlot *slot)
{
  for (int i = 0; slot->snapshot.lanes && i < slot->snapshot.n_lanes; i++) {
    TrainLaneSnapshot *lane = &slot->snapshot.lanes[i];
    for (int j = 0; j < lane->n_series; j++) {
      if (j <= FIRST_COLUMN)
        free (lane->series[j].step);
      free (lane->series[j].last);
      free (lane->series[j].low);
      free (lane->series[j].high);
    }
    free (lane->series);
    free (slot->copied[i]);
    free (lane->pre);
    free (lane->out);
    free (lane->parameters);
    free (lane->state);
    free (lane->batch.samples);
    free (lane->path_steps);
    free (lane->path);
  }
  free (slot->snapshot.lanes);
  free (slot->snapshot.events);
}

void
train_mailbox_clear (TrainMailbox *mailbox)
{
  for (int i = 0; i < 3; i++)
    slot_clear (&mailbox->slots[i]);
}

/* Buckets before the last one never change unless the past does or the width: they need not be copied again. @steps:
 * of the first column, NULL: its own. */
static void
copy_series (TrainSeries *to, TrainCopied *copied, const TrainBuckets *from, int branch, double *steps)
{
  const TrainSeries *s = &from->series;
  bool goes_on = copied->branch == branch && copied->width == from->width && to->n > 0 && to->n <= s->n;
  int first = goes_on ? to->n - 1 : 0;
  double **arrays[] = { &to->last, &to->low, &to->high, &to->step };
  const double *sources[] = { s->last, s->low, s->high, s->step };
  long capacity = copied->capacity;
  for (int i = 0; i < (steps ? 3 : 4); i++) {
    capacity = copied->capacity;
    *arrays[i] = train_reserve (*arrays[i], sizeof (double), s->n, &capacity);
    if (s->n > first)
      memcpy (*arrays[i] + first, sources[i] + first, (size_t) (s->n - first) * sizeof (double));
  }
  if (steps)
    to->step = steps;
  *copied = (TrainCopied) { .branch = branch, .width = from->width, .capacity = capacity };
  to->n = s->n;
}

/* The least and the greatest finite value; returns how many are finite. Without branches,
 * eight at a time. */
static size_t
find_range (const real *values, size_t n, real *low, real *high)
{
  real lows[8], highs[8];
  size_t n_finite = 0, whole = n - n % 8;
  for (int j = 0; j < 8; j++) {
    lows[j] = INFINITY;
    highs[j] = -INFINITY;
  }
  for (size_t i = 0; i < whole; i += 8)
    for (size_t j = 0; j < 8; j++) {
      real x = values[i + j], finite = x - x == 0 ? x : (real) NAN;
      lows[j] = finite < lows[j] ? finite : lows[j];
      highs[j] = finite > highs[j] ? finite : highs[j];
    }
  for (size_t i = whole; i < n; i++)
    if (isfinite (values[i])) {
      lows[0] = values[i] < lows[0] ? values[i] : lows[0];
      highs[0] = values[i] > highs[0] ? values[i] : highs[0];
    }
  for (size_t i = 0; i < n; i++)
    n_finite += values[i] - values[i] == 0;
  *low = lows[0];
  *high = highs[0];
  for (int j = 1; j < 8; j++) {
    *low = lows[j] < *low ? lows[j] : *low;
    *high = highs[j] > *high ? highs[j] : *high;
  }
  return n_finite;
}

void
train_histogram_fill (TrainHistogram *histogram, const real *values, size_t n)
{
  real least, greatest;
  size_t counts[TRAIN_BINS] = { 0 }, n_finite = find_range (values, n, &least, &greatest);
  double low = least, high = greatest;
  if (!(low < high)) { /* all equal, or nothing finite: the value stands in the middle */
    double middle = n_finite ? low : 0, half = fmax (1, 1e-6 * fabs (middle));
    low = middle - half;
    high = middle + half;
  }
  double scale = TRAIN_BINS / (high - low);
  for (size_t i = 0; i < n; i++)
    if (n_finite == n || isfinite (values[i])) {
      int bin = (int) ((values[i] - low) * scale);
      counts[bin < TRAIN_BINS ? bin : TRAIN_BINS - 1]++;
    }
  histogram->low = low;
  histogram->high = high;
  for (int i = 0; i < TRAIN_BINS; i++)
    histogram->share[i] = n_finite ? (float) ((double) counts[i] / (double) n_finite) : 0;
}

/* As many keyframes as fit, evenly. */
static void
copy_path (TrainLaneSnapshot *lane, const TrainKeyframes *keyframes)
{
  size_t bytes = lane->n_parameters * sizeof (real), most = PATH_BYTES / bytes + 2;
  long stride = (keyframes->n - 1) / (long) most + 1, n = (keyframes->n + stride - 1) / stride, capacity = lane->path_capacity;
  lane->path_steps = train_reserve (lane->path_steps, sizeof (long), n, &capacity);
  lane->path = train_reserve (lane->path, bytes, n, &lane->path_capacity);
  lane->n_path = 0;
  for (long i = 0; i < keyframes->n; i += stride) {
    const TrainState *state = &keyframes->states[i];
    lane->path_steps[lane->n_path] = state->step;
    memcpy (lane->path + (size_t) lane->n_path++ * lane->n_parameters, state->numbers, bytes);
  }
}

static void
copy_batch (TrainBatch *batch, const TrainRunner *runner)
{
  batch->n = runner->rows;
  batch->samples = train_reserve (batch->samples, sizeof (int), batch->n, &batch->capacity);
  memcpy (batch->samples, runner->order + runner->state.position, (size_t) batch->n * sizeof (int));
  batch->seed = runner->lane.seed;
  batch->rate = train_mover_rate (&runner->movers[0], &runner->settings, &runner->state);
  batch->t = runner->state.n_moves[0];
}

void
train_mailbox_fill (TrainSlot *slot, TrainRunner *runner, int branch, bool path)
{
  TrainLaneSnapshot *lane = &slot->snapshot.lanes[runner->index];
  const TrainRecorder *recorder = &runner->branch->recorders[runner->index];
  const NnGraph *graph = runner->lane.graph;
  lane->loss = runner->loss;
  lane->settings = runner->settings;
  copy_batch (&lane->batch, runner);
  memcpy (lane->parameters, nn_graph_parameters (graph), lane->n_parameters * sizeof (real));
  lane->n_times = (int) (runner->n_times < TRAIN_TIMES ? runner->n_times : TRAIN_TIMES);
  memcpy (lane->times, runner->times, sizeof lane->times);
  memcpy (lane->state, runner->kept, lane->n_state * sizeof (real));
  if (path)
    copy_path (lane, &runner->keyframes);
  for (int i = 0; i < lane->n_series; i++)
    copy_series (&lane->series[i], &slot->copied[runner->index][i], &recorder->buckets[i], branch,
                 i > FIRST_COLUMN ? lane->series[FIRST_COLUMN].step : NULL);
  for (int i = 0; i < lane->n_layers; i++) {
    const NnLayerView *layer = nn_graph_layer (graph, i);
    size_t most = SAMPLE / layer->out->size + 1, rows = (size_t) runner->rows < most ? (size_t) runner->rows : most;
    const TrainUnits *units = train_probe_units (&runner->probe, i);
    train_histogram_fill (&lane->pre[i], layer->pre->value, layer->pre->size * rows);
    train_histogram_fill (&lane->out[i], layer->out->value, layer->out->size * rows);
    lane->pre[i].saturated = lane->out[i].saturated = units->saturated;
    lane->pre[i].dead = lane->out[i].dead = units->dead;
  }
}

TrainSlot *
train_mailbox_back (TrainMailbox *mailbox)
{
  return &mailbox->slots[mailbox->back];
}

void
train_mailbox_publish (TrainMailbox *mailbox)
{
  mailbox->slots[mailbox->back].snapshot.number = ++mailbox->number;
  mailbox->back = atomic_exchange (&mailbox->middle, mailbox->back | FRESH) & ~FRESH;
}

const TrainSnapshot *
train_mailbox_take (TrainMailbox *mailbox)
{
  if (atomic_load (&mailbox->middle) & FRESH) {
    mailbox->front = atomic_exchange (&mailbox->middle, mailbox->front) & ~FRESH;
    mailbox->read = true;
  }
  return mailbox->read ? &mailbox->slots[mailbox->front].snapshot : NULL;
}

const TrainSeries *
train_snapshot_series (const TrainSnapshot *snapshot, int lane, const char *metric, int layer)
{
  return train_snapshot_part_series (snapshot, lane, metric, layer, "");
}

const TrainSeries *
train_snapshot_part_series (const TrainSnapshot *snapshot, int lane, const char *metric, int layer, const char *part)
{
  const TrainLaneSnapshot *l = &snapshot->lanes[lane];
  for (int i = 0; i < l->n_series; i++) {
    const TrainColumn *column = &l->series[i].column;
    if (column->layer == layer && !strcmp (column->part, part) && !strcmp (column->metric ? column->metric->entry.name : "batch_loss", metric))
      return &l->series[i];
  }
  return NULL;
}
