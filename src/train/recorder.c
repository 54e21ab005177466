/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/recorder.h"

#include "train/memory.h"

#include <assert.h>
#include <limits.h>
#include <math.h>

/* Of the bucket that holds @step. */
static long
bucket_end (const TrainBuckets *buckets, long step)
{
  return (step / buckets->width + 1) * buckets->width;
}

static void
buckets_halve (TrainBuckets *buckets)
{
  TrainSeries *s = &buckets->series;
  int n = 0;
  buckets->width *= 2;
  for (int i = 0; i < s->n; i++) {
    bool joins = n > 0 && (long) s->step[n - 1] / buckets->width == (long) s->step[i] / buckets->width;
    int at = joins ? n - 1 : n++;
    s->low[at] = joins ? fmin (s->low[at], s->low[i]) : s->low[i];
    s->high[at] = joins ? fmax (s->high[at], s->high[i]) : s->high[i];
    s->step[at] = s->step[i];
    s->last[at] = s->last[i];
  }
  s->n = n;
  buckets->end = bucket_end (buckets, (long) s->step[n - 1]);
}

static void
buckets_reserve (TrainBuckets *buckets)
{
  TrainSeries *s = &buckets->series;
  double **arrays[] = { &s->step, &s->last, &s->low, &s->high };
  long capacity = buckets->capacity;
  for (int i = 0; i < 4; i++) {
    capacity = buckets->capacity;
    *arrays[i] = train_reserve (*arrays[i], sizeof (double), s->n + 1, &capacity);
  }
  buckets->capacity = capacity;
}

static void
buckets_add (TrainBuckets *buckets, long step, double value)
{
  TrainSeries *s = &buckets->series;
  bool joins = s->n > 0 && step < buckets->end;
  while (!joins && s->n == TRAIN_BUCKETS) {
    buckets_halve (buckets);
    joins = step < buckets->end;
  }
  if (!joins) {
    buckets_reserve (buckets);
    buckets->end = bucket_end (buckets, step);
  }
  int at = joins ? s->n - 1 : s->n++;
  s->low[at] = joins ? fmin (s->low[at], value) : value;
  s->high[at] = joins ? fmax (s->high[at], value) : value;
  s->step[at] = (double) step;
  s->last[at] = value;
}

static void
buckets_clear (TrainBuckets *buckets)
{
  free (buckets->series.step);
  free (buckets->series.last);
  free (buckets->series.low);
  free (buckets->series.high);
}

void
train_recorder_init (TrainRecorder *recorder, const TrainColumn *columns, int n_columns, long record_every)
{
  *recorder = (TrainRecorder) {
    .record = { .n_columns = n_columns, .columns = columns },
    .record_every = record_every,
    .buckets = train_alloc ((size_t) n_columns + 1, sizeof (TrainBuckets)),
  };
  recorder->buckets[0].width = 1;
  for (int i = 0; i < n_columns; i++) {
    recorder->buckets[i + 1].series.column = columns[i];
    recorder->buckets[i + 1].width = record_every;
  }
}

void
train_recorder_clear (TrainRecorder *recorder)
{
  for (int i = 0; recorder->buckets && i <= recorder->record.n_columns; i++)
    buckets_clear (&recorder->buckets[i]);
  free (recorder->buckets);
  free (recorder->steps);
  free (recorder->values);
  free (recorder->losses);
  free (recorder->events);
  *recorder = (TrainRecorder) { 0 };
}

/* After a lane's own end there is none. */
static void
bucket_loss (TrainRecorder *recorder, long step)
{
  const TrainRecord *record = &recorder->record;
  if (record->end == 0 || step <= record->end)
    buckets_add (&recorder->buckets[0], step, recorder->losses[step]);
}

void
train_recorder_add_loss (TrainRecorder *recorder, double loss)
{
  TrainRecord *record = &recorder->record;
  recorder->losses = train_reserve (recorder->losses, sizeof (float), record->n_losses + 1, &recorder->losses_capacity);
  record->losses = recorder->losses;
  recorder->losses[record->n_losses] = (float) loss;
  bucket_loss (recorder, record->n_losses++);
}

