/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/set.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Walks the registry: a new source is tested here without being mentioned. */

static const DataSource *
source_at (int i)
{
  return (const DataSource *) data_sources.entries[i];
}

/* Labels are whole numbers below n_classes; where there are samples enough, every class is there. */
static void
check_labels (const DataSet *set, gboolean all)
{
  g_autofree int *counts = g_new0 (int, set->n_classes);
  g_assert_cmpint (set->n_classes, >=, 2);
  for (int i = 0; i < set->n * set->n_targets; i++) {
    g_assert_cmpfloat (set->targets[i], ==, floorf (set->targets[i]));
    g_assert_true (set->targets[i] >= 0 && set->targets[i] < (float) set->n_classes);
    counts[(int) set->targets[i]]++;
  }
  for (int k = 0; all && set->n >= 20 * set->n_classes && k < set->n_classes; k++)
    g_assert_cmpint (counts[k], >, 0);
}

static void
check_set (const DataSet *set, int n, gboolean defaults)
{
  int width = data_set_n_inputs (set);
  g_assert_cmpint (set->n, ==, n);
  g_assert_cmpint (set->n_targets, >, 0);
  for (size_t i = 0; i < (size_t) n * (size_t) width; i++)
    g_assert_true (isfinite (set->inputs[i]));
  for (int i = 0; i < n * set->n_targets; i++)
    g_assert_true (isfinite (set->targets[i]));
  for (int i = 0; set->groups != NULL && i < n; i++)
    g_assert_true (set->groups[i] >= 0 && set->groups[i] < set->n_groups);
  if (set->steps > 0)
    g_assert_true (set->height == 1 && set->width == set->steps);
  if (set->target != DATA_REAL)
    check_labels (set, defaults);
}

/* A setting that contradicts the others is a message with its name. */
static void
make_and_check (const DataSource *source, const double *values, const char *changed)
{
  BaseError error = { "" };
  DataSet *train, *test;
  gboolean made = data_make (source, values, NULL, 1, &train, &test, &error);
  g_assert_true (made == (error.text[0] == '\0'));
  if (!made) {
    g_assert_nonnull (changed);
    g_assert_nonnull (strstr (error.text, changed));
    return;
  }
  check_set (train, (int) values[0], changed == NULL);
  check_set (test, (int) values[1], changed == NULL);
  g_assert_cmpint (data_set_n_inputs (train), ==, data_set_n_inputs (test));
  g_assert_true (train->steps == test->steps && train->n_targets == test->n_targets);
  g_assert_cmpstr (train->name, ==, source->entry.name);
  data_set_free (train);
  data_set_free (test);
}

/* Every setting at its edges, the others at their defaults; large images only as many as needed. */
static void
test_edges (gconstpointer data)
{
  const DataSource *source = data;
  const Param *params = source->entry.params;
  double values[PARAM_MAX], defaults[PARAM_MAX];
  g_assert_cmpstr (params[0].name, ==, "n");
  g_assert_cmpstr (params[1].name, ==, "test");
  g_assert_cmpint (params_count (params), <=, PARAM_MAX);
  g_assert_nonnull (source->entry.label);
  g_assert_nonnull (source->entry.summary);
  params_defaults (params, defaults);
  make_and_check (source, defaults, NULL);
  defaults[0] = MIN (100, params[0].max);
  defaults[1] = MIN (40, params[1].max);
  for (int i = 0; i < params_count (params); i++)
    for (int edge = 0; edge < 2; edge++) {
      memcpy (values, defaults, sizeof values);
      values[i] = edge == 0 ? params[i].min : params[i].max;
      if (i < 2)
        values[i] = MIN (400, values[i]);
      make_and_check (source, values, params[i].name);
    }
}

static gboolean
same (const DataSet *a, const DataSet *b, int n)
{
  return memcmp (a->inputs, b->inputs, (size_t) n * (size_t) data_set_n_inputs (a) * sizeof (float)) == 0 &&
         memcmp (a->targets, b->targets, (size_t) (n * a->n_targets) * sizeof (float)) == 0;
}

static void
test_deterministic (gconstpointer data)
{
  const DataSource *source = data;
  double values[PARAM_MAX];
  DataSet *train, *test, *train_again, *test_again, *train_more, *test_more, *train_other, *test_other;
  params_defaults (source->entry.params, values);
  values[0] = MIN (100, source->entry.params[0].max);
  values[1] = MIN (100, source->entry.params[1].max);
  int n = (int) values[0], n_test = (int) values[1];
  g_assert_true (data_make (source, values, NULL, 7, &train, &test, NULL));
  g_assert_true (data_make (source, values, NULL, 7, &train_again, &test_again, NULL));
  g_assert_true (data_make (source, values, NULL, 8, &train_other, &test_other, NULL));
  values[1] = MIN (150, source->entry.params[1].max);
  g_assert_true (data_make (source, values, NULL, 7, &train_more, &test_more, NULL));
  g_assert_true (same (train, train_again, n) && same (test, test_again, n_test));
  g_assert_true (same (train, train_more, n));    /* more test samples change no training sample … */
  g_assert_true (same (test, test_more, n_test)); /* … and only add to the test samples */
  g_assert_true (same (train, train_other, n) == source->fixed);
  g_assert_true (same (test, test_other, n_test) == source->fixed);
  g_assert_true (same (train, test, MIN (n, n_test)) == source->fixed);
  DataSet *sets[] = { train, test, train_again, test_again, train_more, test_more, train_other, test_other };
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    data_set_free (sets[i]);
}

static void
test_bad_value (void)
{
  const DataSource *source = source_at (0);
  double values[PARAM_MAX];
  DataSet *train, *test;
  BaseError error = { "" };
  params_defaults (source->entry.params, values);
  values[0] = 1;
  g_assert_false (data_make (source, values, NULL, 1, &train, &test, &error));
  g_assert_cmpstr (error.text, ==, "n = 1: expected 2 to 100000");
  g_assert_true (train == NULL && test == NULL);
}

/* A small network wants inputs around 0 with sizes around 1. */
static void
test_unit_range (gconstpointer data)
{
  const DataSource *source = data;
  double values[PARAM_MAX];
  DataSet *train, *test;
  params_defaults (source->entry.params, values);
  values[0] = 4000;
  g_assert_true (data_make (source, values, NULL, 3, &train, &test, NULL));
  int width = data_set_n_inputs (train);
  for (int d = 0; d < width; d++) {
    double sum = 0, square = 0;
    for (int i = 0; i < train->n; i++) {
      double x = train->inputs[i * width + d];
      sum += x / train->n;
      square += x * x / train->n;
    }
    g_assert_cmpfloat (fabs (sum), <, 0.06);
    g_assert_cmpfloat (sqrt (square), >, 0.4);
    g_assert_cmpfloat (sqrt (square), <, 1.25);
  }
  data_set_free (train);
  data_set_free (test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sources/bad-value", test_bad_value);
  for (int i = 0; i < data_sources.n_entries; i++) {
    const DataSource *source = source_at (i);
    g_autofree char *edges = g_strdup_printf ("/data/sources/edges/%s", source->entry.name);
    g_autofree char *bits = g_strdup_printf ("/data/sources/deterministic/%s", source->entry.name);
    g_test_add_data_func (edges, source, test_edges);
    g_test_add_data_func (bits, source, test_deterministic);
    if (i < 5) { /* the clouds for small networks come first */
      g_autofree char *range = g_strdup_printf ("/data/sources/unit-range/%s", source->entry.name);
      g_test_add_data_func (range, source, test_unit_range);
    }
  }
  return g_test_run ();
}
