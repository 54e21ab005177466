/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A lane's states at multiples of an interval, from which any step is reached by a short replay. */

#include "train/record.h"

/* The state on arrival at a step, before changes made there. */
typedef struct {
  long step, epoch;
  int position;  /* samples of the epoch that were used */
  real *numbers; /* parameters, then the optimizer's slots */
  double *ratios; /* update-to-weight ratio of each layer */
  double rates[TRAIN_MAX_NETS]; /* of the last update; NaN before */
  long n_moves[TRAIN_MAX_NETS]; /* so far */
  NnWatch plateau, stopping; /* what the schedule and early stopping have seen */
  long best_step, stopped;   /* of the least watched loss; where training ended, 0: it goes on */
} TrainState;

typedef struct {
  size_t n_numbers, n_ratios;
  TrainState *states; /* by step */
  long n, capacity;
} TrainKeyframes;

size_t train_keyframes_frame_bytes (const TrainKeyframes *keyframes);

/* Keeps a copy of @state (its arrays are @parameters and @slots together), unless that step is there already. */
void train_keyframes_save (TrainKeyframes *keyframes, const TrainState *state, const real *parameters,
                           size_t n_parameters, const real *slots);

/* The last state at or before @step; there is always one at 0. */
const TrainState *train_keyframes_find (const TrainKeyframes *keyframes, long step);

/* Drops the states that are no multiples of @interval, or lie beyond @step. */
void train_keyframes_thin (TrainKeyframes *keyframes, long interval);
void train_keyframes_cut (TrainKeyframes *keyframes, long step);
void train_keyframes_clear (TrainKeyframes *keyframes);
