/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/mover.h"

#include "train/memory.h"

#include <math.h>

/* ---- making ---- */

static int
find_stopping (void)
{
  int i = 0;
  while (nn_regularizers.entries[i] != &nn_regularizer_early_stopping.entry)
    i++;
  return i;
}

/* The first settings are those of a watch. */
enum { RESTORE = NN_TOLERANCE + 1 };

bool
train_mover_init (TrainMover *mover, const TrainLane *lane, long steps, BaseError *error)
{
  const NnGraph *graph = lane->graph;
  size_t n_nodes = (size_t) nn_graph_n_nodes (graph);
  *mover = (TrainMover) { .optimizer = lane->optimizer, .schedule = lane->schedule, .seed = lane->seed, .steps = steps,
                          .stopping = find_stopping (), .n_trained = nn_graph_n_trained (graph) };
  const double *stopping = lane->regularizer_values[mover->stopping];
  mover->rates = train_alloc (n_nodes, sizeof (NnSpan));
  mover->decays = train_alloc (n_nodes, sizeof (NnSpan));
  mover->n_rates = nn_graph_spans (graph, lane->optimizer->decays, mover->rates);
  mover->n_decays = nn_graph_spans (graph, true, mover->decays);
  for (int i = 0; i < mover->n_rates; i++)
    mover->n_free += mover->rates[i].n;
  if (lane->optimizer->solve && mover->n_free > lane->optimizer->largest)
    return base_error_set (error, "lane %s: %s is for networks of at most %zu parameters, this one has %zu", lane->name,
                           lane->optimizer->entry.name, lane->optimizer->largest, mover->n_free);
  size_t n = lane->optimizer->solve ? mover->n_free : mover->n_trained;
  mover->n_state = nn_optimizer_n_state (lane->optimizer, n, lane->optimizer_values);
  mover->n_kept = mover->n_state;
  if (stopping[NN_PATIENCE] > 0 && stopping[RESTORE] != 0)
    mover->n_kept += nn_graph_n_parameters (graph);
  mover->kept = train_alloc (mover->n_kept, sizeof (real));
  if (lane->optimizer->solve) {
    mover->point = train_alloc (n, sizeof (double));
    mover->room = train_alloc (lane->optimizer->n_room (n, lane->optimizer_values), sizeof (double));
  }
  return true;
}

void
train_mover_clear (TrainMover *mover)
{
  free (mover->rates);
  free (mover->decays);
  free (mover->kept);
  free (mover->point);
  free (mover->room);
}

/* ---- watching ---- */

static bool
schedule_looks (const TrainMover *mover, const TrainSettings *settings, long step)
{
  return mover->schedule && mover->schedule->watches && step % (long) settings->schedule[NN_EVERY] == 0;
}

static bool
stopping_looks (const TrainMover *mover, const TrainSettings *settings, long step)
{
  const double *values = settings->regularizers[mover->stopping];
  return values[NN_PATIENCE] > 0 && step % (long) values[NN_EVERY] == 0;
}

unsigned
train_mover_wants (const TrainMover *mover, const TrainSettings *settings, const TrainState *state)
{
  unsigned wants = 0;
  if (schedule_looks (mover, settings, state->step))
    wants |= 1u << (int) settings->schedule[NN_ON];
  if (stopping_looks (mover, settings, state->step))
    wants |= 1u << (int) settings->regularizers[mover->stopping][NN_ON];
  return wants;
}

static void
watch_stopping (TrainMover *mover, NnGraph *graph, const double *values, TrainState *state, double loss)
{
  size_t bytes = nn_graph_n_parameters (graph) * sizeof (real);
  real *best = mover->n_kept > mover->n_state ? mover->kept + mover->n_state : NULL;
  if (nn_watch (&state->stopping, loss, values)) {
    state->best_step = state->step;
    if (best)
      memcpy (best, nn_graph_parameters (graph), bytes);
  }
  if (state->stopping.cuts == 0)
    return;
  state->stopped = state->step;
  if (best)
    memcpy (nn_graph_parameters (graph), best, bytes);
}

void
train_mover_watch (TrainMover *mover, NnGraph *graph, const TrainSettings *settings, TrainState *state,
                   const double *losses)
{
  const double *stopping = settings->regularizers[mover->stopping], *schedule = settings->schedule;
  if (schedule_looks (mover, settings, state->step))
    nn_watch (&state->plateau, losses[(int) schedule[NN_ON]], schedule);
  if (stopping_looks (mover, settings, state->step))
    watch_stopping (mover, graph, stopping, state, losses[(int) stopping[NN_ON]]);
}

