/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "make.h"

#include <math.h>

typedef struct {
  DataSet *train, *test, *plain_train, *plain_test;
} Sets;

/* The set with options beside the same without: @source, then @options. */
static Sets
both (const char *source, const char *options)
{
  g_autofree char *text = g_strdup_printf ("%s %s", source, options);
  Sets sets;
  make (source, &sets.plain_train, &sets.plain_test);
  make (text, &sets.train, &sets.test);
  return sets;
}

static void
sets_free (Sets *sets)
{
  data_set_free (sets->train);
  data_set_free (sets->test);
  data_set_free (sets->plain_train);
  data_set_free (sets->plain_test);
}

static gboolean
same_inputs (const DataSet *a, const DataSet *b)
{
  return a->n == b->n &&
         memcmp (a->inputs, b->inputs, (gsize) a->n * (gsize) data_set_n_inputs (a) * sizeof (float)) == 0;
}

static gboolean
same_targets (const DataSet *a, const DataSet *b)
{
  return a->n == b->n && memcmp (a->targets, b->targets, (gsize) (a->n * a->n_targets) * sizeof (float)) == 0;
}

static double
share_changed (const DataSet *set, const DataSet *plain)
{
  int n = set->n * set->n_targets, changed = 0;
  for (int i = 0; i < n; i++)
    changed += set->targets[i] != plain->targets[i];
  return (double) changed / n;
}

static void
test_no_names_twice (void)
{
  for (int i = 0; i < data_sources.n_entries; i++)
    for (const Param *param = data_sources.entries[i]->params; param->name != NULL; param++)
      g_assert_cmpint (params_find (data_options, param->name), <, 0);
  g_assert_cmpint (params_count (data_options), <=, PARAM_MAX);
}

static void
test_label_noise (void)
{
  Sets few = both ("digits28 n=2000 test=300", "label_noise=0.1"),
       many = both ("digits28 n=2000 test=300", "label_noise=0.3");
  g_assert_true (same_inputs (many.train, many.plain_train) && same_targets (many.test, many.plain_test));
  g_assert_cmpfloat (fabs (share_changed (few.train, few.plain_train) - 0.1), <, 0.025);
  g_assert_cmpfloat (fabs (share_changed (many.train, many.plain_train) - 0.3), <, 0.035);
  g_assert_true (memcmp (many.train->true_targets, many.plain_train->targets, 2000 * sizeof (float)) == 0);
  g_assert_null (many.test->true_targets);
  int to[10] = { 0 };
  for (int i = 0; i < 2000; i++) {
    if (few.train->targets[i] != few.plain_train->targets[i]) /* more noise only adds wrong labels */
      g_assert_cmpfloat (few.train->targets[i], ==, many.train->targets[i]);
    if (many.train->targets[i] != many.plain_train->targets[i] && many.plain_train->targets[i] == 4)
      to[(int) many.train->targets[i]]++;
  }
  for (int k = 0; k < 10; k++)
    g_assert_true (k == 4 ? to[k] == 0 : to[k] > 0);
  sets_free (&few);
  sets_free (&many);
  Sets all = both ("moons n=200", "label_noise=1 test_label_noise=0.5");
  g_assert_cmpfloat (share_changed (all.train, all.plain_train), ==, 1);
  g_assert_cmpfloat (fabs (share_changed (all.test, all.plain_test) - 0.5), <, 0.1);
  sets_free (&all);
}

static void
test_labels (void)
{
  Sets shuffled = both ("gaussians2 n=1000 share=0.2", "labels=shuffled"),
       random = both ("gaussians2 n=1000 share=0.2", "labels=random");
  double sum = 0, plain_sum = 0, random_sum = 0;
  for (int i = 0; i < 1000; i++) {
    sum += shuffled.train->targets[i];
    plain_sum += shuffled.plain_train->targets[i];
    random_sum += random.train->targets[i];
  }
  g_assert_cmpfloat (sum, ==, plain_sum);
  g_assert_cmpfloat (fabs (share_changed (shuffled.train, shuffled.plain_train) - 2 * 0.2 * 0.8), <, 0.05);
  g_assert_cmpfloat (fabs (random_sum - 500), <, 50);
  g_assert_true (same_targets (shuffled.test, shuffled.plain_test) &&
                 same_inputs (random.train, random.plain_train));
  sets_free (&shuffled);
  sets_free (&random);
}

static void
test_which_samples (void)
{
  Sets sorted = both ("moons n=101", "order=sorted"), copies = both ("moons n=100", "duplicates=0.8"),
       thin = both ("digits28 n=1000 test=50", "imbalance=10");
  for (int i = 1; i < 101; i++)
    g_assert_cmpfloat (sorted.train->targets[i - 1], <=, sorted.train->targets[i]);
  g_assert_cmpmem (sorted.train->inputs + 2, 8, sorted.plain_train->inputs + 4,
                   8); /* equal ones as they were */
  for (int i = 0; i < 100; i++)
    g_assert_cmpmem (copies.train->inputs + 2 * i, 8, copies.plain_train->inputs + 2 * (i % 20), 8);
  g_assert_true (same_inputs (copies.test, copies.plain_test) && same_inputs (thin.test, thin.plain_test));
  int counts[10] = { 0 };
  for (int i = 0; i < thin.train->n; i++)
    counts[(int) thin.train->targets[i]]++;
  for (int k = 0; k < 10; k++)
    g_assert_cmpint (counts[k], ==, (int) ceil (100 * pow (10, -k / 9.0)));
  sets_free (&sorted);
  sets_free (&copies);
  sets_free (&thin);
}

