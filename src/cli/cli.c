/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/common.h"

/* The registry of commands; its rows come from the list in meson.build. */

#define ROW(id) extern const CliCommand cli_command_##id;
#include "cli/command-rows.inc"
#undef ROW

#define ROW(id) &cli_command_##id.entry,
static const BaseEntry *const entries[] = {
#include "cli/command-rows.inc"
};
#undef ROW

const BaseRegistry cli_commands = { "commands", entries, sizeof entries / sizeof entries[0] };

void
cli_usage (FILE *stream)
{
  fprintf (stream, "Usage: gradus [--lesson ID] [--present]    opens the window\n"
                   "       gradus FILE.md|FILE.gradus          the same with a lesson or an experiment of your own\n"
                   "       gradus COMMAND …\n\nCommands:\n");
  for (int i = 0; i < cli_commands.n_entries; i++)
    fprintf (stream, "  %-8s %s\n", entries[i]->name, entries[i]->summary);
  fprintf (stream, "\ngradus COMMAND --help says more. Exit status: 0 fine, 1 a claim failed, 2 wrong usage, "
                   "3 bad input.\n");
}

int
cli_main (int argc, char **argv)
{
  BaseError error = { "" };
  if (argc < 2) {
    cli_usage (stderr);
    return CLI_USAGE;
  }
  const CliCommand *command = (const CliCommand *) base_registry_need (&cli_commands, argv[1], &error);
  if (command == NULL)
    return cli_fail (CLI_USAGE, "%s", error.text);
  return command->run (argc - 1, argv + 1);
}
