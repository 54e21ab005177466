/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Distributions that intervals and tests need. Private to calc. */

#include "base/rng.h"

/* z with Φ (z) = p, 0 < p < 1, by bisection of erfc. */
double calc_normal_quantile (double p);

/* pmf[n + 1] of the number of successes among @n, each with chance @p. */
void calc_binomial (int n, double p, double *pmf);

/* p with P (X ≤ k) = @tail for X binomial of @n and p, 0 ≤ k < n: falls as p grows. */
double calc_binomial_inverse (int n, int k, double tail);

/* One draw of that number. @pmf as above. */
int calc_binomial_draw (int n, const double *pmf, BaseRng *rng);
