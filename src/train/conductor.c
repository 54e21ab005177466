/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/conductor.h"

#include "train/events.h"
#include "train/memory.h"

#include <errno.h>
#include <limits.h>
#include <time.h>

#define ROUND_SECONDS 0.016 /* at its end all lanes wait for the last, so not too short; a picture waits for it, so half of theirs */
#define PIECES 16 /* of a lane's round: the last of them is what the other workers wait for */
#define KEYFRAME_BYTES ((size_t) 8 << 20)
#define LEAST_KEYFRAMES 4 /* however large: a seek never trains more than half of the run again */
#define KEYFRAMES 1024 /* a timeline has not many more places */

static double
now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

long
train_conductor_step (const TrainSession *session)
{
  return session->runners[0].state.step;
}

/* ---- tasks of the workers ---- */

typedef struct {
  long from, step, common;
  TrainSlot *slot;
  int branch;
  bool whole, paths;
} Order;

static void
task_run (TrainRunner *runner, int piece, void *data)
{
  const Order *order = data;
  long step = order->from + (order->step - order->from) * (piece + 1) / PIECES, n = step - runner->state.step;
  double begin = now ();
  train_runner_run (runner, step);
  if (n > 0)
    runner->times[runner->n_times++ % TRAIN_TIMES] = (now () - begin) / (double) n;
}

static void
task_restore (TrainRunner *runner, int piece, void *data)
{
  const Order *order = data;
  train_runner_restore (runner, order->step, order->common);
}

static void
task_complete (TrainRunner *runner, int piece, void *data)
{
  train_runner_complete (runner, ((const Order *) data)->whole);
}

static void
task_fill (TrainRunner *runner, int piece, void *data)
{
  const Order *order = data;
  train_mailbox_fill (order->slot, runner, order->branch, order->paths);
}

/* ---- between rounds ---- */

/* Whether a lane's last row is not complete. */
static bool
measures (const TrainSession *session)
{
  bool any = false;
  for (int i = 0; i < session->config.n_lanes; i++)
    any |= session->runners[i].row_step >= 0;
  return any;
}

static void
publish (TrainSession *session)
{
  const TrainHistory *history = &session->history;
  long step = train_conductor_step (session), furthest = train_branch_furthest (history->current);
  atomic_fetch_add (&session->version, 1); /* first: who sees any of the rest sees that there is something new */
  atomic_store (&session->furthest, furthest > step ? furthest : step);
  atomic_store (&session->step, step);
  atomic_store (&session->branch, history->number);
  atomic_store (&session->plays, session->running);
  atomic_store (&session->measures, measures (session));
  atomic_store (&session->n_undo, train_history_n_undo (history));
  atomic_store (&session->can_redo, history->n_redo > 0);
}

static void
show (TrainSession *session)
{
  if (!atomic_load (&session->wanted) || session->astray)
    return;
  atomic_store (&session->wanted, false);
  bool paths = atomic_load (&session->paths);
  long version = atomic_load (&session->version);
  if (session->shown == version && session->shown_paths == paths)
    return;
  TrainSlot *slot = train_mailbox_back (&session->mailbox);
  TrainSnapshot *snapshot = &slot->snapshot;
  Order order = { .slot = slot, .branch = session->history.number, .paths = paths };
  train_crew_do (&session->crew, task_fill, 1, &order);
  snapshot->version = version;
  snapshot->step = train_conductor_step (session);
  snapshot->furthest = atomic_load (&session->furthest);
  snapshot->branch = session->history.number;
  snapshot->undo = train_history_deed (&session->history, false);
  snapshot->redo = train_history_deed (&session->history, true);
  snapshot->n_events =
    (int) train_events_collect (session->history.current, &snapshot->events, &slot->events_capacity);
  train_mailbox_publish (&session->mailbox);
  session->shown = version;
  session->shown_paths = paths;
}

void
train_conductor_complete (TrainSession *session, bool whole)
{
  if (!measures (session))
    return;
  train_crew_do (&session->crew, task_complete, 1, &(Order) { .whole = whole });
  if (!measures (session))
    publish (session);
}

/* Doubles the interval until the keyframes there are, and those up to @step, fit the budget and are not too many. */
static void
thin_keyframes (TrainSession *session, long step)
{
  size_t budget = session->config.keyframe_bytes, frame = 0;
  const TrainKeyframes *kept = &session->runners[0].keyframes;
  for (int i = 0; i < session->config.n_lanes; i++)
    frame += train_keyframes_frame_bytes (&session->runners[i].keyframes);
  if (budget == 0)
    budget = KEYFRAME_BYTES > LEAST_KEYFRAMES * frame ? KEYFRAME_BYTES : LEAST_KEYFRAMES * frame;
  for (;;) {
    long n = kept->n + step / session->interval - train_conductor_step (session) / session->interval;
    if ((n <= KEYFRAMES && (size_t) n * frame <= budget) || session->interval > LONG_MAX / 4)
      return;
    session->interval *= 2;
    for (int i = 0; i < session->config.n_lanes; i++) {
      session->runners[i].interval = session->interval;
      train_keyframes_thin (&session->runners[i].keyframes, session->interval);
    }
  }
}

