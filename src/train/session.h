/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A session trains one or more lanes on one step counter, each on a worker thread. The owner sends commands, which
 * return at once, and reads snapshots; it never touches a graph. Commands are carried out between steps, journalled
 * with their step, and replayed after a seek, so that step k always has the same bits. */

#include "data/set.h"
#include "engine/op.h"
#include "train/record.h"
#include "train/sampler.h"

#define TRAIN_MAX_LANES 7
#define TRAIN_MAX_TESTS 8

typedef struct {
  const char *name; /* borrowed, like the set: outlive the session */
  const DataSet *set;
} TrainTest;

/* One of several ends of a network. */
typedef struct {
  const char *name;   /* borrowed */
  const NnLoss *loss;
  double weight;      /* of its loss; of players not looked at */
  int node;           /* its per-sample losses, of (output, target), in the graph's order */
} TrainHead;

/* The weight of a head's loss: "weight". */
extern const Param train_head_param;

/* Two players on one graph (engine/game.h). The discriminator moves first. Their names and losses stand in the lane's heads. */
enum { TRAIN_DISCRIMINATOR, TRAIN_GENERATOR };
typedef struct {
  size_t first, n;    /* its weights in the flat array */
} TrainNet;

/* Times that each of them moves in a step: "d", "g". */
extern const Param train_play_params[TRAIN_MAX_NETS + 1];

/* How the weights of a network move. */
typedef struct {
  const NnOptimizer *optimizer;
  const NnSchedule *schedule;   /* NULL: the rate stays */
  TrainValues values;
} TrainRules;

typedef struct {
  const char *name;             /* "too-low" */
  NnGraph *graph;               /* compiled, initialised; the session takes it over */
  const NnLoss *loss;
  TrainRules rules[TRAIN_MAX_NETS]; /* a single network has the first */
  int batch;                    /* samples in a step; 0: all */
  const TrainSampler *sampler;  /* their order; NULL: shuffled in every epoch */
  double sampler_values[PARAM_MAX];
  const DataSet *train, *test;  /* borrowed: outlive the session; test may be NULL */
  uint64_t seed;                /* of the order of the samples */
  long record_every;            /* instead of the run's; 0: the run's */
  long steps;                   /* an end of its own before the run's, after which it stands still; 0: the run's */
  int n_nets;                   /* 0: a single network */
  TrainNet nets[TRAIN_MAX_NETS];
  int moves[TRAIN_MAX_NETS];    /* of each in a step */
  int n_heads;                  /* 0: one end, the graph's output */
  TrainHead heads[TRAIN_MAX_HEADS];
  int n_tests;
  TrainTest tests[TRAIN_MAX_TESTS]; /* further test sets */
  int validation;               /* which of them schedules and early stopping may watch, from 1; 0: none */
} TrainLane;

/* What of @rules two players cannot have, as their losses do not fall and a solver has one function to make small: "newton"; or
 * NULL. */
const char *train_rules_single (const TrainRules *rules);

/* What can be changed while a session runs. */
typedef enum {
  TRAIN_BATCH,
  TRAIN_PLAY,        /* index: into train_play_params */
  TRAIN_HEAD,        /* index: which one's weight */
  TRAIN_OPTIMIZER,   /* index: into its params; likewise */
  TRAIN_SCHEDULE,
  TRAIN_REGULARIZER, /* index: PARAM_MAX × entry + param */
} TrainSetting;
#define TRAIN_NET_INDICES (PARAM_MAX * NN_MAX_REGULARIZERS) /* the second network's indices are as much larger */

typedef struct {
  long step;
  int lane;       /* −1: all */
  TrainSetting setting;
  int index;
  double value;
} TrainChange;

typedef struct {
  int n_lanes;
  TrainLane lanes[TRAIN_MAX_LANES];
  long steps;        /* the run ends here */
  long record_every; /* metrics at multiples of it, at 0 and at the end; the batch loss at every step */
  int n_metrics;     /* recorded besides those that always are */
  const TrainMetric *metrics[TRAIN_MAX_METRICS];
  size_t keyframe_bytes; /* budget for time travel; 0: 8 MiB, or more for four of them */
  int nice;          /* of the workers; 10 under a window */
  int threads;       /* that lanes share, or that one which is alone uses; no bit depends on it; 0: one for each lane */
  int n_plan;
  const TrainChange *plan; /* changes that are part of the run, by step; outlive the session; before those by hand */
  bool batch_only;   /* benchmarks: no metric that looks at whole sets */
  bool check_replay; /* tests: a replay measures again what it passes and asserts that the same bytes come out */
} TrainConfig;

