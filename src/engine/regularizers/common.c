/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/regularizers/common.h"

#include <math.h>

double
regularizer_sum_sizes (const NnRegularization *r)
{
  double sum = 0;
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++)
    for (size_t i = s->first; i < s->first + s->n && s->decays; i++)
      sum += fabs ((double) r->parameters[i]);
  return sum;
}

double
regularizer_gradient_norm (const NnRegularization *r)
{
  double sums[8] = { 0 }, sum = 0; /* side by side, so that they make vectors */
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++) {
    const real *g = r->gradients + s->first;
    size_t whole = s->n - s->n % 8;
    for (size_t i = 0; i < whole; i += 8)
      for (size_t k = 0; k < 8; k++)
        sums[k] += (double) g[i + k] * (double) g[i + k];
    for (size_t i = whole; i < s->n; i++)
      sum += (double) g[i] * (double) g[i];
  }
  for (int k = 0; k < 8; k++)
    sum += sums[k];
  return sqrt (sum);
}
