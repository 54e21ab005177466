/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gallery FOLDER: writes every sample figure as pictures, to be looked at. */
#include "figures.h"

#include <glib.h>
#include <stdio.h>

static const struct {
  const char *name;
  double width, height;
  PlotTheme theme;
} views[] = {
  { "light", 1000, 600, { PLOT_LIGHT } },
  { "dark", 1000, 600, { PLOT_DARK } },
  { "contrast", 640, 400, { PLOT_CONTRAST_DARK } },
  { "small", 460, 300, { PLOT_LIGHT } },
  { "thumb", 220, 140, { PLOT_LIGHT, .compact = true } },
  { "zh", 1000, 600, { PLOT_LIGHT, .language = "zh-cn" } },
};

int
main (int argc, char **argv)
{
  if (argc != 2)
    return 2;
  for (int m = 0; figure_makers[m].name != NULL; m++)
    for (int kind = 0; kind < N_DATA; kind++)
      for (guint v = 0; v < G_N_ELEMENTS (views); v++) {
        BaseError error = { "" };
        PlotFigure *figure = figure_makers[m].make ((DataKind) kind, views[v].theme.language != NULL);
        char *path = g_strdup_printf ("%s/%s-%s-%s.png", argv[1], figure_makers[m].name, data_names[kind], views[v].name);
        if (!plot_figure_write (figure, path, PLOT_PNG, views[v].width, views[v].height, 1, &views[v].theme, &error))
          fprintf (stderr, "%s\n", error.text);
        g_free (path);
        plot_figure_free (figure);
      }
  return 0;
}
