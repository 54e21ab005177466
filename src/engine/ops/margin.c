/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/margin.h"

extern const NnOp nn_op_cosine;

NnNode *
margin_build (const NnLoss *loss, NnGraph *graph, NnNode **output, NnNode *target, int n, const double *settings,
              BaseError *error)
{
  const NnInitializer *xavier = (const NnInitializer *) base_registry_find (&nn_initializers, "xavier");
  int size = (int) (*output)->size;
  NnNode *w = nn_graph_parameter (graph, "class directions", (NnShape) { 2, { size, n } }, size, n, xavier, NULL);
  *output = nn_graph_apply (graph, &nn_op_cosine, &settings[SCALE], 2, (NnNode *[]) { *output, w }, error);
  return *output == NULL ? NULL : nn_graph_apply (graph, &loss->op, settings, 2, (NnNode *[]) { *output, target }, error);
}

double
margin_row (const double *settings, size_t n, const real *x, const real *t, real *dx,
            double (*bend) (const double *settings, double cosine, double *slope))
{
  long class = loss_class (t[0], n);
  if (class < 0)
    return loss_no_class (n, dx);
  double slope, own = (double) x[class] / settings[SCALE];
  double target = settings[SCALE] * bend (settings, own < -1 ? -1 : own > 1 ? 1 : own, &slope);
  double best = target, sum = 0;
  for (size_t i = 0; i < n; i++)
    best = (long) i != class && !((double) x[i] <= best) && best == best ? (double) x[i] : best;
  for (size_t i = 0; i < n; i++)
    sum += exp (((long) i == class ? target : (double) x[i]) - best);
  for (size_t i = 0; i < n; i++)
    dx[i] = (real) ((long) i == class ? (exp (target - best) / sum - 1) * slope : exp ((double) x[i] - best) / sum);
  return log (sum) + best - target;
}
