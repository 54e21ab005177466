/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/ranking.h"
#include "calc/calc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Merges the ranked halves of @items: a stable sort, unlike qsort. */
void
calc_rank (CalcRanked *items, int n)
{
  if (n < 2)
    return;
  int half = n / 2, a = 0, b = half, k = 0;
  calc_rank (items, half);
  calc_rank (items + half, n - half);
  CalcRanked *merged = calc_new ((size_t) n, sizeof *merged);
  while (k < n)
    merged[k++] = b == n || (a < half && items[a].score >= items[b].score) ? items[a++] : items[b++];
  memcpy (items, merged, (size_t) n * sizeof *items);
  free (merged);
}

/* Behind the last item that has the score of @first. */
static int
end_of_ties (const CalcRanked *items, int n, int first)
{
  int end = first + 1;
  while (end < n && items[end].score == items[first].score)
    end++;
  return end;
}

double
calc_auc (const CalcRanked *items, int n)
{
  double above = 0, pairs = 0, n_negative = 0; /* positives so far, won pairs */
  for (int i = 0, end; i < n; i = end) {
    double positives = 0, negatives = 0;
    end = end_of_ties (items, n, i);
    for (int k = i; k < end; k++)
      *(items[k].positive ? &positives : &negatives) += 1;
    pairs += negatives * (above + positives / 2);
    above += positives;
    n_negative += negatives;
  }
  return above > 0 && n_negative > 0 ? pairs / (above * n_negative) : NAN;
}

double
calc_average_precision (const CalcRanked *items, int n, int n_positive, CalcApKind kind)
{
  double *recall = calc_new (2 * (size_t) n, sizeof *recall), *precision = recall + n, sum = 0, before = 0;
  int n_points = 0, found = 0;
  for (int i = 0, end; n_positive > 0 && i < n; i = end) {
    end = end_of_ties (items, n, i);
    for (int k = i; k < end; k++)
      found += items[k].positive;
    recall[n_points] = (double) found / n_positive;
    precision[n_points++] = (double) found / end;
  }
  for (int k = n_points - 2; kind != CALC_AP_SUM && k >= 0; k--)
    precision[k] = fmax (precision[k], precision[k + 1]);
  for (int k = 0; kind != CALC_AP_ELEVEN && k < n_points; before = recall[k++])
    sum += (recall[k] - before) * precision[k];
  for (int at = 0, k = 0; kind == CALC_AP_ELEVEN && at <= 10; at++) {
    while (k < n_points && recall[k] < at / 10.0)
      k++;
    sum += k < n_points ? precision[k] / 11 : 0;
  }
  free (recall);
  return sum;
}
