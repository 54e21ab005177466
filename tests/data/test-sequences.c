/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "make.h"

#include <math.h>

/* What makes each source of sequences what it is. */

static const float *
sample (const DataSet *set, int i)
{
  return set->inputs + (gsize) i * (gsize) data_set_n_inputs (set);
}

/* Both parts of a set, with the same expectations. */
static void
check_both (const char *text, void (*check) (const DataSet *set))
{
  DataSet *train, *test;
  make (text, &train, &test);
  g_assert_cmpint (train->steps * train->channels, ==, data_set_n_inputs (train));
  check (train);
  check (test);
  data_set_free (train);
  data_set_free (test);
}

static void
check_adding (const DataSet *set)
{
  double square = 0;
  int first[64] = { 0 };
  g_assert_true (set->steps == 64 && set->channels == 8);
  for (int i = 0; i < set->n; i++) {
    const float *x = sample (set, i);
    int marks[2] = { 0 }, n_marks = 0;
    for (int t = 0; t < 64; t++) {
      g_assert_true (x[8 * t] >= 0 && x[8 * t] < 1 && fabsf (x[8 * t + 5]) <= 0.5f);
      g_assert_true (x[8 * t + 1] == 0 || x[8 * t + 1] == 1);
      if (x[8 * t + 1] > 0)
        marks[n_marks++ % 2] = t;
    }
    g_assert_true (n_marks == 2 && marks[0] < 32 && marks[1] >= 32);
    first[marks[0]]++;
    g_assert_cmpfloat (set->targets[i], ==, x[8 * marks[0]] + x[8 * marks[1]]);
    square += pow (set->targets[i] - 1.0, 2) / set->n;
  }
  g_assert_cmpfloat (fabs (square - 1.0 / 6), <, 0.02); /* who always answers 1 */
  for (int t = 0; t < 32; t++)
    g_assert_cmpint (first[t], >, 0);
}

static void
check_latch (const DataSet *set)
{
  double square = 0;
  for (int i = 0; i < set->n; i++) {
    g_assert_cmpfloat (sample (set, i)[0], ==, set->targets[i] > 0 ? 1.5f : -1.5f);
    for (int t = 1; t < 40; t++)
      square += pow (sample (set, i)[t], 2) / (39.0 * set->n);
  }
  g_assert_cmpfloat (fabs (sqrt (square) - 0.3), <, 0.01);
}

static void
check_echo (const DataSet *set)
{
  for (int i = 0; i < set->n; i++) {
    for (int t = 0; t < 30; t++)
      g_assert_cmpfloat (fabsf (sample (set, i)[t]), ==, 1);
    g_assert_cmpfloat (set->targets[i], ==, sample (set, i)[29 - 7] > 0);
  }
}

/* Without noise the pattern can be found again, and its twin is the pattern reversed and negated. */
static void
check_motif (const DataSet *set)
{
  float pattern[2][5], sum = 0;
  int places[36] = { 0 };
  for (int i = 0; i < set->n; i++) {
    const float *x = sample (set, i);
    int at = 0;
    while (x[at] == 0)
      at++;
    places[at]++;
    for (int t = 0; t < 40; t++)
      g_assert_true ((t >= at && t < at + 5) || x[t] == 0);
    memcpy (pattern[(int) set->targets[i]], x + at, sizeof pattern[0]);
  }
  for (int k = 0; k < 5; k++) {
    g_assert_cmpfloat (pattern[0][k], ==, -pattern[1][4 - k]);
    sum += pattern[1][k];
  }
  g_assert_cmpfloat (sum, ==, 0);
  for (int at = 0; at < 36; at++)
    g_assert_cmpint (places[at], >, 0);
}

static void
check_next_bit (const DataSet *set)
{
  int last = 0;
  g_assert_cmpint (set->n_targets, ==, 15);
  for (int i = 0; i < set->n; i++) {
    for (int t = 0; t + 1 < 15; t++)
      g_assert_cmpfloat (set->targets[15 * i + t], ==, sample (set, i)[t + 1] > 0);
    last += set->targets[15 * i + 14] == (sample (set, i)[14] > 0);
  }
  g_assert_cmpint (abs (2 * last - set->n), <, set->n / 5); /* what nobody sees is a coin */
}

static void
check_majority (const DataSet *set)
{
  for (int i = 0; i < set->n; i++) {
    float sum = 0;
    for (int t = 0; t < 15; t++)
      sum += sample (set, i)[t];
    g_assert_cmpfloat (set->targets[i], ==, sum > 0);
  }
}

static void
check_order (const DataSet *set)
{
  for (int i = 0; i < set->n; i++) {
    int at[2] = { -1, -1 };
    for (int t = 0; t < 24; t++)
      for (int k = 0; k < 2; k++)
        if (sample (set, i)[2 * t + k] == 1) {
          g_assert_cmpint (at[k], <, 0);
          at[k] = t;
        }
    g_assert_true (at[0] >= 0 && at[1] >= 0 && at[0] != at[1]);
    g_assert_cmpfloat (set->targets[i], ==, at[0] < at[1]);
  }
}

/* Reads each sentence anew: 1 to 5 are good, 6 to 10 bad, 11 negates what follows directly. */
static void
check_sentiment (const DataSet *set)
{
  int n_groups[3] = { 0 };
  for (int i = 0; i < set->n; i++) {
    const float *x = sample (set, i);
    int word = -1, n_negators = 0;
    for (int t = 0; t < 16; t++) {
      g_assert_true (x[t] == floorf (x[t]) && (t < 12 ? x[t] >= 1 && x[t] <= 30 : x[t] == 0));
      n_negators += x[t] == 11;
      if (x[t] >= 1 && x[t] <= 10) {
        g_assert_cmpint (word, <, 0);
        word = t;
      }
    }
    g_assert_cmpint (word, >=, 0);
    gboolean negated = word > 0 && x[word - 1] == 11;
    g_assert_cmpfloat (set->targets[i], ==, (x[word] <= 5) != negated);
    g_assert_cmpint (set->groups[i], ==, negated ? 1 : n_negators > 0 ? 2 : 0);
    g_assert_cmpint (n_negators, <=, 1);
    n_groups[set->groups[i]]++;
  }
  g_assert_cmpint (abs (2 * n_groups[1] - set->n), <, set->n / 10);
  g_assert_true (n_groups[0] > set->n / 8 && n_groups[2] > set->n / 8);
}

static const struct {
  const char *text;
  void (*check) (const DataSet *set);
} rows[] = {
  { "adding n=2000 test=1000 features=8", check_adding },
  { "seq-latch n=500", check_latch },
  { "seq-echo lag=7", check_echo },
  { "seq-motif n=1000 noise=0", check_motif },
  { "seq-next-bit", check_next_bit },
  { "seq-next-bit task=majority", check_majority },
  { "seq-order noise=0", check_order },
  { "seq-toy-sentiment n=2000 test=2000 decoys=0.5 pads=4", check_sentiment },
};

static void
test_row (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  check_both (rows[i].text, rows[i].check);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *name = g_strdup_printf ("/data/sequences/%s", rows[i].text);
    g_test_add_data_func (name, GSIZE_TO_POINTER (i), test_row);
  }
  return g_test_run ();
}
