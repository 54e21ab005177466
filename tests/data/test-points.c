/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"
#include "make.h"

#include <math.h>

/* What makes each source of vectors what it is. */

static double
input (const DataSet *set, int i, int d)
{
  return data_inputs_of (set, i)[d];
}

static void
free_both (DataSet *train, DataSet *test)
{
  data_set_free (train);
  data_set_free (test);
}

/* Solves a_k of y ≈ Σ a_k x_k by the normal equations, over all samples; @a has as many numbers as there are
 * inputs (≤ 24). */
static void
least_squares (const DataSet *set, double *a)
{
  enum { MOST = 24 };
  int n = set->channels;
  double m[MOST][MOST + 1] = { { 0 } };
  for (int i = 0; i < set->n; i++)
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < n; c++)
        m[r][c] += input (set, i, r) * input (set, i, c);
      m[r][n] += input (set, i, r) * (double) set->targets[i];
    }
  for (int k = 0; k < n; k++)
    for (int r = 0; r < n; r++) {
      double factor = m[r][k] / m[k][k];
      for (int c = k; r != k && c <= n; c++)
        m[r][c] -= factor * m[k][c];
    }
  for (int k = 0; k < n; k++)
    a[k] = m[k][n] / m[k][k];
}

static void
test_linear_regression (void)
{
  DataSet *train, *test;
  double a[20], b[20];
  make ("linear-regression n=5000 test=5000 nonzero=5 noise=0.5", &train, &test);
  least_squares (train, a);
  least_squares (test, b);
  for (int k = 0; k < 20; k++) {
    g_assert_cmpfloat (fabs (a[k] - b[k]), <, 0.1); /* the same coefficients in both sets */
    g_assert_true (k < 5 ? fabs (a[k]) > 0.4 && fabs (a[k]) < 2.1 : fabs (a[k]) < 0.05);
  }
  free_both (train, test);
  make ("linear-regression n=2000 dims=1 slope=1.5 intercept=0.5 noise=0.1 outliers=0.1", &train, &test);
  int n_far = 0;
  for (int i = 0; i < train->n; i++)
    n_far += train->targets[i] - 1.5f * train->inputs[i] > 10;
  for (int i = 0; i < test->n; i++)
    g_assert_cmpfloat_with_epsilon (test->targets[i], 1.5f * test->inputs[i] + 0.5f, 0.6);
  g_assert_cmpint (abs (n_far - 200), <, 50);
  free_both (train, test);
  make ("linear-regression n=5000 dims=3 correlation=0.8", &train, &test);
  double same = 0, next = 0, after = 0;
  for (int i = 0; i < train->n; i++) {
    same += input (train, i, 2) * input (train, i, 2) / train->n;
    next += input (train, i, 1) * input (train, i, 2) / train->n;
    after += input (train, i, 0) * input (train, i, 2) / train->n;
  }
  g_assert_true (fabs (same - 1) < 0.08 && fabs (next - 0.8) < 0.06 && fabs (after - 0.64) < 0.06);
  free_both (train, test);
}

static void
test_sine (void)
{
  DataSet *train, *test;
  int left = 0;
  make ("sine n=1000 frequency=4 low=-2 width=4 noise=0 left=0.95 gap=0.25 amplitude=2", &train, &test);
  for (int i = 0; i < 1000; i++) {
    double x = train->inputs[i];
    g_assert_true (fabs (x) <= 2 && fabs (x) >= 0.5);
    g_assert_cmpfloat_with_epsilon (train->targets[i], 2 * sin (4 * x), 1e-4);
    left += x < 0;
  }
  g_assert_cmpint (abs (left - 950), <, 30);
  free_both (train, test);
}

static void
test_two_branch (void)
{
  DataSet *train, *test;
  int up = 0;
  make ("two-branch noise=0", &train, &test);
  for (int i = 0; i < train->n; i++) {
    g_assert_cmpfloat_with_epsilon (fabsf (train->targets[i]), 0.5f * train->inputs[i] + 0.5f, 1e-6);
    up += train->targets[i] > 0;
  }
  g_assert_cmpint (abs (up - 400), <, 60);
  free_both (train, test);
}

