/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/common.h"

#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

bool
cli_parse (int *argc, char ***argv, const char *arguments, const char *summary, const GOptionEntry *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autofree char *program = g_strdup_printf ("gradus %s", (*argv)[0]);
  g_set_prgname (program);
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, options, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return true;
  cli_fail (CLI_USAGE, "%s (gradus %s --help)", error->message, (*argv)[0]);
  return false;
}

int
cli_fail (CliStatus status, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  fflush (stdout);
  fprintf (stderr, "gradus: %s\n", message);
  return status;
}

bool
cli_format (const char *name, const char *path, PlotFormat *format, BaseError *error)
{
  static const char *const names[] = { [PLOT_PNG] = "png", [PLOT_SVG] = "svg", [PLOT_PDF] = "pdf" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *ending = g_strdup_printf (".%s", names[i]);
    if (name != NULL ? strcmp (name, names[i]) == 0 : path != NULL && g_str_has_suffix (path, ending)) {
      *format = (PlotFormat) i;
      return true;
    }
  }
  *format = PLOT_PNG;
  return name == NULL || base_error_set (error, "--format %s: expected png, svg or pdf", name);
}

bool
cli_size (const char *text, double *width, double *height, BaseError *error)
{
  int w = 0, h = 0;
  char rest;
  if (text == NULL)
    return true;
  if (sscanf (text, "%dx%d%c", &w, &h, &rest) != 2 || w < 100 || h < 100 || w > 10000 || h > 10000)
    return base_error_set (error, "--size %s: expected WIDTHxHEIGHT, 100 to 10000 each", text);
  *width = w;
  *height = h;
  return true;
}

const char *
cli_language (const char *option)
{
  if (option != NULL)
    g_setenv ("LANGUAGE", option, TRUE);
  const char *const *names = g_get_language_names ();
  const char *wanted = option != NULL ? option : names[0];
  return g_str_has_prefix (wanted, "zh") ? "zh_CN" : "en";
}

/* ---- results of calculators ---- */

static void
print_result (const CalcOutput *output, const CalcValue *value, int row)
{
  const double *box = value->values + row * CALC_BOX;
  if (output->kind == CALC_BOXES)
    printf ("%.6g,%.6g,%.6g,%.6g", box[CALC_LEFT], box[CALC_TOP], box[CALC_RIGHT], box[CALC_BOTTOM]);
  else if (output->kind == CALC_IMAGE)
    printf ("%dx%d", value->height, value->width);
  else if (isnan (value->values[row]))
    printf ("nan");
  else
    printf ("%.10g", value->values[row]);
  printf ("\t%s\n", output->unit != NULL ? output->unit : "");
}

void
cli_print_results (const CalcResults *results, const char *prefix)
{
  for (int i = 0; i < calc_n_outputs (results->calculator); i++) {
    const CalcOutput *output = &results->calculator->outputs[i];
    for (int row = 0; row < results->values[i].n; row++) {
      printf ("%s%s", prefix, output->name);
      if (output->index != NULL)
        printf ("[%s=%.10g]", output->index, calc_index (results, i, row));
      else if (output->kind == CALC_BOXES)
        printf ("[%d]", row + 1);
      printf ("\t");
      print_result (output, &results->values[i], row);
    }
  }
}

/* ---- progress ---- */

static bool drawn; /* a bar stands on the current line of stderr */

void
cli_progress (const char *text, double done)
{
  static int last_tenth = -1;
  int width = 30, full = (int) floor (CLAMP (done, 0, 1) * width),
      tenth = (int) floor (CLAMP (done, 0, 1) * 10);
  if (isatty (STDERR_FILENO)) {
    fprintf (stderr, "\r%-24.24s [", text);
    for (int i = 0; i < width; i++)
      fputc (i < full ? '#' : '.', stderr);
    fprintf (stderr, "] %3.0f %%", 100 * CLAMP (done, 0, 1));
    drawn = true;
  } else if (tenth != last_tenth) {
    fprintf (stderr, "%s: %d %%\n", text, 10 * tenth);
    last_tenth = tenth;
  }
  fflush (stderr);
}

void
cli_progress_end (void)
{
  if (drawn)
    fputc ('\n', stderr);
  drawn = false;
}