typedef struct TrainSession TrainSession;

/* Takes over the graphs (also on failure). Starts paused at step 0 with step 0 recorded. */
TrainSession *train_session_new (const TrainConfig *config, BaseError *error);
void train_session_free (TrainSession *session); /* stops the threads first; NULL is fine */

/* The setting's Param, or NULL if @lane has none such; TRAIN_BATCH has none. */
const Param *train_setting_param (const TrainLane *lane, TrainSetting setting, int index);

/* Its value in @settings. */
double *train_setting_value (TrainSettings *settings, TrainSetting setting, int index);

/* ---- commands; any thread; carried out in the order given ----
 * A run gives way to every other command at the end of its round (some hundredths of a second). A step or a seek is carried to
 * its end before the next command begins, unless a later pause cuts it short; of several seeks into steps that were
 * run before only the last need arrive. Reset, undo and redo pause. */
void train_session_run (TrainSession *session);               /* until the end or pause */
void train_session_pause (TrainSession *session);
void train_session_step (TrainSession *session, long n);      /* n steps, then pause; also beyond the end */
void train_session_seek (TrainSession *session, long step);   /* pauses; 0 ≤ step; beyond what was run: runs there */
void train_session_reset (TrainSession *session);             /* same weights, settings of now, step 0; can be undone */

/* Changes a setting at the step where the lanes stand; @lane −1: all. A value outside its limits, or equal to the one
 * in force, is ignored. At the head of the run the change is appended to the journal; after a seek back it starts a
 * branch, and the old one is kept (8 at most). Changes of one setting at one step count as one. */
void train_session_set (TrainSession *session, int lane, TrainSetting setting, int index, double value);

/* Takes back the last change, or the reset: back to the step where it was made, with the record of the branch that was
 * left there (whole, when the change had started a branch). Redo returns to where one was when undoing. */
void train_session_undo (TrainSession *session);
void train_session_redo (TrainSession *session);

/* Paces a run (not step and seek). */
void train_session_set_speed (TrainSession *session, double steps_per_second); /* 0: as fast as it goes */

/* Blocks until every command so far is carried out and the session stands still. */
void train_session_wait (TrainSession *session);

typedef struct {
  long step;      /* of all lanes */
  long furthest;  /* last step known on this branch: the timeline's end */
  long steps;     /* where the run ends */
  bool running;   /* between run and its end; what is asked for holds at once */
  bool busy;      /* running, or a command waits or is being carried out: false means that it stands still */
  bool can_undo, can_redo;
  int n_undo;     /* how many changes and resets can be undone one after the other; the oldest are forgotten at last */
  int branch;     /* changes whenever the past was changed */
  long version;   /* changes whenever there is something new: a snapshot of this version shows all that there is, the last row too */
} TrainStatus;

/* From atomics: cheap, never blocks. */
TrainStatus train_session_status (const TrainSession *session);

/* Asks for a snapshot as soon as the lanes stand at one step; cheap, never blocks. */
void train_session_want_snapshot (TrainSession *session);

/* Snapshots composed from now on show the ways of the lanes through their parameters. Cheap. */
void train_session_want_paths (TrainSession *session);

/* The newest snapshot, or NULL before the first. Belongs to the session; valid until the next call. One reader
 * thread. */
const TrainSnapshot *train_session_snapshot (TrainSession *session);

/* While the session stands still: the exact record of a lane (claims, CSV). */
const TrainRecord *train_session_record (TrainSession *session, int lane);
int train_session_events (TrainSession *session, const TrainEvent **events); /* by step, then lane */

/* While the session stands still: the changes in force on this branch, by step. Applied at these steps to a session
 * with the same configuration they give the same record, byte for byte (after a reset: with the settings of then). */
int train_session_journal (TrainSession *session, const TrainChange **changes);

/* Likewise: a lane's settings at the begin of this branch, before any of these changes and those of the plan. */
const TrainSettings *train_session_initial (TrainSession *session, int lane);

/* While the session stands still: copies a lane's parameters (nn_graph_n_parameters reals). */
void train_session_copy_parameters (TrainSession *session, int lane, real *parameters);

/* A forward-only copy of a lane's graph with parameters of its own, for a probe; the caller frees it. While it stands
 * still or from the thread that made the session before the first command. */
NnGraph *train_session_probe_graph (TrainSession *session, int lane, int capacity);