static void
test_truth_tables (void)
{
  static const char *const functions[] = { "and", "or", "xor", "nand", "nor", "xnor" }, *const expected[] = {
    "0001", "0111", "0110", "1110", "1000", "1001"
  };
  for (int f = 0; f < 6; f++) {
    g_autofree char *text = g_strdup_printf ("truth-tables low=-1 function=%s", functions[f]);
    DataSet *train, *test;
    make (text, &train, &test);
    for (int i = 0; i < 4; i++) {
      g_assert_true (input (train, i, 0) == (i < 2 ? -1 : 1) && input (train, i, 1) == (i % 2 == 0 ? -1 : 1));
      g_assert_cmpfloat (train->targets[i], ==, expected[f][i] - '0');
    }
    free_both (train, test);
  }
}

/* As in the paper: what the optimal directions do with it follows from these rows alone. */
static void
test_wilson (void)
{
  DataSet *train, *test;
  make ("wilson", &train, &test);
  g_assert_cmpint (train->channels, ==, 303);
  int positive = 0;
  for (int i = 0; i < 60; i++) {
    int y = train->targets[i] > 0 ? 1 : -1, own = 0, others = 0;
    g_assert_true (input (train, i, 0) == y && input (train, i, 1) == 1 && input (train, i, 2) == 1);
    for (int d = 3; d < 303; d++)
      *((d - 3) / 5 == i ? &own : &others) += (int) input (train, i, d);
    g_assert_true (others == 0 && own == (y > 0 ? 1 : 5) && input (train, i, 3 + 5 * i) == 1);
    positive += y > 0;
  }
  g_assert_cmpint (positive, >, 30);
  /* sign (Xᵀ y), where adaptive methods go: all training samples on margin 4, all test samples in class 1 */
  for (int i = 0; i < 60; i++) {
    double sum = 0;
    for (int d = 0; d < 303; d++)
      sum += input (train, i, d) * (d < 3 ? 1 : train->targets[(d - 3) / 5] > 0 ? 1 : -1);
    g_assert_cmpfloat (sum, ==, train->targets[i] > 0 ? 4 : -4);
  }
  for (int i = 0; i < test->n; i++) {
    double sum = 0, own = 0;
    for (int d = 0; d < 303; d++)
      *(d < 3 ? &sum : &own) += input (test, i, d);
    g_assert_true (sum > 0 && own == 0);
  }
  free_both (train, test);
}

static void
test_gmm_ring (void)
{
  DataSet *train, *test;
  make ("gmm-ring n=8000", &train, &test);
  for (int k = 0; k < 8; k++) {
    double x = 0, y = 0, square = 0;
    int n = 0;
    for (int i = 0; i < train->n; i++)
      if (train->targets[i] == k) {
        double dx = input (train, i, 0) - 2 * cos (k * M_PI / 4),
               dy = input (train, i, 1) - 2 * sin (k * M_PI / 4);
        x += dx;
        y += dy;
        square += dx * dx + dy * dy;
        n++;
      }
    g_assert_cmpint (n, ==, 1000);
    g_assert_true (fabs (x / n) < 0.01 && fabs (y / n) < 0.01);
    g_assert_cmpfloat (fabs (sqrt (square / n / 2) - 0.05), <, 0.003);
  }
  free_both (train, test);
}

static void
test_densities (void)
{
  DataSet *train, *test;
  double sum = 0, square = 0, sums[2] = { 0 };
  int n[2] = { 0 };
  make ("gaussian-1d n=20000", &train, &test);
  for (int i = 0; i < train->n; i++) {
    sum += train->inputs[i] / 20000.0;
    square += train->inputs[i] * train->inputs[i] / 20000.0;
    g_assert_cmpfloat (train->targets[i], ==, train->inputs[i]);
  }
  g_assert_true (fabs (sum - 2) < 0.02 && fabs (sqrt (square - sum * sum) - 0.6) < 0.02);
  free_both (train, test);
  make ("mixture-1d n=20000 share=0.3", &train, &test);
  for (int i = 0; i < train->n; i++) {
    n[(int) train->targets[i]]++;
    sums[(int) train->targets[i]] += train->inputs[i];
  }
  g_assert_cmpint (abs (n[1] - 6000), <, 250);
  g_assert_true (fabs (sums[0] / n[0] + 2.5) < 0.03 && fabs (sums[1] / n[1] - 2.5) < 0.03);
  free_both (train, test);
}

