/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Snapshots on their way to the window: three slots. One is being written, one was read last, the third lies between;
 * the writer and the reader swap theirs for it with one atomic exchange, so neither ever waits for the other. */

#include "train/runner.h"

/* How much of a series a slot holds already: only what is new is copied. */
typedef struct {
  int branch;
  long width, capacity;
} TrainCopied;

typedef struct {
  TrainSnapshot snapshot; /* first: the reader sees this */
  TrainCopied *copied[TRAIN_MAX_LANES];
  long events_capacity;
} TrainSlot;

typedef struct {
  TrainSlot slots[3];
  _Atomic unsigned middle; /* the slot between, and whether it is newer than the reader's */
  unsigned back, front;
  long number;
  bool read;               /* the reader's slot holds something */
} TrainMailbox;

void train_mailbox_init (TrainMailbox *mailbox, const TrainRunner *runners, int n_lanes);
void train_mailbox_clear (TrainMailbox *mailbox);

/* Writer, several lanes at once: the lane's part of the slot that is being written, with its path or without. */
void train_mailbox_fill (TrainSlot *slot, TrainRunner *runner, int branch, bool path);

/* Writer: the slot to fill, and when it is complete, hand it over. */
TrainSlot *train_mailbox_back (TrainMailbox *mailbox);
void train_mailbox_publish (TrainMailbox *mailbox);

/* Reader: the newest snapshot, or NULL before the first. */
const TrainSnapshot *train_mailbox_take (TrainMailbox *mailbox);

/* Shares of @n values in TRAIN_BINS bins between the least and the greatest; values that are not finite are left out.
 * */
void train_histogram_fill (TrainHistogram *histogram, const real *values, size_t n);
