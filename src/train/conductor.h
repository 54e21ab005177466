/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The session's own thread: takes commands, sends the workers on rounds of some hundredths of a second, and between rounds, when
 * all lanes stand at one step, publishes the status and composes snapshots. The clock paces it and never touches a
 * result. */

#include "train/crew.h"
#include "train/mailbox.h"

#include <semaphore.h>

typedef enum {
  TRAIN_START, TRAIN_RUN, TRAIN_PAUSE, TRAIN_STEP, TRAIN_SEEK, TRAIN_RESET, TRAIN_SET, TRAIN_UNDO, TRAIN_REDO,
  TRAIN_SPEED,
} TrainVerb;

typedef struct {
  TrainVerb verb;
  long ticket;        /* commands are numbered from 1 */
  long step;          /* TRAIN_STEP: how many; TRAIN_SEEK: where to */
  double speed;
  TrainChange change; /* TRAIN_SET; step is filled in when it is carried out */
} TrainCommand;

struct TrainSession {
  TrainConfig config;
  TrainRunner runners[TRAIN_MAX_LANES];
  TrainHistory history;
  TrainCrew crew;
  TrainMailbox mailbox;
  TrainEvent *events; /* for train_session_events */
  long events_capacity;
  pthread_t thread;

  /* the queue: callers and the session's thread */
  pthread_mutex_t lock;
  pthread_cond_t stands; /* broadcast when it comes to a stand-still */
  sem_t wake;
  TrainCommand *queue;
  long n_queue, queue_capacity;
  bool still;            /* nothing to do; under the lock */
  atomic_long given, done; /* tickets */
  atomic_long last_pause, last_seek, last_turn;
  atomic_bool will_run;    /* what the last turn (run, pause, step or seek) asked for */
  atomic_bool quit, wanted, paths;

  /* the session's thread alone */
  bool running, astray;  /* astray: a seek was cut short because another follows */
  double speed;          /* steps per second; 0: no limit */
  double pace_time;      /* the run has been paced since then, */
  long pace_step;        /* from that step on */
  double step_seconds;   /* estimate */
  long interval;         /* of the keyframes */
  long shown;            /* version that the last snapshot shows, */
  bool shown_paths;      /* and whether with paths */

  /* published */
  atomic_long version;   /* of all that follows and of the record */
  atomic_long step, furthest;
  atomic_int branch;
  atomic_bool plays, measures, can_redo;
  atomic_int n_undo;
};

/* The body of the session's thread. */
void *train_conductor_work (void *session);

/* Goes on with rows that are not complete: a slice, or all. */
void train_conductor_complete (TrainSession *session, bool whole);

/* Carries out reset, set, undo and redo. */
void train_conductor_rewrite (TrainSession *session, const TrainCommand *command);

/* Goes to @step from a state that is valid up to @common. A step or seek is cut short by a later pause; what only
 * repeats known steps also by a later seek. */
void train_conductor_go (TrainSession *session, const TrainCommand *command, long step, long common);
long train_conductor_step (const TrainSession *session);
