/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"

#include "base/words.h"

#include <math.h>

enum { Z1, Z2, Z3, Z4, Z5, CLASSES, LABEL, TEMPERATURE, OFFSET, SMOOTHING };
#define MAX_CLASSES 5

static const Param params[] = {
  { "z1", N_ ("Logit 1"), NULL, PARAM_REAL, 0, -1000, 1000, 2 },
  { "z2", N_ ("Logit 2"), NULL, PARAM_REAL, 0, -1000, 1000, 1 },
  { "z3", N_ ("Logit 3"), NULL, PARAM_REAL, 0, -1000, 1000, 0 },
  { "z4", N_ ("Logit 4"), NULL, PARAM_REAL, 0, -1000, 1000, -1 },
  { "z5", N_ ("Logit 5"), NULL, PARAM_REAL, 0, -1000, 1000, -2 },
  { "classes", N_ ("Classes"), NULL, PARAM_INT, 0, 2, MAX_CLASSES, MAX_CLASSES },
  { "label", N_ ("Right class"), NULL, PARAM_INT, 0, 1, MAX_CLASSES, 1 },
  { "temperature", N_ ("Temperature"), NULL, PARAM_REAL, PARAM_LOG, 0.01, 100, 1 },
  { "offset", N_ ("Added to every logit"), NULL, PARAM_REAL, 0, -10000, 10000, 0 },
  { "smoothing", N_ ("Label smoothing"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  { NULL },
};

enum {
  LOSS, NAIVE_LOSS, ENTROPY, TARGET_ENTROPY, KL, PERPLEXITY, SHIFT_CHANGE, GRADIENT_ERROR, CLASS, LOGIT, PROBABILITY, NAIVE,
  TARGET, GRADIENT, JACOBIAN
};

static const CalcOutput outputs[] = {
  [LOSS] = { "loss", N_ ("Cross-entropy"), N_ ("nat") },
  [NAIVE_LOSS] = { "naive_loss", N_ ("The same from plain exponentials in float"), N_ ("nat") },
  [ENTROPY] = { "entropy", N_ ("Entropy of the probabilities"), N_ ("nat") },
  [TARGET_ENTROPY] = { "target_entropy", N_ ("Entropy of the target"), N_ ("nat") },
  [KL] = { "kl", N_ ("KL divergence of the probabilities from the target"), N_ ("nat") },
  [PERPLEXITY] = { "perplexity", N_ ("As many equally likely classes") },
  [SHIFT_CHANGE] = { "shift_change", N_ ("Change of the probabilities by the offset") },
  [GRADIENT_ERROR] = { "gradient_error", N_ ("(p − y) / T against finite differences") },
  [CLASS] = { "class", N_ ("Class"), NULL, CALC_COLUMN, "class" },
  [LOGIT] = { "logit", N_ ("Logit"), NULL, CALC_COLUMN, "class" },
  [PROBABILITY] = { "p", N_ ("Probability"), NULL, CALC_COLUMN, "class" },
  [NAIVE] = { "naive_p", N_ ("From plain exponentials in float"), NULL, CALC_COLUMN, "class" },
  [TARGET] = { "target", N_ ("Target"), NULL, CALC_COLUMN, "class" },
  [GRADIENT] = { "gradient", N_ ("Gradient of the logit"), NULL, CALC_COLUMN, "class" },
  [JACOBIAN] = { "jacobian", N_ ("∂ p / ∂ z"), NULL, CALC_IMAGE },
  { NULL },
};

/* p_i = exp ((z_i − max z) / T) / Σ: nothing overflows. Returns ln Σ_i exp (z_i / T). */
static double
softmax (const double *z, int n, double temperature, double *p)
{
  double largest = z[0], sum = 0;
  for (int i = 1; i < n; i++)
    largest = fmax (largest, z[i]);
  for (int i = 0; i < n; i++)
    sum += p[i] = exp ((z[i] - largest) / temperature);
  for (int i = 0; i < n; i++)
    p[i] /= sum;
  return largest / temperature + log (sum);
}

/* −Σ y_i ln p_i, from logits. */
static double
cross_entropy (const double *z, const double *y, int n, double temperature)
{
  double p[MAX_CLASSES], normalizer = softmax (z, n, temperature, p), sum = 0;
  for (int i = 0; i < n; i++)
    sum += y[i] * (normalizer - z[i] / temperature);
  return sum;
}

static double
entropy (const double *p, int n)
{
  double sum = 0;
  for (int i = 0; i < n; i++)
    sum -= p[i] > 0 ? p[i] * log (p[i]) : 0;
  return sum;
}

/* What code without a thought for overflow computes. */
static double
naive (const double *z, const double *y, int n, double temperature, double *p)
{
  float exponentials[MAX_CLASSES], sum = 0;
  double loss = 0;
  for (int i = 0; i < n; i++)
    sum += exponentials[i] = expf ((float) (z[i] / temperature));
  for (int i = 0; i < n; i++) {
    p[i] = exponentials[i] / sum;
    loss -= y[i] > 0 ? y[i] * logf ((float) p[i]) : 0;
  }
  return loss;
}

/* Σ y ln (y / p), not from the cross-entropy, so that H (y, p) = H (y) + KL can be checked. */
static double
divergence (const double *z, const double *y, int n, double temperature)
{
  double p[MAX_CLASSES], normalizer = softmax (z, n, temperature, p), sum = 0;
  for (int i = 0; i < n; i++)
    sum += y[i] > 0 ? y[i] * (log (y[i]) - (z[i] / temperature - normalizer)) : 0;
  return sum;
}

static double
largest_gradient_error (const double *z, const double *y, int n, double temperature, const double *gradient)
{
  double worst = 0, moved[MAX_CLASSES];
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < n; k++)
      moved[k] = z[k];
    double h = 1e-5 * fmax (1, temperature), up, down;
    moved[i] = z[i] + h;
    up = cross_entropy (moved, y, n, temperature);
    moved[i] = z[i] - h;
    down = cross_entropy (moved, y, n, temperature);
    worst = fmax (worst, fabs ((up - down) / (2 * h) - gradient[i]));
  }
  return worst;
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values, temperature = v[TEMPERATURE];
  int n = (int) v[CLASSES], label = (int) v[LABEL] - 1;
  double plain[MAX_CLASSES], change = 0;
  if (label >= n)
    return base_error_set (error, _ ("softmax: class %d of %d"), label + 1, n);
  double *class = calc_rows (results, CLASS, n), *z = calc_rows (results, LOGIT, n), *p = calc_rows (results, PROBABILITY, n);
  double *naive_p = calc_rows (results, NAIVE, n), *y = calc_rows (results, TARGET, n),
         *gradient = calc_rows (results, GRADIENT, n), *jacobian = calc_image (results, JACOBIAN, n, n);
  for (int i = 0; i < n; i++) {
    class[i] = i + 1;
    z[i] = v[Z1 + i] + v[OFFSET];
    y[i] = (i == label ? 1 - v[SMOOTHING] : 0) + v[SMOOTHING] / n;
  }
  softmax (&v[Z1], n, temperature, plain);
  softmax (z, n, temperature, p);
  for (int i = 0; i < n; i++) {
    change = fmax (change, fabs (p[i] - plain[i]));
    gradient[i] = (p[i] - y[i]) / temperature;
    for (int k = 0; k < n; k++)
      jacobian[i * n + k] = p[i] * ((i == k) - p[k]) / temperature;
  }
  calc_set (results, LOSS, cross_entropy (z, y, n, temperature));
  calc_set (results, NAIVE_LOSS, naive (z, y, n, temperature, naive_p));
  calc_set (results, ENTROPY, entropy (p, n));
  calc_set (results, TARGET_ENTROPY, entropy (y, n));
  calc_set (results, KL, divergence (z, y, n, temperature));
  calc_set (results, PERPLEXITY, exp (entropy (p, n)));
  calc_set (results, SHIFT_CHANGE, change);
  calc_set (results, GRADIENT_ERROR, largest_gradient_error (z, y, n, temperature, gradient));
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Probabilities"), CLASS, { PROBABILITY, TARGET }, .y_label = N_ ("probability"), .bars = true, .share = true, .says = { "entropy", "loss" },
    .said = { N_ ("entropy"), N_ ("loss") } },
  { N_ ("Gradients of the logits"), CLASS, { GRADIENT }, .bars = true },
  { NULL },
};

const CalcCalculator calc_softmax = {
  { "softmax", N_ ("Softmax and cross-entropy"),
    N_ ("p_i = exp (z_i / T) / Σ exp (z_k / T); H (y, p) = −Σ y ln p = H (y) + KL (y ‖ p), with the gradient (p − y) / T; beside it what "
        "plain exponentials in float make of it"),
    "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs", params },
  outputs,
  .compute = compute,
  .charts = charts,
};
