/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/crew.h"

#include "base/give-way.h"
#include "engine/kernels.h"

#include <stdio.h>
#include <string.h>

static void
prepare_thread (const TrainWorker *worker)
{
  char name[16];
  snprintf (name, sizeof name, "lane %d", (worker->runner->index + 1) % 100);
  pthread_setname_np (pthread_self (), name);
  base_give_way (worker->crew->nice);
  nn_kernels_begin_thread ();
  if (worker->crew->threads > 1)
    train_runner_set_team (worker->runner, nn_team_new (worker->crew->threads)); /* its threads are as nice */
}

static void
leave_thread (const TrainWorker *worker)
{
  NnTeam *team = worker->runner->team;
  train_runner_set_team (worker->runner, NULL);
  nn_team_free (team);
}

static void *
work (void *data)
{
  TrainWorker *worker = data;
  TrainCrew *crew = worker->crew;
  unsigned long round = 0;
  prepare_thread (worker);
  pthread_mutex_lock (&crew->lock);
  for (;;) {
    while (crew->round == round)
      pthread_cond_wait (&crew->begin, &crew->lock);
    round = crew->round;
    if (!crew->task)
      break;
    pthread_mutex_unlock (&crew->lock);
    crew->task (worker->runner, crew->data);
    pthread_mutex_lock (&crew->lock);
    if (--crew->n_busy == 0)
      pthread_cond_signal (&crew->end);
  }
  pthread_mutex_unlock (&crew->lock);
  leave_thread (worker);
  return NULL;
}

bool
train_crew_start (TrainCrew *crew, TrainRunner *runners, const TrainConfig *config, BaseError *error)
{
  pthread_mutex_init (&crew->lock, NULL);
  pthread_cond_init (&crew->begin, NULL);
  pthread_cond_init (&crew->end, NULL);
  crew->nice = config->nice;
  crew->threads = config->n_lanes == 1 ? config->threads : 1;
  for (int i = 0; i < config->n_lanes; i++) {
    crew->workers[i] = (TrainWorker) { .crew = crew, .runner = &runners[i] };
    int failure = pthread_create (&crew->workers[i].thread, NULL, work, &crew->workers[i]);
    if (failure) {
      train_crew_stop (crew);
      return base_error_set (error, "no thread for lane %d: %s", i + 1, strerror (failure));
    }
    crew->n_workers++;
  }
  return true;
}

void
train_crew_do (TrainCrew *crew, TrainTask task, void *data)
{
  pthread_mutex_lock (&crew->lock);
  crew->task = task;
  crew->data = data;
  crew->n_busy = crew->n_workers;
  crew->round++;
  pthread_cond_broadcast (&crew->begin);
  while (task && crew->n_busy > 0)
    pthread_cond_wait (&crew->end, &crew->lock);
  pthread_mutex_unlock (&crew->lock);
}

void
train_crew_stop (TrainCrew *crew)
{
  train_crew_do (crew, NULL, NULL);
  for (int i = 0; i < crew->n_workers; i++)
    pthread_join (crew->workers[i].thread, NULL);
  pthread_mutex_destroy (&crew->lock);
  pthread_cond_destroy (&crew->begin);
  pthread_cond_destroy (&crew->end);
}