static void
test_nothing_to_learn (void)
{
  DataSet *train, *test;
  double a[20];
  make ("random-labels n=5000", &train, &test);
  for (int i = 0; i < train->n; i++)
    train->targets[i] -= 0.5f;
  least_squares (train, a);
  for (int k = 0; k < 20; k++)
    g_assert_cmpfloat (fabs (a[k]), <, 0.04);
  free_both (train, test);
  make ("gauss-noise n=2000 dims=4", &train, &test);
  for (int d = 0; d < 4; d++)
    for (int e = 0; e < 4; e++) {
      double product = 0;
      for (int i = 0; i < 2000; i++)
        product += input (train, i, d) * input (train, i, e) / 2000;
      g_assert_cmpfloat (fabs (product - (d == e)), <, 0.12);
    }
  free_both (train, test);
}

static void
test_images (void)
{
  DataSet *train, *test;
  double sum = 0, square = 0;
  make ("random-images side=16 channels=3 mean=0.5 deviation=0.2", &train, &test);
  g_assert_true (train->height == 16 && train->width == 16 && train->channels == 3);
  int n = train->n * data_set_n_inputs (train);
  for (int i = 0; i < n; i++) {
    sum += train->inputs[i];
    square += train->inputs[i] * train->inputs[i];
  }
  g_assert_true (fabs (sum / n - 0.5) < 0.01 && fabs (sqrt (square / n - 0.25) - 0.2) < 0.01);
  free_both (train, test);
  make ("delta-image side=9", &train, &test);
  for (int p = 0; p < 81; p++)
    g_assert_cmpfloat (train->inputs[p], ==, p == 40);
  free_both (train, test);
}

/* At each time the labels belong to the line as it is then. */
static void
test_drift (void)
{
  DataSet *train, *test;
  make ("drift-stream n=1001 turn=180 concept=start", &train, &test);
  for (int i = 0; i < 1001; i++) {
    double angle = M_PI * i / 1000,
           side = input (train, i, 0) * cos (angle) + input (train, i, 1) * sin (angle);
    if (fabs (side) > 1e-6)
      g_assert_cmpfloat (train->targets[i], ==, side > 0);
  }
  for (int i = 0; i < test->n; i++)
    g_assert_cmpfloat (test->targets[i], ==, input (test, i, 0) > 0);
  free_both (train, test);
}

static void
test_negatives (void)
{
  DataSet *train, *test;
  int counts[4] = { 0 };
  make ("hard-easy-negatives n=1013 easy=10000 hard=30", &train, &test);
  for (int i = 0; i < train->n; i++) {
    double distance = hypot (input (train, i, 0), input (train, i, 1));
    g_assert_cmpfloat (train->targets[i], ==, train->groups[i] == 0);
    g_assert_true (train->groups[i] != 1 || (distance > 0.6 && distance < 2));
    g_assert_true (train->groups[i] != 2 || distance > 1.5);
    counts[train->groups[i]]++;
  }
  g_assert_true (counts[0] == 10 && counts[1] == 3 && counts[2] == 1000 && counts[3] == 0);
  g_assert_cmpstr (train->group_names[1], ==, "hard negatives");
  free_both (train, test);
}

static void
test_source_groups (void)
{
  DataSet *train, *test;
  gboolean in_train[40] = { FALSE };
  make ("source-groups held_out=10", &train, &test);
  for (int i = 0; i < train->n; i++)
    in_train[train->groups[i]] = TRUE;
  for (int s = 0; s < 40; s++)
    g_assert_true (in_train[s] == (s < 30));
  for (int i = 0; i < test->n; i++)
    g_assert_true (test->groups[i] >= 30 && test->targets[i] == test->groups[i] % 2);
  free_both (train, test);
  make ("source-groups n=4000 test=4000", &train, &test);
  for (int s = 0; s < 40; s++) { /* a source looks alike in both sets */
    double a = 0, b = 0;
    for (int i = 0; i < 4000; i++) {
      a += train->groups[i] == s ? input (train, i, 0) / 100 : 0;
      b += test->groups[i] == s ? input (test, i, 0) / 100 : 0;
    }
    g_assert_cmpfloat (fabs (a - b), <, 0.7);
  }
  free_both (train, test);
}

