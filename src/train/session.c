/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/session.h"

#include "base/words.h"
#include "train/conductor.h"
#include "train/events.h"
#include "train/memory.h"

#include <assert.h>
#include <string.h>

#define FEW 64 /* numbers of an objective: every step can be kept, for as long as keyframes go */

/* ---- commands ---- */

static void
give (TrainSession *session, TrainCommand command)
{
  pthread_mutex_lock (&session->lock);
  session->queue =
    train_reserve (session->queue, sizeof (TrainCommand), session->n_queue + 1, &session->queue_capacity);
  command.ticket = atomic_load (&session->given) + 1;
  session->queue[session->n_queue++] = command;
  session->still = false;
  atomic_store (&session->given, command.ticket);
  if (command.verb == TRAIN_PAUSE)
    atomic_store (&session->last_pause, command.ticket);
  if (command.verb <= TRAIN_SEEK) {
    atomic_store (&session->will_run, command.verb == TRAIN_RUN);
    atomic_store (&session->last_turn, command.ticket);
  }
  if (command.verb == TRAIN_SEEK)
    atomic_store (&session->last_seek, command.ticket);
  pthread_mutex_unlock (&session->lock);
  sem_post (&session->wake);
}

void
train_session_run (TrainSession *session)
{
  give (session, (TrainCommand) { .verb = TRAIN_RUN });
}

void
train_session_pause (TrainSession *session)
{
  give (session, (TrainCommand) { .verb = TRAIN_PAUSE });
}

void
train_session_step (TrainSession *session, long n)
{
  assert (n >= 0);
  give (session, (TrainCommand) { .verb = TRAIN_STEP, .step = n });
}

void
train_session_seek (TrainSession *session, long step)
{
  give (session, (TrainCommand) { .verb = TRAIN_SEEK, .step = step < 0 ? 0 : step });
}

void
train_session_reset (TrainSession *session)
{
  give (session, (TrainCommand) { .verb = TRAIN_RESET });
}

void
train_session_set (TrainSession *session, int lane, TrainSetting setting, int index, double value)
{
  assert (lane >= -1 && lane < session->config.n_lanes);
  TrainChange change = { .lane = lane, .setting = setting, .index = index, .value = value };
  give (session, (TrainCommand) { .verb = TRAIN_SET, .change = change });
}

void
train_session_undo (TrainSession *session)
{
  give (session, (TrainCommand) { .verb = TRAIN_UNDO });
}

void
train_session_redo (TrainSession *session)
{
  give (session, (TrainCommand) { .verb = TRAIN_REDO });
}

void
train_session_set_speed (TrainSession *session, double steps_per_second)
{
  give (session, (TrainCommand) { .verb = TRAIN_SPEED, .speed = steps_per_second });
}

void
train_session_wait (TrainSession *session)
{
  pthread_mutex_lock (&session->lock);
  while (!session->still)
    pthread_cond_wait (&session->stands, &session->lock);
  pthread_mutex_unlock (&session->lock);
}

/* ---- what is known ---- */

/* What was asked for holds at once, before the session's thread gets to it. */
static bool
is_running (const TrainSession *session)
{
  bool asked = atomic_load (&session->last_turn) > atomic_load (&session->done);
  return atomic_load (asked ? &session->will_run : &session->plays);
}

TrainStatus
train_session_status (const TrainSession *session)
{
  TrainStatus status = {
    .busy = atomic_load (&session->given) != atomic_load (&session->done),
    .running = is_running (session),
    .step = atomic_load (&session->step),
    .furthest = atomic_load (&session->furthest),
    .steps = session->config.steps,
    .n_undo = atomic_load (&session->n_undo),
    .can_redo = atomic_load (&session->can_redo),
    .branch = atomic_load (&session->branch),
  };
  status.can_undo = status.n_undo > 0;
  status.busy = status.busy || status.running || atomic_load (&session->measures);
  if (status.furthest < status.step)
    status.furthest = status.step;
  status.version = atomic_load (&session->version); /* last */
  return status;
}

void
train_session_want_paths (TrainSession *session)
{
  atomic_store (&session->paths, true);
}

void
train_session_want_snapshot (TrainSession *session)
{
  if (!atomic_exchange (&session->wanted, true))
    sem_post (&session->wake);
}

const TrainSnapshot *
train_session_snapshot (TrainSession *session)
{
  return train_mailbox_take (&session->mailbox);
}