/* All lanes to @step; learns how long a step takes. */
static void
go_round (TrainSession *session, long step)
{
  long n = step - train_conductor_step (session);
  double begin = now ();
  thin_keyframes (session, step);
  train_crew_do (&session->crew, task_run, PIECES, &(Order) { .from = step - n, .step = step });
  if (n > 0) {
    double seconds = (now () - begin) / (double) n, estimate = session->step_seconds;
    session->step_seconds = estimate > 0 && seconds < 2 * estimate ? 0.7 * estimate + 0.3 * seconds : seconds;
  }
  publish (session);
}

static long
round_length (const TrainSession *session)
{
  double n = session->step_seconds > 0 ? ROUND_SECONDS / session->step_seconds : 1;
  return n < 1 ? 1 : n > 100000 ? 100000 : (long) n;
}

/* Whether a move is cut short by a command that waits. One that rewrites the record must arrive where it was cut off.
 * */
static bool
may_stop (TrainSession *session, const TrainCommand *command, bool known)
{
  session->astray = known && command->verb != TRAIN_STEP && atomic_load (&session->last_seek) > command->ticket;
  return session->astray || (atomic_load (&session->last_pause) > command->ticket &&
                             (known || command->verb == TRAIN_STEP || command->verb == TRAIN_SEEK));
}

void
train_conductor_go (TrainSession *session, const TrainCommand *command, long step, long common)
{
  Order order = { .step = step, .common = common };
  session->running = false;
  train_crew_do (&session->crew, task_restore, 1, &order);
  if (train_conductor_step (session) == step)
    go_round (session, step);
  while (train_conductor_step (session) < step && !atomic_load (&session->quit)) {
    long at = train_conductor_step (session), length = round_length (session);
    go_round (session, step - at < length ? step : at + length);
    bool known = step <= train_branch_furthest (session->history.current);
    if (may_stop (session, command, known))
      return;
    if (!known)
      show (session);
  }
}

/* ---- commands ---- */

static void
set_speed (TrainSession *session, double speed)
{
  session->speed = speed > 0 ? speed : 0;
  session->pace_time = now ();
  session->pace_step = train_conductor_step (session);
}

static void
carry_out (TrainSession *session, const TrainCommand *command)
{
  long step = train_conductor_step (session);
  session->astray = false;
  switch (command->verb) {
  case TRAIN_START:
    go_round (session, step);
    break;
  case TRAIN_RUN:
    session->running = step < session->config.steps;
    set_speed (session, session->speed);
    break;
  case TRAIN_PAUSE:
    session->running = false;
    break;
  case TRAIN_STEP:
    train_conductor_go (session, command, step + command->step, LONG_MAX);
    break;
  case TRAIN_SEEK:
    train_conductor_go (session, command, command->step, LONG_MAX);
    break;
  case TRAIN_SPEED:
    set_speed (session, command->speed);
    break;
  default:
    train_conductor_rewrite (session, command);
  }
  publish (session);
}

static bool
take_command (TrainSession *session, TrainCommand *command)
{
  pthread_mutex_lock (&session->lock);
  bool any = session->n_queue > 0;
  if (any) {
    *command = session->queue[0];
    memmove (session->queue, session->queue + 1, (size_t) --session->n_queue * sizeof *command);
  }
  pthread_mutex_unlock (&session->lock);
  return any;
}

/* Until @seconds are over (0: without end) or somebody posts. */
static void
sleep_until_woken (TrainSession *session, double seconds)
{
  struct timespec until;
  clock_gettime (CLOCK_MONOTONIC, &until);
  double whole = (double) until.tv_sec + (double) until.tv_nsec * 1e-9 + seconds;
  until.tv_sec = (time_t) whole;
  until.tv_nsec = (long) ((whole - (double) until.tv_sec) * 1e9);
  int failed = seconds > 0 ? sem_clockwait (&session->wake, CLOCK_MONOTONIC, &until) : sem_wait (&session->wake);
  while (!failed && sem_trywait (&session->wake) == 0)
    ; /* one awakening answers all posts */
}

/* A round of a run; with a limited speed it sleeps until the next step is due. A run that cannot keep the pace does not
 * catch up later. */
static void
play (TrainSession *session)
{
  long step = train_conductor_step (session), n = round_length (session);
  if (session->speed > 0) {
    double due = (now () - session->pace_time) * session->speed - (double) (step - session->pace_step);
    if (due < 1) {
      double wait = (1 - due) / session->speed;
      sleep_until_woken (session, wait < 0.2 ? wait : 0.2);
      return;
    }
    if (due > (double) n && due > 2)
      set_speed (session, session->speed);
    n = due < (double) n ? (long) due : n;
  }
  long end = session->config.steps;
  go_round (session, end - step < n ? end : step + n);
  if (train_conductor_step (session) >= end) {
    session->running = false;
    publish (session);
  }
}

static void
rest (TrainSession *session)
{
  pthread_mutex_lock (&session->lock);
  if (session->n_queue == 0) {
    session->still = true;
    pthread_cond_broadcast (&session->stands);
  }
  pthread_mutex_unlock (&session->lock);
  sleep_until_woken (session, 0);
}

void *
train_conductor_work (void *data)
{
  TrainSession *session = data;
  TrainCommand command;
  pthread_setname_np (pthread_self (), "session");
  while (!atomic_load (&session->quit)) {
    if (take_command (session, &command)) {
      carry_out (session, &command);
      atomic_store (&session->done, command.ticket);
    } else if (session->running) {
      play (session);
    } else if (measures (session)) {
      train_conductor_complete (session, false);
    } else if (!atomic_load (&session->wanted)) {
      rest (session);
    }
    show (session);
  }
  return NULL;
}