static void
test_embeddings (void)
{
  DataSet *train, *test;
  double within = 0, between = 0;
  make ("embed-clusters n=400 identities=100", &train, &test);
  for (int i = 0; i < 100; i++)
    for (int d = 0; d < 64; d++) {
      within += input (train, i, d) * input (train, i + 100, d) / 100;
      between += input (train, i, d) * input (train, i + 101, d) / 100;
    }
  for (int i = 0; i < train->n; i++) {
    double square = 0;
    for (int d = 0; d < 64; d++)
      square += pow (input (train, i, d), 2);
    g_assert_cmpfloat_with_epsilon (square, 1, 1e-5);
  }
  g_assert_cmpfloat (fabs (within - 1 / (1 + 0.25 * 0.25)), <,
                     0.02); /* cos of two noisy views of one centre */
  g_assert_cmpfloat (fabs (between), <, 0.1);
  free_both (train, test);
}

/* How often a label is 1, and how the inputs of samples with one label only differ: by that label's
 * prototype. */
static void
test_multilabel (void)
{
  DataSet *train, *test;
  make ("multilabel-prototypes n=4000 noise=0", &train, &test);
  const float *prototypes[4] = { NULL };
  int counts[5] = { 0 };
  for (int i = 0; i < train->n; i++) {
    const float *y = data_targets_of (train, i);
    int n = (int) (y[0] + y[1] + y[2] + y[3]);
    counts[n]++;
    for (int k = 0; n == 1 && k < 4; k++)
      if (y[k] > 0)
        prototypes[k] = data_inputs_of (train, i);
  }
  for (int n = 0; n <= 4; n++) { /* binomial */
    static const double expected[] = { 0.1296, 0.3456, 0.3456, 0.1536, 0.0256 };
    g_assert_cmpfloat (fabs (counts[n] / 4000.0 - expected[n]), <, 0.03);
  }
  for (int i = 0; i < test->n; i++)
    for (int d = 0; d < 16; d++) {
      double sum = 0;
      for (int k = 0; k < 4; k++)
        sum += data_targets_of (test, i)[k] * prototypes[k][d];
      g_assert_cmpfloat_with_epsilon (input (test, i, d), sum, 1e-4);
    }
  free_both (train, test);
}

/* The direction from the mean input of the "no"s of task @k to that of the "yes"es. */
static void
direction (const DataSet *set, int k, double *to)
{
  double square = 0;
  for (int d = 0; d < set->channels; d++) {
    to[d] = 0;
    for (int i = 0; i < set->n; i++)
      to[d] += input (set, i, d) * (data_targets_of (set, i)[k] - 0.5);
    square += to[d] * to[d];
  }
  for (int d = 0; d < set->channels; d++)
    to[d] /= sqrt (square);
}

/* Shared factors: f₁ + f₂ + f₃ against f₁ − f₂ + f₃, a cosine of 1/3; others are at right angles. */
static void
test_multitask (void)
{
  for (int related = 0; related < 2; related++) {
    g_autofree char *text = g_strdup_printf ("multitask-latent n=20000 related=%d", related);
    DataSet *train, *test;
    double a[30], b[30], cosine = 0;
    make (text, &train, &test);
    direction (train, 0, a);
    direction (train, 1, b);
    for (int d = 0; d < 30; d++)
      cosine += a[d] * b[d];
    g_assert_cmpfloat (fabs (cosine - related / 3.0), <, 0.05);
    free_both (train, test);
  }
}

