/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/common.h"

/* gradus calc: a calculator's results. The registry of calculators is still empty. */

static int
run (int argc, char **argv)
{
  static const GOptionEntry options[] = { { NULL } };
  if (!cli_parse (&argc, &argv, "NAME [KEY=VALUE]…", "Prints a calculator's results as name, value and unit.",
                  options))
    return CLI_USAGE;
  if (argc < 2)
    return cli_fail (CLI_USAGE, "calc needs the name of a calculator; there are none yet");
  return cli_fail (CLI_USAGE, "\"%s\" is not among the calculators; there are none yet", argv[1]);
}

const CliCommand cli_command_calc = {
  { "calc", "calc", "a calculator's results: calc NAME [KEY=VALUE]…" },
  run,
};
