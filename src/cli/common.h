/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the commands share. Private to cli. */

#include "cli/cli.h"
#include "lab/run.h"

/* Reads options; leftover words stay in argv after argv[0]. False after a message on stderr: CLI_USAGE. */
bool cli_parse (int *argc, char ***argv, const char *arguments, const char *summary,
                const GOptionEntry *options);

/* Writes "gradus: MESSAGE" on stderr and returns @status. */
int cli_fail (CliStatus status, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* "png", "svg", "pdf"; NULL: by the ending of @path, else PNG. */
bool cli_format (const char *name, const char *path, PlotFormat *format, BaseError *error);

/* "960x600" */
bool cli_size (const char *text, double *width, double *height, BaseError *error);

/* The language of texts: @option, else the locale's, "en" or "zh_CN"; also makes translations follow it. */
const char *cli_language (const char *option);

/* "NAME<TAB>VALUE<TAB>UNIT" for each number, "NAME[INDEX=…]" for each row of a table, the corners of boxes, the size of
 * images; before each line @prefix. */
void cli_print_results (const CalcResults *results, const char *prefix);

/* A bar on stderr, redrawn in place on a terminal, otherwise a line now and then. @text: what is being done.
 */
void cli_progress (const char *text, double done);
void cli_progress_end (void);
