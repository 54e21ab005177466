/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How a lane's weights move: one update with the optimizer or solver, the schedule and the regularizers; and early
 * stopping. Everything that the next update depends on is in the settings, the TrainState and the arrays @kept, which
 * keyframes hold. */

#include "train/keyframes.h"
#include "train/session.h"

typedef struct {
  const NnOptimizer *optimizer;
  const NnSchedule *schedule; /* NULL: constant */
  uint64_t seed;
  long steps;
  int net;                    /* whose weights: of the settings and of the state */
  int stopping;               /* early stopping among the regularizers */
  NnSpan *rates, *decays;     /* for the optimizer; for regularizers */
  int n_rates, n_decays;
  size_t n_trained, n_free;   /* reals of the flat array; of the spans */
  real *kept;                 /* the optimizer's state, then the best parameters if early stopping restores them */
  size_t n_state, n_kept;
  double *point, *room;       /* of a solver */
} TrainMover;

/* Allocates for network @net of the lane's compiled graph, but for @kept: the owner gives it room for n_kept reals. False: the
 * network is too large for this solver, or these rules are for a single network. */
bool train_mover_init (TrainMover *mover, const TrainLane *lane, int net, long steps, BaseError *error);
void train_mover_clear (TrainMover *mover);

/* The penalties at the parameters of now. */
double train_mover_penalty (const TrainMover *mover, NnGraph *graph, const TrainSettings *settings);

/* Whether @lane's schedule or early stopping look at @watched as it begins. */
bool train_mover_watches (const TrainLane *lane, NnWatched watched);

/* Which losses the schedule and early stopping want to see before the update at @state: bits 1 << NnWatched. */
unsigned train_mover_wants (const TrainMover *mover, const TrainSettings *settings, const TrainState *state);

/* They have seen @losses, by NnWatched. May end the training and restore the best parameters. */
void train_mover_watch (TrainMover *mover, NnGraph *graph, const TrainSettings *settings, TrainState *state,
                        const double *losses);

/* The learning rate of the next update: the setting times the schedule. */
double train_mover_rate (const TrainMover *mover, const TrainSettings *settings, const TrainState *state);

/* One update with the gradients that are in the graph, of its first @rows rows. */
void train_mover_move (TrainMover *mover, NnGraph *graph, int rows, const TrainSettings *settings, TrainState *state);
