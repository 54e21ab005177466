/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The workers: threads that share the lanes. They rest until all lanes are given the same task, and whoever gave it waits
 * for all, so between tasks every lane stands at the same step and nothing of it moves. A task may come in pieces: a worker
 * takes the lane that has got least far, does a piece of it and looks again, so none waits while a lane is left over. */

#include "train/runner.h"

#include <pthread.h>

/* A piece of a task, the pieces of a lane one after the other from 0, in whichever threads. */
typedef void (*TrainTask) (TrainRunner *runner, int piece, void *data);

typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t begin, end;
  bool home;                   /* go */
  TrainTask task;
  void *data;
  int n_pieces, n_left;        /* for each lane; altogether */
  bool taken[TRAIN_MAX_LANES]; /* somebody is at this lane */
  int done[TRAIN_MAX_LANES];   /* its pieces */
  TrainRunner *runners;
  int n_lanes, team, nice, n_workers;
  pthread_t workers[TRAIN_MAX_LANES];
} TrainCrew;

/* Starts the workers, as TrainConfig.threads says, on @runners. */
bool train_crew_start (TrainCrew *crew, TrainRunner *runners, const TrainConfig *config, BaseError *error);

/* Does @task, divided into @n_pieces, for every lane and waits for all. */
void train_crew_do (TrainCrew *crew, TrainTask task, int n_pieces, void *data);
void train_crew_stop (TrainCrew *crew);
