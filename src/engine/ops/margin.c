/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/margin.h"

extern const NnOp nn_op_cosine;

double
margin_bend (double m, double anneal, double cosine, double *slope)
{
  double angle = acos (cosine), k = floor (m * angle / 3.14159265358979324);
  k = k >= m ? m - 1 : k;
  double sign = fmod (k, 2) == 0 ? 1 : -1, sine = sin (angle);
  *slope = (sign * m * sin (m * angle) / (sine <= 1e-6 ? 1e-6 : sine) + anneal) / (1 + anneal);
  return (sign * cos (m * angle) - 2 * k + anneal * cosine) / (1 + anneal);
}

NnNode *
margin_directions (NnGraph *graph, const NnNode *embedding, int n)
{
  const NnInitializer *xavier = (const NnInitializer *) base_registry_find (&nn_initializers, "xavier");
  int size = (int) embedding->size;
  return nn_graph_parameter (graph, "class directions", (NnShape) { 2, { size, n } }, size, n, xavier, NULL);
}

NnNode *
margin_build (const NnLoss *loss, NnGraph *graph, NnNode **output, NnNode *target, int n, const double *settings,
              BaseError *error)
{
  NnNode *w = margin_directions (graph, *output, n);
  *output = nn_graph_apply (graph, &nn_op_cosine, &settings[SCALE], 2, (NnNode *[]) { *output, w }, error);
  return *output == NULL ? NULL : nn_graph_apply (graph, &loss->op, settings, 2, (NnNode *[]) { *output, target }, error);
}

double
margin_cross_entropy (size_t n, const real *x, size_t class, double target, real *dx, double *down)
{
  double best = target, sum = 0;
  for (size_t i = 0; i < n; i++)
    best = i != class && !((double) x[i] <= best) && best == best ? (double) x[i] : best;
  for (size_t i = 0; i < n; i++)
    sum += exp ((i == class ? target : (double) x[i]) - best);
  for (size_t i = 0; i < n; i++)
    dx[i] = (real) (exp ((double) x[i] - best) / sum);
  *down = exp (target - best) / sum - 1;
  return log (sum) + best - target;
}

double
margin_row (const double *settings, size_t n, const real *x, const real *t, real *dx,
            double (*bend) (const double *settings, double cosine, double *slope))
{
  long class = loss_class (t[0], n);
  if (class < 0)
    return loss_no_class (n, dx);
  double slope, down, cosine = loss_held ((double) x[class] / settings[SCALE], -1, 1);
  double target = settings[SCALE] * bend (settings, cosine, &slope);
  double loss = margin_cross_entropy (n, x, (size_t) class, target, dx, &down);
  dx[class] = (real) (down * slope);
  return loss;
}
