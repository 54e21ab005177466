/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "calc/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KERNELS, TARGET };
enum { RANDOM, BLUR, EDGE };

#define BIG 5
#define SMALL 3
#define ROUNDS 200 /* of alternating least squares, */
#define STARTS 5   /* from so many beginnings */

static const Param params[] = {
  { "kernels", N_ ("Random kernels"), NULL, PARAM_INT, PARAM_LOG, 1, 20, 6 },
  { "target", N_ ("Shown"), NULL, PARAM_CHOICE, 0, 0, 2, RANDOM, "random|blur|edge" },
  { NULL },
};

enum { RESIDUE, MEAN_RESIDUE, SMALLEST, N_PARAMS, PARAM_RATIO, INDEX, INDEX_RESIDUE, IMAGE, BEST, REST };

static const CalcOutput outputs[] = {
  [RESIDUE] = { "residual", N_ ("Share of the shown kernel's energy that is left") },
  [MEAN_RESIDUE] = { "mean_residual", N_ ("The same, mean of the random kernels") },
  [SMALLEST] = { "min_residual", N_ ("The smallest of them") },
  [N_PARAMS] = { "n_numbers", N_ ("Numbers in two kernels of 3 px") },
  [PARAM_RATIO] = { "param_ratio", N_ ("Over the 25 of one of 5 px") },
  [INDEX] = { "index", N_ ("Number of the kernel"), NULL, CALC_COLUMN, "index" },
  [INDEX_RESIDUE] = { "index_residual", N_ ("Share of the energy that is left"), NULL, CALC_COLUMN, "index" },
  [IMAGE] = { "kernel", N_ ("The kernel"), NULL, CALC_IMAGE },
  [BEST] = { "best", N_ ("Nearest product"), NULL, CALC_IMAGE },
  [REST] = { "rest", N_ ("Difference"), NULL, CALC_IMAGE },
  { NULL },
};

/* The matrix that takes one kernel of 3 × 3 to its convolution with @fixed: BIG² rows. */
static void
convolution_matrix (const double *fixed, double *matrix)
{
  memset (matrix, 0, sizeof (double) * BIG * BIG * SMALL * SMALL);
  for (int a = 0; a < SMALL * SMALL; a++)
    for (int b = 0; b < SMALL * SMALL; b++) {
      int row = (a / SMALL + b / SMALL) * BIG + a % SMALL + b % SMALL;
      matrix[row * SMALL * SMALL + a] += fixed[b];
    }
}

static void
multiply (const double *matrix, const double *kernel, double *product)
{
  for (int i = 0; i < BIG * BIG; i++) {
    product[i] = 0;
    for (int k = 0; k < SMALL * SMALL; k++)
      product[i] += matrix[i * SMALL * SMALL + k] * kernel[k];
  }
}

static double
energy (const double *a, const double *b)
{
  double sum = 0;
  for (int i = 0; i < BIG * BIG; i++)
    sum += (a[i] - (b != NULL ? b[i] : 0)) * (a[i] - (b != NULL ? b[i] : 0));
  return sum;
}

/* The nearest product to @target, in @best; the share of energy that is left. */
static double
factorise (const double *target, BaseRng *rng, double *best)
{
  double matrix[BIG * BIG * SMALL * SMALL], factors[2][SMALL * SMALL], product[BIG * BIG], least = INFINITY;
  for (int start = 0; start < STARTS; start++) {
    for (int i = 0; i < SMALL * SMALL; i++)
      factors[1][i] = base_rng_normal (rng);
    for (int round = 0; round < ROUNDS; round++) {
      convolution_matrix (factors[(round + 1) % 2], matrix);
      calc_least_squares (BIG * BIG, SMALL * SMALL, matrix, target, 0, factors[round % 2]);
    }
    multiply (matrix, factors[(ROUNDS - 1) % 2], product);
    if (energy (target, product) < least) {
      least = energy (target, product);
      memcpy (best, product, sizeof product);
    }
  }
  return least / energy (target, NULL);
}

static void
draw_kernel (int target, BaseRng *rng, double *kernel)
{
  static const double bell[] = { 1, 4, 6, 4, 1 }, edge[] = { 1, 2, 0, -2, -1 };
  for (int i = 0; i < BIG * BIG; i++)
    kernel[i] = target == BLUR   ? bell[i / BIG] * bell[i % BIG] / 256
                : target == EDGE ? bell[i / BIG] * edge[i % BIG] / 96
                                 : base_rng_normal (rng) / BIG;
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  int n = (int) input->values[KERNELS], target = (int) input->values[TARGET];
  double kernel[BIG * BIG], sum = 0, least = INFINITY, *best = calc_image (results, BEST, BIG, BIG),
         *shown = calc_image (results, IMAGE, BIG, BIG), *rest = calc_image (results, REST, BIG, BIG);
  double *index = calc_rows (results, INDEX, n), *residue = calc_rows (results, INDEX_RESIDUE, n);
  BaseRng rng;
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  for (int i = 0; i < n; i++) {
    index[i] = i + 1;
    draw_kernel (RANDOM, &rng, kernel);
    residue[i] = factorise (kernel, &rng, best);
    sum += residue[i];
    least = fmin (least, residue[i]);
  }
  draw_kernel (target, &rng, shown);
  calc_set (results, RESIDUE, factorise (shown, &rng, best));
  for (int i = 0; i < BIG * BIG; i++)
    rest[i] = shown[i] - best[i];
  calc_set (results, MEAN_RESIDUE, sum / n);
  calc_set (results, SMALLEST, least);
  calc_set (results, N_PARAMS, 2 * SMALL * SMALL);
  calc_set (results, PARAM_RATIO, 2.0 * SMALL * SMALL / (BIG * BIG));
  return true;
}

static const CalcChart charts[] = {
  { N_ ("What two small kernels cannot match"), INDEX, { INDEX_RESIDUE }, .bars = true },
  { NULL },
};

const CalcCalculator calc_kernel_factors = {
  { "kernel-factors", N_ ("Two small kernels for a large one"),
    N_ ("The nearest a ∗ b to a kernel of 5 × 5, a and b of 3 × 3, by alternating least squares: 18 numbers cannot make any 25, but a blur that is a product "
        "of smaller ones is matched"),
    "Simonyan, Zisserman 2015, Very deep convolutional networks", params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
