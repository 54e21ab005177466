/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Writes a lane's record: exact samples in growing arrays, and from them the buckets that plots show. The buckets are a
 * function of the samples alone, so a record that was cut and run again is the same as one that never was. */

#include "train/record.h"

/* A series while it grows. When TRAIN_BUCKETS are full, two neighbours become one and the width doubles. */
typedef struct {
  TrainSeries series;
  long width;    /* steps in a bucket */
  long end;      /* of the last bucket: its first step beyond */
  long capacity;
} TrainBuckets;

typedef struct {
  TrainRecord record;    /* the public view of what follows */
  long record_every;
  long *steps;
  double *values;
  float *losses;
  long steps_capacity, values_capacity, losses_capacity;
  TrainBuckets *buckets; /* [1 + n_columns]; the batch loss first */
  TrainEvent *events;
  long n_events, events_capacity;
} TrainRecorder;

/* An empty record with these columns (borrowed). */
void train_recorder_init (TrainRecorder *recorder, const TrainColumn *columns, int n_columns, long record_every);
void train_recorder_clear (TrainRecorder *recorder);

/* Appends the batch loss of the next step. */
void train_recorder_add_loss (TrainRecorder *recorder, double loss);

/* Appends a row; @step greater than the last row's; @values [n_columns]. */
void train_recorder_add_row (TrainRecorder *recorder, long step, const double *values);

/* Notes an event, the first of its kind in a lane; later ones are dropped. */
void train_recorder_add_event (TrainRecorder *recorder, const TrainEvent *event);
bool train_recorder_has_event (const TrainRecorder *recorder, TrainEventKind kind);

/* The row recorded at @step, or NULL. */
const double *train_record_row (const TrainRecord *record, long step);

/* Forgets @step and everything after it. */
void train_recorder_cut (TrainRecorder *recorder, long step);

/* Makes the empty @recorder a copy of @from up to, not including, @step. */
void train_recorder_copy (TrainRecorder *recorder, const TrainRecorder *from, long step);
