/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Fits to many training sets of y = sin 1.5πx + noise, compared with the truth: bias and variance. Private to calc. */

#include "base/rng.h"
#include "calc/calc.h"

#define CALC_PLACES 101 /* where fits are compared, from −1 to 1 */

double calc_fits_truth (double x);
double calc_fits_place (int i); /* 0 … CALC_PLACES − 1 */

/* n places x between −1 and 1, and the truth there with noise of a deviation. */
void calc_fits_draw (int n, double noise, BaseRng *rng, double *x, double *y);

typedef struct {
  double bias2, variance, error; /* of new targets, each a mean over the places */
  double mean[CALC_PLACES], deviation[CALC_PLACES];
} CalcFits;

/* What @m fits [m][CALC_PLACES] have in common and in what they differ; new targets come from @fresh. */
void calc_fits_decompose (int m, const double *fits, double noise, BaseRng *fresh, CalcFits *to);

/* The outputs that the view of fits wants, from number @first on, and what fills them: the table of places, and the first fits
 * as rows of an image. */
enum { CALC_FITS_PLACE, CALC_FITS_X, CALC_FITS_TRUTH, CALC_FITS_MEAN, CALC_FITS_DEVIATION, CALC_FITS_FIRST };
#define CALC_FITS_OUTPUTS(first)                                                                                        \
  [(first) + CALC_FITS_PLACE] = { "place", N_ ("Place"), NULL, CALC_COLUMN, "place" },                                  \
  [(first) + CALC_FITS_X] = { "place_x", "x", NULL, CALC_COLUMN, "place" },                                             \
  [(first) + CALC_FITS_TRUTH] = { "place_truth", N_ ("Truth"), NULL, CALC_COLUMN, "place" },                            \
  [(first) + CALC_FITS_MEAN] = { "place_mean", N_ ("Mean of the fits"), NULL, CALC_COLUMN, "place" },                   \
  [(first) + CALC_FITS_DEVIATION] = { "place_deviation", N_ ("Deviation of the fits"), NULL, CALC_COLUMN, "place" },    \
  [(first) + CALC_FITS_FIRST] = { "fits", N_ ("The first fits, one in each row"), NULL, CALC_IMAGE }
void calc_fits_show (CalcResults *results, int first, const CalcFits *decomposed, int m, const double *fits);