const TrainRecord *
train_session_record (TrainSession *session, int lane)
{
  assert (lane >= 0 && lane < session->config.n_lanes);
  return &session->history.current->recorders[lane].record;
}

int
train_session_events (TrainSession *session, const TrainEvent **events)
{
  long n = train_events_collect (session->history.current, &session->events, &session->events_capacity);
  *events = session->events;
  return (int) n;
}

int
train_session_journal (TrainSession *session, const TrainChange **changes)
{
  *changes = session->history.current->changes;
  return (int) session->history.current->n_changes;
}

const TrainSettings *
train_session_initial (TrainSession *session, int lane)
{
  return &session->history.current->initial[lane];
}

void
train_session_copy_parameters (TrainSession *session, int lane, real *parameters)
{
  const NnGraph *graph = session->runners[lane].lane.graph;
  memcpy (parameters, nn_graph_parameters (graph), nn_graph_n_parameters (graph) * sizeof (real));
}

NnGraph *
train_session_probe_graph (TrainSession *session, int lane, int capacity)
{
  return nn_graph_copy (session->runners[lane].lane.graph, capacity, true, NN_FORWARD_ONLY);
}

/* ---- making and freeing ---- */

/* The branch every session begins with. */
static TrainBranch *
first_branch (TrainSession *session)
{
  TrainBranch *branch = train_alloc (1, sizeof *branch);
  branch->n_lanes = session->config.n_lanes;
  branch->lanes = session->config.lanes;
  branch->plan = session->config.plan;
  branch->n_plan = session->config.n_plan;
  for (int i = 0; i < branch->n_lanes; i++) {
    TrainRunner *runner = &session->runners[i];
    branch->initial[i] = runner->settings;
    train_recorder_init (&branch->recorders[i], runner->columns, runner->n_columns, runner->record_every);
    branch->recorders[i].record.end = runner->lane.steps;
    runner->branch = branch;
  }
  return branch;
}

static bool
start_threads (TrainSession *session, BaseError *error)
{
  if (!train_crew_start (&session->crew, session->runners, &session->config, error))
    return false;
  int failure = pthread_create (&session->thread, NULL, train_conductor_work, session);
  if (failure) {
    train_crew_stop (&session->crew);
    return base_error_set (error, _ ("no thread for the session: %s"), strerror (failure));
  }
  return true;
}

/* Everything but the threads. */
static void
clear (TrainSession *session)
{
  for (int i = 0; i < session->config.n_lanes; i++)
    train_runner_clear (&session->runners[i]);
  train_history_clear (&session->history);
  train_mailbox_clear (&session->mailbox);
  pthread_mutex_destroy (&session->lock);
  pthread_cond_destroy (&session->stands);
  sem_destroy (&session->wake);
  free (session->queue);
  free (session->events);
  free (session);
}

TrainSession *
train_session_new (const TrainConfig *config, BaseError *error)
{
  bool fine = true;
  assert (config->n_lanes >= 1 && config->n_lanes <= TRAIN_MAX_LANES);
  TrainSession *session = train_alloc (1, sizeof *session);
  session->config = *config;
  pthread_mutex_init (&session->lock, NULL);
  pthread_cond_init (&session->stands, NULL);
  sem_init (&session->wake, 0, 0);
  for (int i = 0; i < config->n_lanes; i++)
    if (fine)
      fine = train_runner_init (&session->runners[i], config, i, &session->quit, error);
    else
      session->runners[i].lane.graph = config->lanes[i].graph;
  if (fine) {
    session->history.current = first_branch (session);
    session->interval = nn_graph_n_parameters (session->runners[0].lane.graph) <= FEW ? 1 : 4;
    for (int i = 0; i < config->n_lanes; i++) {
      session->runners[i].interval = session->interval;
      train_runner_follow (&session->runners[i], session->history.current);
    }
    session->shown = -1;
    train_mailbox_init (&session->mailbox, session->runners, config->n_lanes);
    give (session, (TrainCommand) { .verb = TRAIN_START });
    fine = start_threads (session, error);
  }
  if (fine)
    return session;
  clear (session);
  return NULL;
}

void
train_session_free (TrainSession *session)
{
  if (!session)
    return;
  atomic_store (&session->quit, true);
  sem_post (&session->wake);
  pthread_join (session->thread, NULL);
  train_crew_stop (&session->crew);
  clear (session);
}
