/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "temperature", N_ ("Temperature"), NULL, PARAM_REAL, PARAM_LOG, 0.01, 1000, 4 },
  { "alpha", N_ ("Share of the teacher"), NULL, PARAM_REAL, 0, 0, 1, 0.9 },
  { 0 },
};

enum { TEMPERATURE, ALPHA };

static double
row (const double *settings, size_t n, const real *x, const real *t, real *dx)
{
  const real *teacher = t + 1;
  bool labelled = t[0] != -1;
  long class = loss_class (t[0], n);
  if (class < 0 && labelled)
    return loss_no_class (n, dx);
  double share = labelled ? 1 - settings[ALPHA] : 0; /* of the true class */
  double temperature = settings[TEMPERATURE], alpha = settings[ALPHA], divergence = 0;
  double all = loss_log_sum_exp (n, x, 1), soft = loss_log_sum_exp (n, x, temperature);
  double taught = loss_log_sum_exp (n, teacher, temperature);
  for (size_t i = 0; i < n; i++) {
    double log_p = (double) teacher[i] / temperature - taught, log_q = (double) x[i] / temperature - soft;
    divergence += exp (log_p) * (log_p - log_q);
    dx[i] = (real) (alpha * temperature * (exp (log_q) - exp (log_p)) +
                    share * (exp ((double) x[i] - all) - ((long) i == class)));
  }
  return alpha * temperature * temperature * divergence + (labelled ? share * (all - (double) x[class]) : 0);
}

const NnLoss nn_loss_distillation = {
  OP_LOSS,
  .op.entry = { "distillation", N_ ("Distillation"), N_ ("alpha T² KL (softmax (teacher / T) ‖ softmax (x / T)) + (1 − alpha) cross-entropy with the true class, which is left out where that is −1, not known"),
                "Hinton, Vinyals, Dean 2015, Distilling the knowledge in a neural network", params },
  .row = row,
  .targets = NN_TARGET_TEACHER,
  .link = NN_LINK_SOFTMAX,
};
