/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/common.h"

#include <string.h>

/* gradus plot: one view of a small built-in experiment. */

static char *example_name, *out, *size, *lang;
static gboolean dark;

static const GOptionEntry options[] = {
  { "example", 0, 0, G_OPTION_ARG_STRING, &example_name, "typical (as without this option), empty, nan, one or huge",
    "WHICH" },
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &out, "The picture: .png, .svg or .pdf", "FILE" },
  { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Size in pixels", "WxH" },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark colours", NULL },
  { "lang", 0, 0, G_OPTION_ARG_STRING, &lang, "en or zh_CN", "LANGUAGE" },
  { NULL },
};

static bool
which_example (LabExample *example, BaseError *error)
{
  static const char *const names[] = { "typical", "empty", "nan", "one", "huge" };
  *example = LAB_EXAMPLE_TYPICAL;
  for (guint i = 0; example_name != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (example_name, names[i]) == 0) {
      *example = (LabExample) i;
      return true;
    }
  return example_name == NULL ||
         base_error_set (error, "--example %s: expected typical, empty, nan, one or huge", example_name);
}

static int
draw (const LabView *view, LabExample example, PlotFormat format, double width, double height)
{
  BaseError error = { "" };
  PlotFigure *figure = lab_view_example (view, example, &error);
  if (figure == NULL)
    return cli_fail (CLI_BAD_INPUT, "%s", error.text);
  PlotTheme theme = { .scheme = dark ? PLOT_DARK : PLOT_LIGHT,
                      .language = strcmp (cli_language (lang), "zh_CN") == 0 ? "zh-cn" : "en" };
  bool fine = plot_figure_write (figure, out, format, width, height, 1, &theme, &error);
  plot_figure_free (figure);
  return fine ? CLI_FINE : cli_fail (CLI_BAD_INPUT, "%s", error.text);
}

static int
run (int argc, char **argv)
{
  BaseError error = { "" };
  LabExample example;
  PlotFormat format;
  double width = 960, height = 600;
  if (!cli_parse (&argc, &argv, "NAME", "Draws one view of a small built-in experiment.", options))
    return CLI_USAGE;
  if (argc != 2 || out == NULL)
    return cli_fail (CLI_USAGE,
                     "plot needs the name of a view and --out FILE; \"gradus list plots\" shows the views");
  const LabView *view = (const LabView *) base_registry_need (&lab_views, argv[1], &error);
  if (view == NULL || !which_example (&example, &error) || !cli_format (NULL, out, &format, &error) ||
      !cli_size (size, &width, &height, &error))
    return cli_fail (CLI_USAGE, "%s", error.text);
  cli_language (lang);
  return draw (view, example, format, width, height);
}

const CliCommand cli_command_plot = {
  { "plot", "plot",
    "draws one view of a small built-in experiment: plot NAME [--example typical|empty|nan|one|huge] --out FILE" },
  run,
};
