/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/crew.h"

#include "base/give-way.h"
#include "base/words.h"
#include "engine/kernels.h"

#include <string.h>

static void
prepare_thread (TrainCrew *crew)
{
  pthread_setname_np (pthread_self (), "worker");
  base_give_way (crew->nice);
  nn_kernels_begin_thread ();
  if (crew->team > 1)
    train_runner_set_team (crew->runners, nn_team_new (crew->team)); /* its threads are as nice */
}

static void
leave_thread (TrainCrew *crew)
{
  if (crew->team <= 1)
    return;
  NnTeam *team = crew->runners->team;
  train_runner_set_team (crew->runners, NULL);
  nn_team_free (team);
}

/* The lane that has got least far of those that nobody is at; −1: none. */
static int
free_lane (const TrainCrew *crew)
{
  int least = -1;
  for (int i = 0; i < crew->n_lanes; i++)
    if (!crew->taken[i] && crew->done[i] < crew->n_pieces && (least < 0 || crew->done[i] < crew->done[least]))
      least = i;
  return least;
}

/* The lock is held before and after, and not between. */
static void
do_piece (TrainCrew *crew, int lane)
{
  crew->taken[lane] = true;
  pthread_mutex_unlock (&crew->lock);
  crew->task (&crew->runners[lane], crew->done[lane], crew->data);
  pthread_mutex_lock (&crew->lock);
  crew->taken[lane] = false;
  crew->done[lane]++;
  if (--crew->n_left == 0)
    pthread_cond_signal (&crew->end);
}

static void *
work (void *data)
{
  TrainCrew *crew = data;
  prepare_thread (crew);
  pthread_mutex_lock (&crew->lock);
  while (!crew->home) {
    int lane = free_lane (crew);
    if (lane >= 0)
      do_piece (crew, lane);
    else
      pthread_cond_wait (&crew->begin, &crew->lock);
  }
  pthread_mutex_unlock (&crew->lock);
  leave_thread (crew);
  return NULL;
}

bool
train_crew_start (TrainCrew *crew, TrainRunner *runners, const TrainConfig *config, BaseError *error)
{
  bool alone = config->n_lanes == 1, shared = config->threads > 0 && config->threads < config->n_lanes;
  int n_workers = shared ? config->threads : config->n_lanes;
  pthread_mutex_init (&crew->lock, NULL);
  pthread_cond_init (&crew->begin, NULL);
  pthread_cond_init (&crew->end, NULL);
  crew->runners = runners;
  crew->n_lanes = config->n_lanes;
  crew->team = alone ? config->threads : 1;
  crew->nice = config->nice;
  for (; crew->n_workers < n_workers; crew->n_workers++) {
    int failure = pthread_create (&crew->workers[crew->n_workers], NULL, work, crew);
    if (failure) {
      train_crew_stop (crew);
      return base_error_set (error, _ ("no thread for training: %s"), strerror (failure));
    }
  }
  return true;
}

void
train_crew_do (TrainCrew *crew, TrainTask task, int n_pieces, void *data)
{
  pthread_mutex_lock (&crew->lock);
  crew->task = task;
  crew->data = data;
  crew->n_pieces = n_pieces;
  crew->n_left = n_pieces * crew->n_lanes;
  memset (crew->done, 0, sizeof crew->done);
  pthread_cond_broadcast (&crew->begin);
  while (crew->n_left > 0)
    pthread_cond_wait (&crew->end, &crew->lock);
  pthread_mutex_unlock (&crew->lock);
}

void
train_crew_stop (TrainCrew *crew)
{
  pthread_mutex_lock (&crew->lock);
  crew->home = true;
  pthread_cond_broadcast (&crew->begin);
  pthread_mutex_unlock (&crew->lock);
  for (int i = 0; i < crew->n_workers; i++)
    pthread_join (crew->workers[i], NULL);
  pthread_mutex_destroy (&crew->lock);
  pthread_cond_destroy (&crew->begin);
  pthread_cond_destroy (&crew->end);
}
