/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/rng.h"

#include <glib.h>
#include <math.h>

/* Known answers of philox4x32-10 from the authors' Random123 distribution. */
static void
test_known_answers (void)
{
  BaseRng rng;
  base_rng_init (&rng, 0, 0);
  const guint32 zero[4] = { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 };
  for (int i = 0; i < 4; i++)
    g_assert_cmphex (base_rng_u32 (&rng), ==, zero[i]);
  base_rng_init (&rng, G_MAXUINT64, G_MAXUINT64);
  rng.block = G_MAXUINT64;
  const guint32 ones[4] = { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd };
  for (int i = 0; i < 4; i++)
    g_assert_cmphex (base_rng_u32 (&rng), ==, ones[i]);
}

static void
test_moments (void)
{
  BaseRng rng;
  const int n = 200000;
  double sum = 0, square = 0, uniform = 0;
  base_rng_init (&rng, 7, 3);
  for (int i = 0; i < n; i++) {
    double x = base_rng_normal (&rng), u = base_rng_uniform (&rng);
    g_assert_true (u >= 0 && u < 1);
    sum += x;
    square += x * x;
    uniform += u;
  }
  g_assert_cmpfloat (fabs (sum / n), <, 0.01);
  g_assert_cmpfloat (fabs (square / n - 1), <, 0.015);
  g_assert_cmpfloat (fabs (uniform / n - 0.5), <, 0.004);
}

static void
test_permutation (void)
{
  BaseRng rng;
  int order[100], seen[100] = { 0 }, moved = 0;
  base_rng_init (&rng, 1, RNG_EPOCH + 5);
  base_rng_permutation (&rng, order, 100);
  for (int i = 0; i < 100; i++) {
    seen[order[i]]++;
    moved += order[i] != i;
  }
  for (int i = 0; i < 100; i++)
    g_assert_cmpint (seen[i], ==, 1);
  g_assert_cmpint (moved, >, 80);
}

static void
test_below (void)
{
  BaseRng rng;
  int counts[7] = { 0 };
  base_rng_init (&rng, 2, 2);
  for (int i = 0; i < 70000; i++)
    counts[base_rng_below (&rng, 7)]++;
  for (int i = 0; i < 7; i++)
    g_assert_cmpint (abs (counts[i] - 10000), <, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/rng/known-answers", test_known_answers);
  g_test_add_func ("/base/rng/moments", test_moments);
  g_test_add_func ("/base/rng/permutation", test_permutation);
  g_test_add_func ("/base/rng/below", test_below);
  return g_test_run ();
}
