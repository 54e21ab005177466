/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/mover.h"

#include "base/words.h"
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

const char *
train_rules_single (const TrainRules *rules)
{
  if (rules->optimizer->solve)
    return rules->optimizer->entry.name;
  if (rules->schedule && rules->schedule->watches)
    return rules->schedule->entry.name;
  return rules->values.regularizers[find_stopping ()][NN_PATIENCE] > 0 ? nn_regularizer_early_stopping.entry.name : NULL;
}

/* The part of @n spans that belongs to @net; returns how many there are. */
static int
cut_spans (const TrainNet *net, NnSpan *spans, int n)
{
  int n_cut = 0;
  for (int i = 0; i < n; i++) {
    NnSpan span = spans[i];
    size_t end = span.first + span.n < net->first + net->n ? span.first + span.n : net->first + net->n;
    span.first = span.first > net->first ? span.first : net->first;
    span.n = end - span.first;
    if (span.first < end)
      spans[n_cut++] = span;
  }
  return n_cut;
}

static int
find_spans (const TrainMover *mover, const TrainLane *lane, bool by_decay, NnSpan **spans)
{
  *spans = train_alloc ((size_t) nn_graph_n_nodes (lane->graph), sizeof (NnSpan));
  int n = nn_graph_spans (lane->graph, by_decay, *spans);
  return lane->n_nets > 0 ? cut_spans (&lane->nets[mover->net], *spans, n) : n;
}

bool
train_mover_init (TrainMover *mover, const TrainLane *lane, int net, long steps, BaseError *error)
{
  const TrainRules *rules = &lane->rules[net];
  const NnOptimizer *optimizer = rules->optimizer;
  *mover = (TrainMover) { .optimizer = optimizer, .schedule = rules->schedule, .seed = lane->seed, .steps = steps,
                          .net = net, .stopping = find_stopping (), .n_trained = nn_graph_n_trained (lane->graph) };
  const double *stopping = rules->values.regularizers[mover->stopping];
  if (lane->n_nets > 0 && train_rules_single (rules))
    return base_error_set (error, _ ("lane %s: %s is for a single network, not for two players"), lane->name,
                           train_rules_single (rules));
  mover->n_rates = find_spans (mover, lane, optimizer->decays, &mover->rates);
  mover->n_decays = find_spans (mover, lane, true, &mover->decays);
  for (int i = 0; i < mover->n_rates; i++)
    mover->n_free += mover->rates[i].n;
  if (optimizer->solve && mover->n_free > optimizer->largest)
    return base_error_set (error, _ ("lane %s: %s is for networks of at most %zu parameters, this one has %zu"), lane->name,
                           optimizer->entry.name, optimizer->largest, mover->n_free);
  if (optimizer->fits && !optimizer->fits (lane->graph, rules->values.regularizers, error)) {
    base_error_prefix (error, _ ("lane %s: "), lane->name);
    return false;
  }
  size_t n = optimizer->solve ? mover->n_free : mover->n_trained;
  mover->n_state = nn_optimizer_n_state (optimizer, n, rules->values.optimizer);
  mover->n_kept = mover->n_state;
  if (stopping[NN_PATIENCE] > 0 && stopping[RESTORE] != 0)
    mover->n_kept += nn_graph_n_parameters (lane->graph);
  if (optimizer->solve) {
    mover->point = train_alloc (n, sizeof (double));
    mover->room = train_alloc (optimizer->n_room (n, rules->values.optimizer), sizeof (double));
  }
  return true;
}

void
train_mover_clear (TrainMover *mover)
{
  free (mover->rates);
  free (mover->decays);
  free (mover->point);
  free (mover->room);
}

/* ---- watching ---- */

bool
train_mover_watches (const TrainLane *lane, NnWatched watched)
{
  const TrainRules *rules = &lane->rules[0];
  const double *stopping = rules->values.regularizers[find_stopping ()];
  return (rules->schedule != NULL && rules->schedule->watches && rules->values.schedule[NN_ON] == watched) ||
         (stopping[NN_PATIENCE] > 0 && stopping[NN_ON] == watched);
}

