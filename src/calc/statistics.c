/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/statistics.h"

#include <math.h>

#define HALVINGS 100

double
calc_normal_quantile (double p)
{
  double low = -40, high = 40;
  for (int i = 0; i < HALVINGS; i++) {
    double middle = (low + high) / 2;
    *(erfc (-middle / M_SQRT2) / 2 < p ? &low : &high) = middle;
  }
  return (low + high) / 2;
}

/* ln of the chance of @k successes; 0 < p < 1. */
static double
log_chance (int n, int k, double p)
{
  return lgamma (n + 1) - lgamma (k + 1) - lgamma (n - k + 1) + k * log (p) + (n - k) * log1p (-p);
}

void
calc_binomial (int n, double p, double *pmf)
{
  for (int k = 0; k <= n; k++)
    pmf[k] = p <= 0 ? k == 0 : p >= 1 ? k == n : exp (log_chance (n, k, p));
}

double
calc_binomial_inverse (int n, int k, double tail)
{
  double low = 0, high = 1;
  for (int i = 0; i < HALVINGS; i++) {
    double middle = (low + high) / 2, sum = 0;
    for (int j = 0; j <= k; j++)
      sum += exp (log_chance (n, j, middle));
    *(sum > tail ? &low : &high) = middle;
  }
  return (low + high) / 2;
}

int
calc_binomial_draw (int n, const double *pmf, BaseRng *rng)
{
  double rest = base_rng_uniform (rng);
  int k = 0;
  while (k < n && (rest -= pmf[k]) >= 0)
    k++;
  return k;
}
