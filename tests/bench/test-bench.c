/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every workload reproduces the value that other programs report for the same work. */
#include "bench/bench.h"

#include <glib.h>
#include <math.h>

typedef struct {
  const BenchWorkload *workload;
  gboolean seen;
} Check;

static void
emit (const char *metric, double value, void *data)
{
  Check *check = data;
  g_test_message ("%s %s %.9g", check->workload->entry.name, metric, value);
  if (g_str_equal (metric, "max_difference"))
    g_assert_cmpfloat (value, <, 1e-5);
  if (g_str_equal (metric, check->workload->check)) {
    check->seen = TRUE;
    g_assert_cmpfloat (fabs (value / check->workload->expected - 1), <=, check->workload->tolerance);
  }
}

static void
test_workload (gconstpointer data)
{
  Check check = { data, FALSE };
  BaseError error = { "" };
  g_assert_true (check.workload->run (1, 0, emit, &check, &error));
  g_assert_true (check.seen);
}

static void
emit_percent (const char *metric, double value, void *data)
{
  double *percent = data;
  if (g_str_equal (metric, "recorder_percent"))
    *percent = value;
}

/* What a recorder costs is measured where there is one. */
static void
test_recorder (void)
{
  static const char *const names[] = { "W2", "W3", "W4", "W6" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const BenchWorkload *workload = (const BenchWorkload *) base_registry_find (&bench_workloads, names[i]);
    BaseError error = { "" };
    double percent = NAN;
    g_assert_true (workload->run (1, 0.01, emit_percent, &percent, &error));
    g_assert_cmpfloat (percent, <, 100); /* 100: nothing was trained */
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 0; i < bench_workloads.n_entries; i++) {
    g_autofree char *path = g_strdup_printf ("/bench/%s", bench_workloads.entries[i]->name);
    g_test_add_data_func (path, bench_workloads.entries[i], test_workload);
  }
  g_test_add_func ("/bench/recorder", test_recorder);
  return g_test_run ();
}