static const TrainValues *
values_of (const TrainMover *mover, const TrainSettings *settings)
{
  return &settings->nets[mover->net];
}

static bool
schedule_looks (const TrainMover *mover, const TrainSettings *settings, long step)
{
  return mover->schedule && mover->schedule->watches &&
         step % (long) values_of (mover, settings)->schedule[NN_EVERY] == 0;
}

static bool
stopping_looks (const TrainMover *mover, const TrainSettings *settings, long step)
{
  const double *values = values_of (mover, settings)->regularizers[mover->stopping];
  return values[NN_PATIENCE] > 0 && step % (long) values[NN_EVERY] == 0;
}

unsigned
train_mover_wants (const TrainMover *mover, const TrainSettings *settings, const TrainState *state)
{
  const TrainValues *values = values_of (mover, settings);
  unsigned wants = 0;
  if (schedule_looks (mover, settings, state->step))
    wants |= 1u << (int) values->schedule[NN_ON];
  if (stopping_looks (mover, settings, state->step))
    wants |= 1u << (int) values->regularizers[mover->stopping][NN_ON];
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
  const TrainValues *values = values_of (mover, settings);
  const double *stopping = values->regularizers[mover->stopping], *schedule = values->schedule;
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
                              .rate = state ? state->rates[mover->net] : 0,
                              .seed = mover->seed, .t = state ? (uint64_t) state->n_moves[mover->net] : 0 };
}

double
train_mover_penalty (const TrainMover *mover, NnGraph *graph, const TrainSettings *settings)
{
  return nn_penalty (regularization (mover, graph, NULL), values_of (mover, settings)->regularizers);
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
  const double (*regularizers)[PARAM_MAX];
} Evaluation;

static double
evaluate (const NnProblem *problem, const double *x, double *gradient)
{
  const Evaluation *e = problem->data;
  NnRegularization r = regularization (e->mover, e->graph, NULL);
  set_point (e->mover, e->graph, x);
  nn_graph_forward (e->graph, e->rows);
  nn_graph_backward (e->graph, e->rows);
  nn_regularize (NN_PENALTY, r, e->regularizers);
  get_spans (e->mover, nn_graph_gradients (e->graph), gradient);
  return nn_graph_loss (e->graph, e->rows) + nn_penalty (r, e->regularizers);
}

static void
solve (TrainMover *mover, NnGraph *graph, int rows, const double (*regularizers)[PARAM_MAX], const double *values,
       long t)
{
  Evaluation evaluation = { mover, graph, rows, regularizers };
  NnProblem problem = { .n = mover->n_free, .evaluate = evaluate, .data = &evaluation, .x = mover->point,
                        .graph = graph, .rows = rows, .regularizers = regularizers, .state = mover->kept, .room = mover->room, .t = t, .values = values };
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
    nn_optimizer_update (mover->optimizer, &update, nn_graph_team (graph));
  }
}

double
train_mover_rate (const TrainMover *mover, const TrainSettings *settings, const TrainState *state)
{
  const TrainValues *own = values_of (mover, settings);
  NnMoment moment = { state->step, mover->steps, own->schedule, &state->plateau };
  return own->optimizer[0] * (mover->schedule ? nn_schedule_factor (mover->schedule, &moment) : 1);
}

void
train_mover_move (TrainMover *mover, NnGraph *graph, int rows, const TrainSettings *settings, TrainState *state)
{
  const TrainValues *own = values_of (mover, settings);
  const double (*regularizers)[PARAM_MAX] = own->regularizers;
  double values[PARAM_MAX];
  memcpy (values, own->optimizer, sizeof values);
  state->rates[mover->net] = values[0] = train_mover_rate (mover, settings, state);
  NnRegularization r = regularization (mover, graph, state);
  long t = ++state->n_moves[mover->net];
  if (mover->optimizer->solve) {
    solve (mover, graph, rows, regularizers, values, t);
  } else {
    nn_regularize (NN_PENALTY, r, regularizers);
    nn_regularize (NN_BEFORE, r, regularizers);
    optimize (mover, graph, values, t);
  }
  nn_regularize (NN_AFTER, r, regularizers);
  nn_graph_commit (graph, rows);
}
