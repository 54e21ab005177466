/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/team.h"

#include "engine/kernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

/* Waiting: first awake, for some microseconds; then letting others onto this processor, perhaps the one waited for; who waits for
 * a task falls asleep in the end. */
#define LOOKS 200
#define YIELDS 50

typedef struct {
  NnTeam *team;
  int number;
  pthread_t thread;
} Member;

struct NnTeam {
  int size;
  NnTask task; /* NULL: go home */
  void *data;
  atomic_uint round;             /* grows with each task */
  atomic_int n_busy, n_asleep;
  pthread_mutex_t lock;          /* of those asleep */
  pthread_cond_t begin;
  Member members[NN_TEAM_MAX];   /* from 1 */
};

static inline void
wait_a_moment (int i)
{
  if (i >= LOOKS)
    sched_yield ();
#ifdef __SSE2__
  else
    __builtin_ia32_pause ();
#endif
}

static void
wait_for_round (NnTeam *team, unsigned done)
{
  for (int i = 0; i < LOOKS + YIELDS; i++) {
    if (atomic_load (&team->round) != done)
      return;
    wait_a_moment (i);
  }
  pthread_mutex_lock (&team->lock);
  atomic_fetch_add (&team->n_asleep, 1);
  while (atomic_load (&team->round) == done)
    pthread_cond_wait (&team->begin, &team->lock);
  atomic_fetch_sub (&team->n_asleep, 1);
  pthread_mutex_unlock (&team->lock);
}

static void *
work (void *data)
{
  const Member *member = data;
  NnTeam *team = member->team;
  nn_kernels_begin_thread ();
  for (unsigned round = 0;; round++) {
    wait_for_round (team, round);
    if (team->task == NULL)
      return NULL;
    team->task (team->data, member->number);
    atomic_fetch_sub (&team->n_busy, 1);
  }
}

static void
begin (NnTeam *team, NnTask task, void *data)
{
  team->task = task;
  team->data = data;
  atomic_store (&team->n_busy, team->size - 1);
  atomic_fetch_add (&team->round, 1);
  if (atomic_load (&team->n_asleep) > 0) {
    pthread_mutex_lock (&team->lock);
    pthread_cond_broadcast (&team->begin);
    pthread_mutex_unlock (&team->lock);
  }
}

NnTeam *
nn_team_new (int size)
{
  NnTeam *team = calloc (1, sizeof *team);
  if (team == NULL)
    return NULL;
  pthread_mutex_init (&team->lock, NULL);
  pthread_cond_init (&team->begin, NULL);
  for (team->size = 1; team->size < size && team->size < NN_TEAM_MAX; team->size++) {
    Member *member = &team->members[team->size];
    *member = (Member) { .team = team, .number = team->size };
    if (pthread_create (&member->thread, NULL, work, member) != 0) {
      nn_team_free (team);
      return NULL;
    }
  }
  return team;
}

void
nn_team_free (NnTeam *team)
{
  if (team == NULL)
    return;
  begin (team, NULL, NULL);
  for (int i = 1; i < team->size; i++)
    pthread_join (team->members[i].thread, NULL);
  pthread_mutex_destroy (&team->lock);
  pthread_cond_destroy (&team->begin);
  free (team);
}

int
nn_team_size (const NnTeam *team)
{
  return team->size;
}

void
nn_team_do (NnTeam *team, NnTask task, void *data)
{
  begin (team, task, data);
  task (data, 0);
  for (int i = 0; atomic_load (&team->n_busy) > 0; i += i < LOOKS)
    wait_a_moment (i);
}
