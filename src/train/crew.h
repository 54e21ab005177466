/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The workers: one thread for each lane. They rest until all are given the same task, and whoever gave it waits for
 * all, so between tasks every lane stands at the same step and nothing of it moves. */

#include "train/runner.h"

#include <pthread.h>

typedef void (*TrainTask) (TrainRunner *runner, void *data);

typedef struct TrainCrew TrainCrew;

typedef struct {
  TrainCrew *crew;
  TrainRunner *runner;
  pthread_t thread;
} TrainWorker;

struct TrainCrew {
  pthread_mutex_t lock;
  pthread_cond_t begin, end;
  TrainTask task;      /* NULL: go home */
  void *data;
  unsigned long round; /* grows with each task */
  int n_busy, n_workers, nice, threads;
  TrainWorker workers[TRAIN_MAX_LANES];
};

/* Starts a thread for each lane, worker i on @runners[i]; that of a single lane leads a team. */
bool train_crew_start (TrainCrew *crew, TrainRunner *runners, const TrainConfig *config, BaseError *error);

/* Lets every worker do @task and waits for all. */
void train_crew_do (TrainCrew *crew, TrainTask task, void *data);
void train_crew_stop (TrainCrew *crew);