/* ---- moving ---- */

static NnRegularization
regularization (const TrainMover *mover, NnGraph *graph, const TrainState *state)
{
  return (NnRegularization) { .spans = mover->decays, .n_spans = mover->n_decays,
                              .parameters = nn_graph_parameters (graph), .gradients = nn_graph_gradients (graph),
                              .rate = state ? state->rate : 0, .seed = mover->seed,
                              .t = state ? (uint64_t) state->step : 0 };
}

double
train_mover_penalty (const TrainMover *mover, NnGraph *graph, const TrainSettings *settings)
{
  return nn_penalty (regularization (mover, graph, NULL), settings->regularizers);
}

/* The problem's numbers and the graph's: the spans side by side. */
static void
set_point (const TrainMover *mover, NnGraph *graph, const double *x)
{
  for (const NnSpan *s = mover->rates; s < mover->rates + mover->n_rates; s++)
    for (size_t i = 0; i < s->n; i++)
      nn_graph_parameters (graph)[s->first + i] = (real) *x++;
}

static void
get_spans (const TrainMover *mover, const real *from, double *x)
{
  for (const NnSpan *s = mover->rates; s < mover->rates + mover->n_rates; s++)
    for (size_t i = 0; i < s->n; i++)
      *x++ = (double) from[s->first + i];
}

typedef struct {
  TrainMover *mover;
  NnGraph *graph;
  int rows;
  const TrainSettings *settings;
} Evaluation;

static double
evaluate (const NnProblem *problem, const double *x, double *gradient)
{
  const Evaluation *e = problem->data;
  NnRegularization r = regularization (e->mover, e->graph, NULL);
  set_point (e->mover, e->graph, x);
  nn_graph_forward (e->graph, e->rows);
  nn_graph_backward (e->graph, e->rows);
  nn_regularize (NN_PENALTY, r, e->settings->regularizers);
  get_spans (e->mover, nn_graph_gradients (e->graph), gradient);
  return nn_graph_loss (e->graph, e->rows) + nn_penalty (r, e->settings->regularizers);
}

static void
solve (TrainMover *mover, NnGraph *graph, int rows, const TrainSettings *settings, const double *values, long t)
{
  Evaluation evaluation = { mover, graph, rows, settings };
  NnProblem problem = { .n = mover->n_free, .evaluate = evaluate, .data = &evaluation, .x = mover->point,
                        .state = mover->kept, .room = mover->room, .t = t, .values = values };
  get_spans (mover, nn_graph_parameters (graph), problem.x);
  mover->optimizer->solve (&problem);
  set_point (mover, graph, problem.x);
}

static void
optimize (TrainMover *mover, NnGraph *graph, const double *values, long t)
{
  double own[PARAM_MAX];
  memcpy (own, values, sizeof own);
  for (const NnSpan *s = mover->rates; s < mover->rates + mover->n_rates; s++) {
    own[0] = values[0] * s->rate;
    NnUpdate update = { .n = s->n, .parameters = nn_graph_parameters (graph) + s->first,
                        .gradients = nn_graph_gradients (graph) + s->first, .t = t, .decays = s->decays,
                        .values = own };
    for (int i = 0; i < mover->optimizer->n_slots; i++)
      update.slots[i] = mover->kept + (size_t) i * mover->n_trained + s->first;
    mover->optimizer->update (&update);
  }
}

void
train_mover_move (TrainMover *mover, NnGraph *graph, int rows, const TrainSettings *settings, TrainState *state)
{
  NnMoment moment = { state->step, mover->steps, settings->schedule, &state->plateau };
  double values[PARAM_MAX];
  memcpy (values, settings->optimizer, sizeof values);
  state->rate = values[0] *= mover->schedule ? nn_schedule_factor (mover->schedule, &moment) : 1;
  NnRegularization r = regularization (mover, graph, state);
  const double (*regularizers)[PARAM_MAX] = settings->regularizers;
  if (mover->optimizer->solve) {
    solve (mover, graph, rows, settings, values, state->step + 1);
  } else {
    nn_regularize (NN_PENALTY, r, regularizers);
    nn_regularize (NN_BEFORE, r, regularizers);
    optimize (mover, graph, values, state->step + 1);
  }
  nn_regularize (NN_AFTER, r, regularizers);
  nn_graph_commit (graph, rows);
}
