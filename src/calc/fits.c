/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/fits.h"

#include <math.h>
#include <string.h>

#define SHOWN 25 /* fits that can be seen one by one */

double
calc_fits_truth (double x)
{
  return sin (1.5 * M_PI * x);
}

double
calc_fits_place (int i)
{
  return -1 + 2.0 * i / (CALC_PLACES - 1);
}

void
calc_fits_draw (int n, double noise, BaseRng *rng, double *x, double *y)
{
  for (int i = 0; i < n; i++) {
    x[i] = base_rng_range (rng, -1, 1);
    y[i] = calc_fits_truth (x[i]) + noise * base_rng_normal (rng);
  }
}

void
calc_fits_decompose (int m, const double *fits, double noise, BaseRng *fresh, CalcFits *to)
{
  *to = (CalcFits){ 0 };
  for (int i = 0; i < CALC_PLACES; i++) {
    double truth = calc_fits_truth (calc_fits_place (i)), mean = 0, square = 0;
    for (int r = 0; r < m; r++)
      mean += fits[r * CALC_PLACES + i] / m;
    for (int r = 0; r < m; r++) {
      double fit = fits[r * CALC_PLACES + i], target = truth + noise * base_rng_normal (fresh);
      square += (fit - mean) * (fit - mean) / m;
      to->error += (fit - target) * (fit - target) / (m * CALC_PLACES);
    }
    to->mean[i] = mean;
    to->deviation[i] = sqrt (square);
    to->bias2 += (mean - truth) * (mean - truth) / CALC_PLACES;
    to->variance += square / CALC_PLACES;
  }
}

void
calc_fits_show (CalcResults *results, int first, const CalcFits *decomposed, int m, const double *fits)
{
  double *columns[CALC_FITS_FIRST];
  for (int column = 0; column < CALC_FITS_FIRST; column++)
    columns[column] = calc_rows (results, first + column, CALC_PLACES);
  for (int i = 0; i < CALC_PLACES; i++) {
    columns[CALC_FITS_PLACE][i] = i;
    columns[CALC_FITS_X][i] = calc_fits_place (i);
    columns[CALC_FITS_TRUTH][i] = calc_fits_truth (calc_fits_place (i));
    columns[CALC_FITS_MEAN][i] = decomposed->mean[i];
    columns[CALC_FITS_DEVIATION][i] = decomposed->deviation[i];
  }
  int n = m < SHOWN ? m : SHOWN;
  memcpy (calc_image (results, first + CALC_FITS_FIRST, n, CALC_PLACES), fits, (size_t) n * CALC_PLACES * sizeof *fits);
}
