/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"

#include <math.h>
#include <stdlib.h>

enum { KERNEL, LAYERS, PADDING, UP_KERNEL, UP_STRIDE };
enum { ONE_SIDED, ALTERNATING };

static const Param params[] = {
  { "kernel", N_ ("Kernel"), "px", PARAM_INT, 0, 1, 9, 4 },
  { "layers", N_ ("Layers"), NULL, PARAM_INT, 0, 1, 20, 8 },
  { "padding", N_ ("The odd pixel of padding"), NULL, PARAM_CHOICE, 0, 0, 1, ONE_SIDED, "one-sided|alternating" },
  { "up-kernel", N_ ("Kernel of the transposed convolution"), "px", PARAM_INT, 0, 1, 16, 3 },
  { "up-stride", N_ ("Its stride"), "px", PARAM_INT, 0, 1, 8, 2 },
  { NULL },
};

enum { DRIFT, RIPPLE, LAYER, LAYER_DRIFT, PLACE, PLACE_BLOB, PLACE_OVERLAP };

static const CalcOutput outputs[] = {
  [DRIFT] = { "centroid_drift", N_ ("How far the centre of mass has moved"), "px" },
  [RIPPLE] = { "ripple", N_ ("Deviation over mean of a constant image scaled up") },
  [LAYER] = { "layer", N_ ("Layer"), NULL, CALC_COLUMN, "layer" },
  [LAYER_DRIFT] = { "layer_drift", N_ ("Movement so far"), "px", CALC_COLUMN, "layer" },
  [PLACE] = { "place", N_ ("Column"), NULL, CALC_COLUMN, "place" },
  [PLACE_BLOB] = { "place_blob", N_ ("The bright pixel after all layers"), NULL, CALC_COLUMN, "place" },
  [PLACE_OVERLAP] = { "place_overlap", N_ ("How many taps write to a pixel"), NULL, CALC_COLUMN, "place" },
  { NULL },
};

#define SIDE 401 /* of a row: nothing reaches its ends */
#define SHOWN 65

/* Means over @kernel neighbours; the padding of the left side is half of the kernel less one, rounded down or up. */
static void
blur (const double *from, double *to, int kernel, bool up)
{
  int left = (kernel - 1 + up) / 2;
  for (int i = 0; i < SIDE; i++) {
    to[i] = 0;
    for (int k = 0; k < kernel; k++)
      to[i] += i + k - left >= 0 && i + k - left < SIDE ? from[i + k - left] / kernel : 0;
  }
}

static double
centroid (const double *row)
{
  double sum = 0, moment = 0;
  for (int i = 0; i < SIDE; i++) {
    sum += row[i];
    moment += i * row[i];
  }
  return moment / sum;
}

/* How many of the taps of a transposed convolution fall on place @i, far from the ends. */
static int
overlap (int i, int kernel, int stride)
{
  int n = 0;
  for (int k = 0; k < kernel; k++)
    n += (i - k + 100 * stride) % stride == 0;
  return n;
}

static double
ripple (int kernel, int stride)
{
  double mean = (double) kernel / stride, square = 0;
  for (int i = 0; i < stride; i++)
    square += pow (overlap (i, kernel, stride) - mean, 2) / stride;
  return sqrt (square) / mean;
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values;
  int n = (int) v[LAYERS], kernel = (int) v[KERNEL];
  double *rows = calc_new (2 * SIDE, sizeof *rows), *here = rows, *next = rows + SIDE;
  double *layer = calc_rows (results, LAYER, n + 1), *drift = calc_rows (results, LAYER_DRIFT, n + 1);
  double *place = calc_rows (results, PLACE, SHOWN), *blob = calc_rows (results, PLACE_BLOB, SHOWN),
         *taps = calc_rows (results, PLACE_OVERLAP, SHOWN);
  here[SIDE / 2] = 1;
  for (int i = 0; i <= n; i++) {
    layer[i] = i;
    drift[i] = centroid (here) - SIDE / 2;
    if (i == n)
      break;
    blur (here, next, kernel, v[PADDING] == ALTERNATING && i % 2 == 1);
    double *swap = here;
    here = next;
    next = swap;
  }
  for (int i = 0; i < SHOWN; i++) {
    place[i] = i - SHOWN / 2;
    blob[i] = here[SIDE / 2 + i - SHOWN / 2];
    taps[i] = overlap (i, (int) v[UP_KERNEL], (int) v[UP_STRIDE]);
  }
  calc_set (results, DRIFT, drift[n]);
  calc_set (results, RIPPLE, ripple ((int) v[UP_KERNEL], (int) v[UP_STRIDE]));
  free (rows);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Movement of the centre"), LAYER, { LAYER_DRIFT } },
  { N_ ("The bright pixel after all layers"), PLACE, { PLACE_BLOB }, .bars = true },
  { N_ ("How many taps write to a pixel"), PLACE, { PLACE_OVERLAP }, .bars = true },
  { NULL },
};

const CalcCalculator calc_kernel_centre = {
  { "kernel-centre", N_ ("Even and odd kernels"),
    N_ ("A bright pixel after layers of averaging along a row: with an even kernel the padding is uneven and the centre of mass moves by half a pixel in "
        "each layer; and how unevenly the taps of a transposed convolution cover its output: evenly where the stride divides the kernel"),
    "Wu et al. 2019, Convolution with even-sized kernels and symmetric padding; Odena, Dumoulin, Olah 2016, Deconvolution and checkerboard "
    "artifacts", params },
  outputs,
  .compute = compute,
  .charts = charts,
};