static void
test_permute (void)
{
  Sets sets = both ("digits28 n=20 test=10", "permute=1"), half = both ("moons n=10", "permute=1");
  int where[784];
  for (int p = 0; p < 784; p++) { /* where pixel p went: the same place in every image, and no two at one */
    where[p] = -1;
    for (int q = 0; q < 784; q++) {
      gboolean same = TRUE;
      for (int i = 0; same && i < 20; i++)
        same = sets.train->inputs[i * 784 + q] == sets.plain_train->inputs[i * 784 + p];
      for (int i = 0; same && i < 10; i++)
        same = sets.test->inputs[i * 784 + q] == sets.plain_test->inputs[i * 784 + p];
      if (same)
        where[p] = q;
    }
    g_assert_cmpint (where[p], >=, 0);
  }
  g_assert_false (same_inputs (sets.train, sets.plain_train));
  g_assert_true (same_targets (sets.train, sets.plain_train));
  sets_free (&sets);
  sets_free (&half);
}

static void
test_scale (void)
{
  Sets sets = both ("gaussians2 n=50 dims=3", "scale=2 scale_ratio=100 offset=20 offset_step=40");
  const float scale[] = { 2, 20, 200 }, offset[] = { 20, 60, 100 };
  for (int i = 0; i < 150; i++) {
    g_assert_cmpfloat_with_epsilon (sets.train->inputs[i],
                                    scale[i % 3] * sets.plain_train->inputs[i] + offset[i % 3], 1e-3);
    g_assert_cmpfloat_with_epsilon (sets.test->inputs[i],
                                    scale[i % 3] * sets.plain_test->inputs[i] + offset[i % 3], 1e-3);
  }
  sets_free (&sets);
}

static void
mean_and_deviation (const DataSet *set, int j, double *mean, double *deviation)
{
  double sum = 0, square = 0;
  for (int i = 0; i < set->n; i++) {
    double x = set->inputs[i * set->channels + j];
    sum += x;
    square += x * x;
  }
  *mean = sum / set->n;
  *deviation = sqrt (square / set->n - *mean * *mean);
}

static void
test_normalise (void)
{
  static const char *const text =
      "gaussians2 n=200 test=100 share=0.2 separation=4 offset=20 offset_step=80 scale_ratio=30";
  double mean, deviation;
  Sets train = both (text, "normalise=standardise"),
       own = both (text, "normalise=standardise test_statistics=own"),
       centre = both (text, "normalise=centre");
  for (int j = 0; j < 2; j++) {
    mean_and_deviation (train.train, j, &mean, &deviation);
    g_assert_true (fabs (mean) < 1e-4 && fabs (deviation - 1) < 1e-4);
    mean_and_deviation (own.test, j, &mean, &deviation);
    g_assert_true (fabs (mean) < 1e-4 && fabs (deviation - 1) < 1e-4);
    mean_and_deviation (centre.train, j, &mean, &deviation);
    g_assert_true (fabs (mean) < 1e-3 && fabs (deviation - 1) > 0.05);
    for (int i = j; i < 200; i += 2) /* the test samples by the training samples' numbers */
      g_assert_cmpfloat_with_epsilon (train.test->inputs[i] * train.train->deviation[j] +
                                          train.train->mean[j],
                                      train.plain_test->inputs[i], 1e-3);
  }
  g_assert_false (same_inputs (train.test, own.test));
  sets_free (&train);
  sets_free (&own);
  sets_free (&centre);
}

static void
test_refused (void)
{
  const DataSource *moons = (const DataSource *) base_registry_find (&data_sources, "moons");
  double values[PARAM_MAX], options[PARAM_MAX];
  DataSet *train, *test;
  BaseError error = { "" };
  params_defaults (moons->entry.params, values);
  params_defaults (data_options, options);
  options[params_find (data_options, "label_noise")] = 2;
  g_assert_false (data_make (moons, values, options, 1, &train, &test, &error));
  g_assert_cmpstr (error.text, ==, "label_noise = 2: expected 0 to 1");
  g_assert_true (train == NULL && test == NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/options/no-names-twice", test_no_names_twice);
  g_test_add_func ("/data/options/label-noise", test_label_noise);
  g_test_add_func ("/data/options/labels", test_labels);
  g_test_add_func ("/data/options/which-samples", test_which_samples);
  g_test_add_func ("/data/options/permute", test_permute);
  g_test_add_func ("/data/options/scale", test_scale);
  g_test_add_func ("/data/options/normalise", test_normalise);
  g_test_add_func ("/data/options/refused", test_refused);
  return g_test_run ();
}
