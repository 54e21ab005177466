/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/common.h"

/* gradus calc: a calculator's results. */

static int
run (int argc, char **argv)
{
  static const GOptionEntry options[] = { { NULL } };
  if (!cli_parse (&argc, &argv, "NAME [KEY=VALUE]…",
                  "Prints a calculator's results as name, value and unit. \"gradus list calculators\" says what there is; "
                  "where a calculator takes a network, network=\"conv2d 8 3 relu | maxpool 2\" gives another.",
                  options))
    return CLI_USAGE;
  if (argc < 2)
    return cli_fail (CLI_USAGE, "calc needs the name of a calculator: gradus list calculators");
  BaseError error = { "" };
  CalcResults *results = lab_calculate_named (argv[1], argv + 2, argc - 2, &error);
  if (results == NULL)
    return cli_fail (CLI_USAGE, "%s", error.text);
  cli_print_results (results, "");
  calc_results_free (results);
  return CLI_FINE;
}

const CliCommand cli_command_calc = {
  { "calc", "calc", "a calculator's results: calc NAME [KEY=VALUE]…" },
  run,
};
