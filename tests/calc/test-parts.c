/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/detections.h"
#include "calc/linear.h"
#include "calc/ranking.h"
#include "calc/statistics.h"
#include "calc/tape.h"

#include <glib.h>
#include <math.h>

/* What the calculators are made of, against numbers worked out by hand. */

/* ++−+− with two equal scores in the middle. */
static void
test_ranking (void)
{
  CalcRanked items[] = { { 0.3, true }, { 0.9, true }, { 0.1, false }, { 0.3, false }, { 0.8, true } };
  calc_rank (items, 5);
  g_assert_true (items[0].score == 0.9 && items[2].positive && !items[3].positive);
  g_assert_cmpfloat_with_epsilon (calc_auc (items, 5), 5.5 / 6, 1e-12);
  /* P R: 1 1/3, 1 2/3, 3/4 1 */
  g_assert_cmpfloat_with_epsilon (calc_average_precision (items, 5, 3, CALC_AP_SUM), (1 + 1 + 0.75) / 3, 1e-12);
  const CalcRanked late[] = { { 3, false }, { 2, true }, { 1, true } }; /* P: 0, 1/2, 2/3; one positive is not in the list */
  g_assert_cmpfloat_with_epsilon (calc_average_precision (late, 3, 3, CALC_AP_SUM), (0.5 + 2.0 / 3) / 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (calc_average_precision (late, 3, 3, CALC_AP_ENVELOPE), 2 * (2.0 / 3) / 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (calc_average_precision (late, 3, 3, CALC_AP_ELEVEN), 7 * (2.0 / 3) / 11, 1e-12);
  g_assert_true (isnan (calc_auc (late + 1, 2)));
  g_assert_cmpfloat (calc_average_precision (late, 3, 0, CALC_AP_SUM), ==, 0);
}

static void
test_statistics (void)
{
  double pmf[5], sum = 0;
  calc_binomial (4, 0.5, pmf);
  for (int k = 0; k <= 4; k++)
    sum += pmf[k];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (pmf[2], 6.0 / 16, 1e-12);
  calc_binomial (4, 0, pmf);
  g_assert_cmpfloat (pmf[0], ==, 1);
  g_assert_cmpfloat_with_epsilon (calc_normal_quantile (0.975), 1.959963984540054, 1e-12);
  g_assert_cmpfloat_with_epsilon (calc_normal_quantile (0.001), -3.090232306167813, 1e-12);
  g_assert_cmpfloat_with_epsilon (calc_binomial_inverse (10, 0, 0.025), 1 - pow (0.025, 0.1), 1e-12);
}

/* A v = λ v, V′V = I; and least squares against the normal equations and against the shortest solution. */
static void
test_linear (void)
{
  enum { N = 6 };
  double matrix[N * N], copy[N * N], values[N], vectors[N * N];
  BaseRng rng;
  base_rng_init (&rng, 1, 1);
  for (int i = 0; i < N; i++)
    for (int k = 0; k <= i; k++)
      copy[i * N + k] = copy[k * N + i] = matrix[i * N + k] = matrix[k * N + i] = base_rng_normal (&rng);
  calc_eigen (N, matrix, values, vectors);
  for (int v = 0; v < N; v++)
    for (int i = 0; i < N; i++) {
      double image = 0, dot = 0;
      for (int k = 0; k < N; k++) {
        image += copy[i * N + k] * vectors[k * N + v];
        dot += vectors[k * N + v] * vectors[k * N + i];
      }
      g_assert_cmpfloat_with_epsilon (image, values[v] * vectors[i * N + v], 1e-12);
      g_assert_cmpfloat_with_epsilon (dot, i == v, 1e-12);
    }
  const double line[] = { 1, 0, 1, 1, 1, 2 }, y[] = { 1, 3, 4 }; /* 7/6 + 3/2 x */
  double w[3];
  calc_least_squares (3, 2, line, y, 0, w);
  g_assert_cmpfloat_with_epsilon (w[0], 7.0 / 6, 1e-12);
  g_assert_cmpfloat_with_epsilon (w[1], 1.5, 1e-12);
  const double wide[] = { 1, 2, 2 }; /* w = x y / |x|² */
  calc_least_squares (1, 3, wide, y + 1, 0, w);
  g_assert_cmpfloat_with_epsilon (w[0], 1.0 / 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (w[2], 2.0 / 3, 1e-12);
  calc_least_squares (1, 3, wide, y + 1, 9, w); /* x y / (|x|² + λ) */
  g_assert_cmpfloat_with_epsilon (w[2], 1.0 / 3, 1e-12);
}

/* (x + x) x at 3: both ways 4 x, the first alone x. */
static void
test_tape (void)
{
  CalcTape tape = { 0 };
  int x = calc_tape_number (&tape, 3), sum = calc_tape_add (&tape, x, x), y = calc_tape_multiply (&tape, sum, x);
  g_assert_cmpfloat (tape.nodes[y].value, ==, 18);
  g_assert_cmpfloat (calc_tape_derivative (&tape, y, x, false), ==, 12);
  g_assert_cmpfloat (calc_tape_derivative (&tape, y, x, true), ==, 3);
  g_assert_cmpfloat (calc_tape_derivative (&tape, y, sum, false), ==, 3);
  double slopes[CALC_TAPE_MAX];
  calc_tape_slopes (&tape, y, slopes);
  for (int i = 0; i < tape.n; i++)
    g_assert_cmpfloat (slopes[i], ==, calc_tape_derivative (&tape, y, i, false));
}

/* Three boxes of one scene in a row, each overlapping the next by half of its area: IoU 1/3. */
static void
test_suppression (void)
{
  const CalcDetection boxes[] = { { .box = { 0, 0, 1, 1 }, .score = 0.9 }, { .box = { 0.5, 0, 1, 1 }, .score = 0.8 },
                                  { .box = { 1, 0, 1, 1 }, .score = 0.7 }, { .box = { 0, 0, 1, 1 }, .score = 0.2, .scene = 1 } };
  CalcSuppressor how = { CALC_HARD, 0.3, 0.5, 0.1, 100 };
  CalcDetection all[4];
  for (int soft = 0; soft < 2; soft++) {
    for (int i = 0; i < 4; i++)
      all[i] = boxes[i];
    how.method = soft == 1 ? CALC_SOFT : CALC_HARD;
    calc_suppress (all, 4, &how);
    /* the first deletes the second, which then deletes nothing; another scene is left alone */
    g_assert_true (all[0].kept && all[1].kept == (soft == 1) && all[2].kept && all[3].kept);
  }
  double once = exp (-1.0 / 9 / 0.5);
  g_assert_cmpfloat_with_epsilon (all[1].score, 0.8 * once * once, 1e-12); /* by the first, then by the third */
  g_assert_cmpfloat_with_epsilon (all[2].score, 0.7, 1e-12);
  g_assert_cmpfloat_with_epsilon (calc_largest_overlap (all, 4), 1.0 / 3, 1e-12);
  how = (CalcSuppressor){ CALC_HARD, 0.3, 0.5, 0.1, 1 };
  for (int i = 0; i < 4; i++)
    all[i] = boxes[i];
  calc_suppress (all, 4, &how); /* one turn in each scene: the third still waits */
  g_assert_true (all[0].turn == 1 && all[1].turn == 1 && all[1].by == 0 && all[2].turn == 0 && all[2].kept && all[3].turn == 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calc/parts/ranking", test_ranking);
  g_test_add_func ("/calc/parts/statistics", test_statistics);
  g_test_add_func ("/calc/parts/linear", test_linear);
  g_test_add_func ("/calc/parts/tape", test_tape);
  g_test_add_func ("/calc/parts/suppression", test_suppression);
  return g_test_run ();
}
