/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One lane's training. At step k (after k updates) a runner *prepares*: it gathers the batch that update k + 1 will
 * use, goes forward and backward, and records. The update then makes step k + 1. A step that was recorded before is
 * not recorded again, so a replay costs no more than the training itself. What a record says of whole sets is computed
 * in slices during the steps that follow, so that no step takes much longer than another; its row is added then. */

#include "train/branch.h"
#include "train/mover.h"
#include "train/probe.h"

typedef struct {
  TrainLane lane;          /* graph: owned, may be replaced by one of greater capacity */
  char *name;              /* lane.name, a copy */
  int index;
  long steps, record_every;
  bool check_replay;

  TrainBranch *branch;     /* the past in force */
  TrainSettings settings;  /* at this step */
  long cursor;             /* the next change of the branch */

  TrainState state;        /* numbers: not used, they live in graph and mover */
  TrainMover movers[TRAIN_MAX_NETS];
  int n_nets;              /* at least 1 */
  real *kept;              /* what the movers keep, one after the other */
  size_t n_kept;
  NnTeam *team;            /* of the thread of a lane that is alone; NULL: none */
  real *previous;          /* [n_trained]: one update ago, where needed */
  real *followed;          /* [n_trained]: the gradient it started from; NULL: no metric looks at it */
  int *order, n_order;     /* the samples in epoch order_epoch, one after the other */
  int *order_room;
  long order_epoch;
  bool prepared;           /* values and gradients are those of this step */
  int rows;                /* of the prepared batch */
  double loss;

  TrainProbe probe;
  TrainColumn *columns;
  int n_columns;
  double *row;             /* [n_columns] */
  long row_step;           /* of the row whose sets are being evaluated; −1: none */
  TrainKeyframes keyframes;
  long interval;           /* of the keyframes */
  long n_times;
  double times[TRAIN_TIMES]; /* seconds of a step, of the last rounds */
} TrainRunner;

/* Samples of the next batch; and room for so many: parameters are kept. False: no memory. */
int train_runner_rows (const TrainRunner *runner);
bool train_runner_grow (TrainRunner *runner, int rows);

/* Checks that graph, data and settings fit together and allocates. Takes over the graph also on failure. */
bool train_runner_init (TrainRunner *runner, const TrainConfig *config, int index, const atomic_bool *quit,
                        BaseError *error);
void train_runner_clear (TrainRunner *runner);

/* In the thread that runs it: the graph is run by @team from now on, or (NULL) no longer. */
void train_runner_set_team (TrainRunner *runner, NnTeam *team);

/* Goes on with @branch at the same step: settings are those of the branch; what was prepared is kept if it still fits.
 * */
void train_runner_follow (TrainRunner *runner, TrainBranch *branch);

/* Makes the present step's values and gradients, and its record if it has none yet. */
void train_runner_prepare (TrainRunner *runner);

/* Goes on with the row that is not complete: a slice, or (@whole) all of it. */
void train_runner_complete (TrainRunner *runner, bool whole);

/* Updates until @step, which is prepared at the end; it must not lie behind. */
void train_runner_run (TrainRunner *runner, long step);

/* Goes to the last keyframe at or before @step, unless the present state is valid (@common) and nearer. Not prepared.
 * */
void train_runner_restore (TrainRunner *runner, long step, long common);
