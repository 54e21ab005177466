/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/answers.h"

#include <math.h>

/* How many of those called positive are, against how many of the positive are called so: what counts where they are rare. */

/* Returns the average precision, Σ precision · Δ recall. */
static double
trace (const LabRanking *ranking, double *x, double *y, int *n)
{
  int true_positives = 0;
  double average = 0, before = 0;
  *n = 0;
  for (int i = 0; i < ranking->n; i++) {
    true_positives += ranking->positive[i];
    if (i + 1 < ranking->n && ranking->score[i + 1] == ranking->score[i])
      continue;
    x[*n] = (double) true_positives / ranking->n_positive;
    y[*n] = (double) true_positives / (i + 1);
    average += (x[*n] - before) * y[*n];
    before = x[(*n)++];
  }
  return average;
}

static void
place (const LabRanking *ranking, int found, int taken, double *x, double *y)
{
  *x = (double) found / ranking->n_positive;
  *y = found + taken > 0 ? (double) found / (found + taken) : NAN;
}

static const LabRankingCurve curve = { N_ ("AP"), trace, place };

/* Who calls everything positive is right as often as there are positives. */
static void
add_baseline (const LabViewer *viewer, PlotPanel *panel)
{
  const LabAnswers *answers = viewer->result;
  int n_positive = 0;
  for (int i = 0; i < answers->n; i++)
    n_positive += answers->truth[i] == lab_ranking_class (viewer);
  double share = (double) n_positive / answers->n, x[] = { 0, 1 }, y[] = { share, share };
  g_autofree char *label = g_strdup_printf (_ ("chance %.2g"), share);
  plot_panel_add_line (panel, label, -1, 2, x, y)->alpha = 0.6;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_autofree char *name = lab_class_name (lab_shown_set (viewer->experiment, 0), lab_ranking_class (viewer));
  g_autofree char *title = g_strdup_printf (_ ("Precision and recall of class %s, step %ld"), name, viewer->result_step);
  PlotFigure *figure = lab_answers_figure (viewer, title);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, _ ("recall"), _ ("precision"));
  add_baseline (viewer, panel);
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    lab_panel_add_ranking (viewer, panel, lane, &curve);
  lab_figure_add_scores (viewer, figure, snapshot->n_lanes);
  figure->n_columns = 2;
  return figure;
}

const LabView lab_view_pr = {
  { "pr", N_ ("Precision and recall"),
    N_ ("Precision against recall of a class for every threshold, with the precision of chance, the share of the class"),
    "Davis, Goadrich 2006, The relationship between precision-recall and ROC curves", lab_ranking_params },
  .help = N_ ("Precision, the share of those called positive that are, against recall, the share of the positive that are "
             "found, for every threshold; right, the probabilities with the threshold, which you can drag. Nearer to the "
             "upper right corner is better; AP is the mean precision, weighted by the gain in recall. The line of chance "
             "is the share of the class: compare AP with it, and not between data of different shares."),
  .refuses = lab_answers_refuse,
  .probe = lab_answers_probe,
  .free_result = lab_answers_free,
  .figure = figure,
};