static void
test_random_features (void)
{
  DataSet *train, *test, *more, *more_test;
  int zero = 0;
  make ("random-feature-regression features=20", &train, &test);
  make ("random-feature-regression features=50", &more, &more_test);
  for (int i = 0; i < train->n; i++) {
    g_assert_cmpfloat (train->targets[i], ==, more->targets[i]);
    for (int d = 0; d < 20; d++) {
      g_assert_cmpfloat (input (train, i, d), ==, input (more, i, d));
      g_assert_cmpfloat (input (train, i, d), >=, 0);
      zero += input (train, i, d) == 0;
    }
  }
  g_assert_cmpint (abs (2 * zero - 1200), <, 250); /* a half plane */
  free_both (train, test);
  free_both (more, more_test);
}

static void
test_sparse_features (void)
{
  DataSet *train, *test;
  make ("sparse-features n=20000", &train, &test);
  for (int j = 0; j < 100; j += 9) {
    double share = 0, expected = 0.5 * pow (j + 1, -1.2);
    for (int i = 0; i < train->n; i++)
      share += input (train, i, j) / train->n;
    g_assert_cmpfloat (fabs (share - expected), <, 0.2 * expected + 0.002);
  }
  free_both (train, test);
}

static void
test_tabular_rules (void)
{
  DataSet *train, *test;
  int ones = 0;
  make ("tabular-rules n=10000", &train, &test);
  for (int i = 0; i < train->n; i++) {
    gboolean rule = (input (train, i, 0) > 0 && input (train, i, 1) > -0.5) || input (train, i, 2) > 1;
    g_assert_cmpfloat (train->targets[i], ==, rule);
    ones += rule;
  }
  g_assert_cmpint (abs (ones - 4498), <, 200);
  free_both (train, test);
}

static void
test_badly_scaled (void)
{
  DataSet *train, *test;
  make ("logistic-badly-scaled n=5000 dims=3 decades=2", &train, &test);
  for (int j = 0; j < 3; j++) {
    double square = 0;
    for (int i = 0; i < train->n; i++)
      square += pow (input (train, i, j), 2) / train->n;
    g_assert_cmpfloat (fabs (sqrt (square) * pow (10, j) - 1), <, 0.04);
  }
  free_both (train, test);
}

static void
test_gaussians_correlated (void)
{
  DataSet *train, *test;
  double product = 0, square = 0;
  make ("gaussians2 n=10000 correlation=0.9 deviation=1 separation=0 share=0.02", &train, &test);
  for (int i = 0; i < train->n; i++) {
    product += input (train, i, 0) * input (train, i, 1) / train->n;
    square += pow (input (train, i, 1), 2) / train->n;
  }
  g_assert_true (fabs (product - 0.9) < 0.04 && fabs (square - 1) < 0.04);
  free_both (train, test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/points/linear-regression", test_linear_regression);
  g_test_add_func ("/data/points/sine", test_sine);
  g_test_add_func ("/data/points/two-branch", test_two_branch);
  g_test_add_func ("/data/points/truth-tables", test_truth_tables);
  g_test_add_func ("/data/points/wilson", test_wilson);
  g_test_add_func ("/data/points/gmm-ring", test_gmm_ring);
  g_test_add_func ("/data/points/densities", test_densities);
  g_test_add_func ("/data/points/nothing-to-learn", test_nothing_to_learn);
  g_test_add_func ("/data/points/images", test_images);
  g_test_add_func ("/data/points/drift", test_drift);
  g_test_add_func ("/data/points/negatives", test_negatives);
  g_test_add_func ("/data/points/source-groups", test_source_groups);
  g_test_add_func ("/data/points/embeddings", test_embeddings);
  g_test_add_func ("/data/points/multilabel", test_multilabel);
  g_test_add_func ("/data/points/multitask", test_multitask);
  g_test_add_func ("/data/points/random-features", test_random_features);
  g_test_add_func ("/data/points/sparse-features", test_sparse_features);
  g_test_add_func ("/data/points/tabular-rules", test_tabular_rules);
  g_test_add_func ("/data/points/badly-scaled", test_badly_scaled);
  g_test_add_func ("/data/points/gaussians-correlated", test_gaussians_correlated);
  return g_test_run ();
}
