/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The commands of `gradus`, each in a file of its own, thin over lab. */

#include "base/error.h"
#include "base/param.h"

#include <glib.h>
#include <stdio.h>

/* Exit statuses. */
typedef enum {
  CLI_FINE = 0,
  CLI_CLAIM_FAILED = 1,
  CLI_USAGE = 2,
  CLI_BAD_INPUT = 3,
} CliStatus;

/* A command. argv[0] is its name; what it prints for people who ask how to use it stands in entry.summary. */
typedef struct {
  BaseEntry entry;
  int (*run) (int argc, char **argv);
} CliCommand;
extern const BaseRegistry cli_commands;

/* Runs argv[1]; a missing or unknown command is a message on stderr and CLI_USAGE. */
int cli_main (int argc, char **argv);

/* Writes the list of commands. */
void cli_usage (FILE *stream);
