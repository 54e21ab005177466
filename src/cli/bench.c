/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/common.h"

#include "bench/bench.h"

#include <math.h>

/* gradus bench: speed on fixed workloads, one line for each figure. */

static int threads = 1;
static double seconds = 2;

static const GOptionEntry options[] = {
  { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "Threads (1)", "N" },
  { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, "Seconds for each measurement (2); 0: the losses alone",
    "S" },
  { NULL },
};

typedef struct {
  const BenchWorkload *workload;
  int threads;
  bool right; /* the loss came out as in other programs */
} Emission;

static void
emit (const char *metric, double value, void *data)
{
  Emission *emission = data;
  printf ("%s\tgradus\t%d\t%s\t%.9g\n", emission->workload->entry.name, emission->threads, metric, value);
  fflush (stdout);
  if (g_strcmp0 (metric, emission->workload->check) == 0)
    emission->right = fabs (value - emission->workload->expected) <=
                      emission->workload->tolerance * fabs (emission->workload->expected);
}

static int
run_workload (const BenchWorkload *workload)
{
  BaseError error = { "" };
  Emission emission = { workload, MIN (threads, workload->max_threads), workload->check == NULL };
  if (!workload->run (emission.threads, seconds, emit, &emission, &error))
    return cli_fail (CLI_BAD_INPUT, "%s", error.text);
  if (!emission.right)
    return cli_fail (CLI_CLAIM_FAILED, "%s: %s is not %g as in other programs", workload->entry.name,
                     workload->check, workload->expected);
  return CLI_FINE;
}

static int
run (int argc, char **argv)
{
  BaseError error = { "" };
  int status = CLI_FINE;
  if (!cli_parse (&argc, &argv, "[WORKLOAD]…",
                  "Prints workload, program, threads, metric and value, divided by tabs.", options))
    return CLI_USAGE;
  if (threads < 1 || !(seconds >= 0))
    return cli_fail (CLI_USAGE, "--threads wants 1 or more, --seconds 0 or more");
  for (int i = 1; i < argc; i++)
    if (base_registry_need (&bench_workloads, argv[i], &error) == NULL)
      return cli_fail (CLI_USAGE, "%s", error.text);
  int n = argc > 1 ? argc - 1 : bench_workloads.n_entries;
  for (int i = 0; i < n; i++) {
    const BaseEntry *entry =
        argc > 1 ? base_registry_find (&bench_workloads, argv[i + 1]) : bench_workloads.entries[i];
    int outcome = run_workload ((const BenchWorkload *) entry); /* MAX would evaluate it twice */
    status = MAX (status, outcome);
  }
  return status;
}

const CliCommand cli_command_bench = {
  { "bench", "bench", "speed on fixed workloads: bench [WORKLOAD]… [--threads N] [--seconds S]" },
  run,
};
