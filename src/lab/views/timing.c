/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* How long a step takes: the median of each lane's rounds as a bar, from the fastest tenth to the slowest as a line. Clocks
 * depend on the machine and on what else it does; nothing of it is recorded. */

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
quantile (const double *sorted, int n, double share)
{
  return n > 0 ? sorted[(int) (share * (n - 1) + 0.5)] : NAN;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  PlotFigure *figure = plot_figure_new (_ ("Time of a training step"));
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, _ ("milliseconds"));
  g_auto (GStrv) names = g_new0 (char *, snapshot->n_lanes + 1);
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    const TrainLaneSnapshot *from = &snapshot->lanes[lane];
    double sorted[TRAIN_TIMES], left = lane - 0.35, at[] = { lane, lane };
    const char *name = lab_lane_name (viewer, lane);
    name = name != NULL ? name : _ ("the network");
    for (int i = 0; i < from->n_times; i++)
      sorted[i] = 1e3 * from->times[i];
    qsort (sorted, (size_t) from->n_times, sizeof *sorted, compare);
    double middle = quantile (sorted, from->n_times, 0.5);
    double ends[] = { quantile (sorted, from->n_times, 0.1), quantile (sorted, from->n_times, 0.9) };
    PlotMark *bar = plot_panel_add_bars (panel, NULL, lab_lane_style (viewer, lane), 1, &left, &middle, 0.7);
    g_autofree char *text = lab_short_number (middle), *low = lab_short_number (ends[0]), *high = lab_short_number (ends[1]);
    g_autofree char *say = g_strdup_printf (_ ("%s: %s ms, from %s to %s, over %d rounds"), name, text, low, high, from->n_times);
    names[lane] = g_strdup_printf ("%s: %s", name, text); /* at the bar's top the line would cross it */
    plot_set_texts (&bar->says, (const char *[]) { say, NULL });
    PlotMark *line = plot_panel_add_line (panel, NULL, -1, 2, at, ends);
    plot_set_text (&line->say, "");
    line->halo = true;
  }
  plot_set_texts (&panel->x.categories, (const char *const *) names);
  plot_set_text (&figure->caption, _ ("Bars: median; lines: from the fastest tenth of the rounds to the slowest."));
  return figure;
}

const LabView lab_view_timing = {
  { "timing", N_ ("Time of a step"), N_ ("How long a training step of each lane takes on this machine: median, and the middle four fifths"),
    NULL, NULL },
  .help = N_ ("How long one training step takes: the bar is the median of the newest rounds, the line goes from the fastest "
             "tenth to the slowest. Compare bars of lanes that ran at the same time. This is the clock of this machine and "
             "of all else that it does: the only numbers here that another run will not repeat."),
  .figure = figure,
};
