/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How weights change: optimizers, learning-rate schedules, regularizers. An update starts from the gradient of the batch's
 * mean loss and goes in this order: the regularizers that act before, in the order of their list (gradients of penalties,
 * noise, clipping, decoupled decay); the optimizer, with the rate of now; the regularizers that act after it (proximal
 * steps). */

#include "engine/graph.h"

/* A stretch of the flat parameters that are treated alike. */
typedef struct {
  size_t first, n;
  double rate; /* factor of the learning rate, > 0 */
  bool decays;
} NnSpan;

/* The trained parameters in stretches as long as possible, without the frozen ones; @by_decay: a stretch also ends where
 * NnNode.decays changes. Room for nn_graph_n_nodes spans; returns how many there are. */
int nn_graph_spans (const NnGraph *graph, bool by_decay, NnSpan *spans);

/* ---- optimizers ---- */

/* What an optimizer sees: flat arrays of n reals. Slots start at zero. */
typedef struct {
  size_t n;
  real *parameters;
  const real *gradients;
  real *slots[4];
  long t;               /* this update's number, from 1 */
  bool decays;          /* decoupled weight decay applies: weights, not biases */
  const double *values; /* of entry.params; the rate is the one in force: schedule and span are in it */
} NnUpdate;

/* What a solver sees: the loss of one batch, with penalties, as a function of the n parameters that are trained. */
typedef struct NnProblem NnProblem;
struct NnProblem {
  size_t n;
  double (*evaluate) (const NnProblem *problem, const double *x, double *gradient); /* x is rounded to reals */
  void *data;           /* evaluate's own */
  double *x;            /* in: where the parameters are; out: where they shall be */
  const NnGraph *graph; /* what evaluate runs; the batch is in its input and target */
  int rows;
  const double (*regularizers)[PARAM_MAX];
  real *state;          /* n_state reals that stay from update to update; zero at first */
  double *room;         /* n_room doubles */
  long t;
  const double *values;
};

typedef struct {
  BaseEntry entry; /* "lr" is params[0] */
  int n_slots;     /* ≤ 4 */
  bool decays;     /* looks at NnUpdate.decays */
  void (*update) (const NnUpdate *update);
  /* Solvers, for small networks, have these instead: */
  void (*solve) (const NnProblem *problem);
  size_t (*n_state) (size_t n, const double *values); /* NULL: none */
  size_t (*n_room) (size_t n, const double *values);
  size_t largest; /* n at most */
  /* Whether it can move this network with these regularizers; NULL: any. False with a message. */
  bool (*fits) (const NnGraph *graph, const double (*regularizers)[PARAM_MAX], BaseError *error);
} NnOptimizer;
extern const BaseRegistry nn_optimizers;

/* One update, by the members of @team where there are parameters enough (NULL: by the caller alone); elementwise, so no bit
 * depends on it. */
void nn_optimizer_update (const NnOptimizer *optimizer, const NnUpdate *update, NnTeam *team);

/* Reals that @optimizer keeps for n parameters. */
size_t nn_optimizer_n_state (const NnOptimizer *optimizer, size_t n, const double *values);

/* ---- watching a loss: schedules and devices that wait until it no longer falls ---- */

typedef enum { NN_WATCH_TEST, NN_WATCH_TRAIN, NN_WATCH_BATCH, NN_WATCH_VALIDATION, NN_N_WATCHED } NnWatched;

/* The settings "patience", "every", "on" and "tolerance", to stand one after the other in a table. */
#define NN_WATCH_PARAMS(patience, flags)                                                                               \
  { "patience", N_ ("Patience"), NULL, PARAM_INT, flags, 0, 1e6, patience },                                           \
    { "every", N_ ("Steps between two looks"), NULL, PARAM_INT, flags, 1, 1e6, 10 },                                   \
    { "on", N_ ("Loss that is watched"), NULL, PARAM_CHOICE, flags, 0, 3, NN_WATCH_TEST, "test|train|batch|validation" }, \
    { "tolerance", N_ ("Least relative improvement"), NULL, PARAM_REAL, flags, 0, 1, 1e-4 }
enum { NN_PATIENCE, NN_EVERY, NN_ON, NN_TOLERANCE };

typedef struct {
  double best; /* the least so far */
  long n;      /* losses seen */
  long bad;    /* since one was less than (1 − tolerance) best */
  long cuts;   /* how often patience was at an end; then bad starts anew */
} NnWatch;

/* One more loss; @values: the settings above. Returns whether it is the best so far. NaN is never better. */
bool nn_watch (NnWatch *watch, double loss, const double *values);

/* ---- schedules ---- */

#define NN_WARMUP_PARAM { "warmup", N_ ("Warm-up steps"), NULL, PARAM_INT, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 }

typedef struct {
  long t, n;            /* updates so far; of the whole run */
  const double *values; /* of entry.params */
  const NnWatch *watch; /* of a schedule that watches */
} NnMoment;

typedef struct {
  BaseEntry entry;
  double (*factor) (const NnMoment *moment); /* of the learning rate, for update t + 1 */
  bool warms_up;    /* the last setting is the length of a linear warm-up before it: rate (t + 1) / length */
  bool watches;     /* the first settings are NN_WATCH_PARAMS */
} NnSchedule;
extern const BaseRegistry nn_schedules;

/* The factor at @moment, warm-up included: Goyal et al. 2017, Accurate, large minibatch SGD. */
double nn_schedule_factor (const NnSchedule *schedule, const NnMoment *moment);

/* ---- regularizers ---- */

#define NN_MAX_REGULARIZERS 12

typedef struct {
  const NnSpan *spans; /* by decay */
  int n_spans;
  real *parameters, *gradients;
  double rate;         /* learning rate of this update; a span's own is rate × span.rate */
  uint64_t seed, t;    /* of what is random */
  const double *values;
} NnRegularization;

/* PENALTY: adds the gradient of a term of the loss. APART: the trainer does it (early stopping). Solvers see the loss with its
 * penalties, and nothing that acts BEFORE. */
typedef enum { NN_PENALTY, NN_BEFORE, NN_AFTER, NN_APART } NnWhen;

typedef struct {
  BaseEntry entry; /* params[0] is the strength; 0: does nothing */
  NnWhen when;
  void (*apply) (const NnRegularization *r);
  double (*penalty) (const NnRegularization *r); /* what it adds to the loss; NULL: nothing */
} NnRegularizer;
extern const BaseRegistry nn_regularizers;
extern const NnRegularizer nn_regularizer_early_stopping;

/* Applies all that act @when, in the order of the registry, with @values[i] for entry i. */
void nn_regularize (NnWhen when, NnRegularization r, const double (*values)[PARAM_MAX]);

/* The sum of the penalties. */
double nn_penalty (NnRegularization r, const double (*values)[PARAM_MAX]);
