/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/answers.h"

#include <math.h>

/* Whether the network is right as often as it believes: above, accuracy by confidence; below, how many samples there are. */

enum { BINS, TEST };
enum { MAX_BINS = 40 };

static const Param params[] = {
  [BINS] = { "bins", N_ ("Bins"), NULL, PARAM_INT, PARAM_LIVE, 2, MAX_BINS, 15 },
  [TEST] = LAB_TEST_PARAM,
  { NULL },
};

typedef struct {
  int n_bins, n, count[MAX_BINS], right[MAX_BINS];
  double confidence[MAX_BINS]; /* sums */
  double error;                /* Σ |right − confidence| / n; NaN where an answer is not finite */
} Bins;

static Bins
fill_bins (const LabAnswers *answers, int n_bins)
{
  Bins bins = { .n_bins = n_bins, .n = answers->n };
  for (int i = 0; i < answers->n; i++) {
    int class = lab_answer (answers, i);
    double confidence = class >= 0 ? answers->p[i * answers->n_classes + class] : NAN;
    int bin = class >= 0 ? CLAMP ((int) ceil (confidence * n_bins) - 1, 0, n_bins - 1) : 0;
    bins.count[bin]++;
    bins.right[bin] += class == answers->truth[i];
    bins.confidence[bin] += confidence;
  }
  for (int k = 0; k < n_bins; k++)
    bins.error += fabs (bins.right[k] - bins.confidence[k]) / bins.n;
  return bins;
}

static void
add_bars (const LabViewer *viewer, PlotPanel *panel, int lane, const Bins *bins, bool shares)
{
  double edges[MAX_BINS], heights[MAX_BINS];
  g_auto (GStrv) says = g_new0 (char *, bins->n_bins + 1);
  for (int k = 0; k < bins->n_bins; k++) {
    edges[k] = (double) k / bins->n_bins;
    double right = bins->count[k] > 0 ? (double) bins->right[k] / bins->count[k] : NAN;
    heights[k] = shares ? (double) bins->count[k] / bins->n : right;
    says[k] = g_strdup_printf (_ ("confidence %.2f to %.2f: %d samples, %.0f %% right, %.0f %% expected"), edges[k],
                               edges[k] + 1.0 / bins->n_bins, bins->count[k], 100 * right,
                               100 * bins->confidence[k] / MAX (1, bins->count[k]));
  }
  PlotMark *bars = plot_panel_add_bars (panel, NULL, lab_lane_style (viewer, lane), bins->n_bins, edges, heights, 1.0 / bins->n_bins);
  plot_set_texts (&bars->says, (const char *const *) says);
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane, bool shares)
{
  const LabAnswers *answers = viewer->result;
  Bins bins = fill_bins (&answers[lane], (int) viewer->values[BINS]);
  double lowest = 1.0 / answers[lane].n_classes, diagonal[] = { 0, 1 };
  g_autofree char *error = g_strdup_printf (_ ("ECE %.3f"), bins.error);
  g_autofree char *title = lab_lane_says (viewer, lane, isfinite (bins.error) ? error : _ ("not finite"));
  PlotPanel *panel = plot_figure_add_panel (figure, shares ? NULL : title, _ ("confidence"), shares ? _ ("share of samples") : _ ("accuracy"));
  plot_set_text (&panel->empty, _ ("not finite"));
  panel->x.min = lowest >= 0.5 ? 0.5 : 0, panel->x.max = 1, panel->y.min = 0;
  if (!isfinite (bins.error))
    return;
  add_bars (viewer, panel, lane, &bins, shares);
  if (shares)
    return;
  panel->y.max = 1;
  PlotMark *line = plot_panel_add_line (panel, NULL, -1, 2, diagonal, diagonal);
  plot_set_text (&line->say, "");
  line->halo = true;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_autofree char *title = g_strdup_printf (_ ("Calibration, step %ld"), viewer->result_step);
  PlotFigure *figure = lab_answers_figure (viewer, title);
  for (int shares = 0; shares < 2; shares++)
    for (int lane = 0; lane < snapshot->n_lanes; lane++)
      add_lane (viewer, figure, lane, shares);
  figure->n_columns = snapshot->n_lanes;
  plot_set_text (&figure->caption, _ ("Grey: as many right as the confidence promises."));
  return figure;
}

const LabView lab_view_calibration = {
  { "calibration", N_ ("Calibration"),
    N_ ("Accuracy of the answers by their confidence, with the expected calibration error, and how many answers are that sure"),
    "Guo, Pleiss, Sun, Weinberger 2017, On calibration of modern neural networks", params },
  .help = N_ ("Above, answers sorted by the probability that the network gives its own answer, and how many in each bin are "
             "right; below, the share of samples in each bin. Bars on the diagonal: it is right as often as it says. Bars "
             "below it: it is too sure. ECE is the mean distance between accuracy and confidence, weighted by samples (Guo "
             "et al. 2017); bins with few samples stray far, so look at the lower bars first."),
  .refuses = lab_answers_refuse,
  .probe = lab_answers_probe,
  .free_result = lab_answers_free,
  .figure = figure,
};