void
train_recorder_add_row (TrainRecorder *recorder, long step, const double *values)
{
  TrainRecord *record = &recorder->record;
  long row = record->n_rows, n = record->n_columns;
  assert (row == 0 || recorder->steps[row - 1] < step);
  recorder->steps = train_reserve (recorder->steps, sizeof (long), row + 1, &recorder->steps_capacity);
  recorder->values = train_reserve (recorder->values, sizeof (double), (row + 1) * n, &recorder->values_capacity);
  record->steps = recorder->steps;
  record->values = recorder->values;
  recorder->steps[row] = step;
  for (long i = 0; i < n; i++) {
    recorder->values[row * n + i] = values[i];
    buckets_add (&recorder->buckets[i + 1], step, values[i]);
  }
  record->n_rows++;
}

bool
train_recorder_has_event (const TrainRecorder *recorder, TrainEventKind kind)
{
  for (long i = 0; i < recorder->n_events; i++)
    if (recorder->events[i].kind == kind)
      return true;
  return false;
}

void
train_recorder_add_event (TrainRecorder *recorder, const TrainEvent *event)
{
  if (train_recorder_has_event (recorder, event->kind))
    return;
  recorder->events =
    train_reserve (recorder->events, sizeof (TrainEvent), recorder->n_events + 1, &recorder->events_capacity);
  recorder->events[recorder->n_events++] = *event;
}

/* Number of rows before @step. */
static int
rows_before (const TrainRecord *record, long step)
{
  int low = 0, high = record->n_rows;
  while (low < high) {
    int middle = low + (high - low) / 2;
    if (record->steps[middle] < step)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const double *
train_record_row (const TrainRecord *record, long step)
{
  int row = rows_before (record, step);
  if (row == record->n_rows || record->steps[row] != step)
    return NULL;
  return record->values + (size_t) row * (size_t) record->n_columns;
}

bool
train_record_value (const TrainRecord *record, const char *metric, int layer, long step, double *value)
{
  return train_record_part_value (record, metric, layer, "", step, value);
}

bool
train_record_part_value (const TrainRecord *record, const char *metric, int layer, const char *part, long step,
                         double *value)
{
  const double *row = train_record_row (record, step);
  if (!strcmp (metric, "batch_loss") && layer == 0 && step >= 0 && step < record->n_losses) {
    *value = record->losses[step];
    return true;
  }
  for (int i = 0; row && i < record->n_columns; i++)
    if (record->columns[i].layer == layer && !strcmp (record->columns[i].part, part) &&
        !strcmp (record->columns[i].metric->entry.name, metric)) {
      *value = row[i];
      return true;
    }
  return false;
}

/* Fills the empty buckets from the samples before @step. */
static void
rebuild_buckets (TrainRecorder *recorder)
{
  const TrainRecord *record = &recorder->record;
  for (int i = 0; i <= record->n_columns; i++) {
    recorder->buckets[i].series.n = 0;
    recorder->buckets[i].width = i == 0 ? 1 : recorder->record_every;
  }
  for (long step = 0; step < record->n_losses; step++)
    bucket_loss (recorder, step);
  for (int row = 0; row < record->n_rows; row++)
    for (int i = 0; i < record->n_columns; i++)
      buckets_add (&recorder->buckets[i + 1], record->steps[row],
                   record->values[(size_t) row * (size_t) record->n_columns + (size_t) i]);
}

void
train_recorder_cut (TrainRecorder *recorder, long step)
{
  TrainRecord *record = &recorder->record;
  long kept = 0;
  for (long i = 0; i < recorder->n_events; i++)
    if (recorder->events[i].step < step)
      recorder->events[kept++] = recorder->events[i];
  recorder->n_events = kept;
  if (record->n_losses <= step)
    return;
  record->n_losses = step;
  record->n_rows = rows_before (record, step);
  rebuild_buckets (recorder);
}

void
train_recorder_copy (TrainRecorder *recorder, const TrainRecorder *from, long step)
{
  long n_losses = step < from->record.n_losses ? step : from->record.n_losses;
  int n_columns = from->record.n_columns;
  for (long i = 0; i < n_losses; i++)
    train_recorder_add_loss (recorder, from->losses[i]);
  for (int row = 0, n = rows_before (&from->record, step); row < n; row++)
    train_recorder_add_row (recorder, from->steps[row], from->values + (size_t) row * (size_t) n_columns);
  for (long i = 0; i < from->n_events; i++)
    if (from->events[i].step < step)
      train_recorder_add_event (recorder, &from->events[i]);
}
