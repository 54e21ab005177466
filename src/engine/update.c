/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

#include <math.h>

int
nn_graph_spans (const NnGraph *graph, bool by_decay, NnSpan *spans)
{
  int n = 0;
  size_t end = 0;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) {
    const NnNode *node = nn_graph_node (graph, i);
    if (node->kind != NN_PARAMETER || !node->trained)
      continue;
    NnSpan *last = n > 0 ? &spans[n - 1] : NULL;
    bool joins = last != NULL && last->rate == (double) node->rate && (!by_decay || last->decays == node->decays);
    if (joins && last->first + last->n == end) /* nothing frozen between; the padding goes with it */
      last->n = node->offset + node->size - last->first;
    else if (node->rate > 0)
      spans[n++] = (NnSpan) { node->offset, node->size, (double) node->rate, node->decays };
    end = node->offset + node->size;
  }
  return n;
}

size_t
nn_optimizer_n_state (const NnOptimizer *optimizer, size_t n, const double *values)
{
  return optimizer->n_state != NULL ? optimizer->n_state (n, values) : n * (size_t) optimizer->n_slots;
}

typedef struct {
  const NnOptimizer *optimizer;
  const NnUpdate *update;
  int size;
} Update;

static void
update_part (void *data, int member)
{
  const Update *whole = data;
  NnUpdate part = *whole->update;
  size_t share = (part.n / (size_t) whole->size + 15) / 16 * 16, first = share * (size_t) member;
  size_t left = first < part.n ? part.n - first : 0;
  part.n = left < share || member == whole->size - 1 ? left : share;
  part.parameters += first;
  part.gradients += first;
  for (int i = 0; i < whole->optimizer->n_slots; i++)
    part.slots[i] += first;
  if (part.n > 0)
    whole->optimizer->update (&part);
}

void
nn_optimizer_update (const NnOptimizer *optimizer, const NnUpdate *update, NnTeam *team)
{
  enum { WORTH = 16384 };
  if (team == NULL || update->n < WORTH)
    optimizer->update (update);
  else
    nn_team_do (team, update_part, &(Update) { optimizer, update, nn_team_size (team) });
}

bool
nn_watch (NnWatch *watch, double loss, const double *values)
{
  bool better = loss == loss && (watch->n == 0 || !(loss >= watch->best - values[NN_TOLERANCE] * fabs (watch->best)));
  if (better || watch->n == 0)
    watch->best = loss;
  watch->n++;
  watch->bad = better ? 0 : watch->bad + 1;
  if (values[NN_PATIENCE] > 0 && watch->bad >= (long) values[NN_PATIENCE]) {
    watch->bad = 0;
    watch->cuts++;
  }
  return better;
}

double
nn_schedule_factor (const NnSchedule *schedule, const NnMoment *moment)
{
  NnMoment later = *moment;
  if (schedule->warms_up) {
    long length = (long) moment->values[params_count (schedule->entry.params) - 1];
    if (moment->t < length)
      return (double) (moment->t + 1) / (double) length;
    later.t -= length;
    later.n = later.n > length ? later.n - length : 1;
  }
  return schedule->factor (&later);
}

void
nn_regularize (NnWhen when, NnRegularization r, const double (*values)[PARAM_MAX])
{
  for (int i = 0; i < nn_regularizers.n_entries; i++) {
    const NnRegularizer *regularizer = (const NnRegularizer *) nn_regularizers.entries[i];
    r.values = values[i];
    if (regularizer->when == when && values[i][0] > 0)
      regularizer->apply (&r);
  }
}

double
nn_penalty (NnRegularization r, const double (*values)[PARAM_MAX])
{
  double sum = 0;
  for (int i = 0; i < nn_regularizers.n_entries; i++) {
    const NnRegularizer *regularizer = (const NnRegularizer *) nn_regularizers.entries[i];
    r.values = values[i];
    if (regularizer->penalty != NULL && values[i][0] > 0)
      sum += regularizer->penalty (&r);
  }
  return sum;
}
