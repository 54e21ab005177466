/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/answers.h"

/* What a threshold costs: the share of a class that is found against the share of the others taken for it. */

/* Returns the area under the curve. */
static double
trace (const LabRanking *ranking, double *x, double *y, int *n)
{
  int true_positives = 0, false_positives = 0, n_others = ranking->n - ranking->n_positive;
  double area = 0;
  *n = 0;
  x[(*n)] = y[(*n)] = 0;
  for (int i = 0; i < ranking->n; i++) {
    ++*(ranking->positive[i] ? &true_positives : &false_positives);
    if (i + 1 < ranking->n && ranking->score[i + 1] == ranking->score[i])
      continue;
    ++*n;
    x[*n] = (double) false_positives / n_others;
    y[*n] = (double) true_positives / ranking->n_positive;
    area += (x[*n] - x[*n - 1]) * (y[*n] + y[*n - 1]) / 2;
  }
  ++*n;
  return area;
}

static void
place (const LabRanking *ranking, int found, int taken, double *x, double *y)
{
  *x = (double) taken / (ranking->n - ranking->n_positive);
  *y = (double) found / ranking->n_positive;
}

static const LabRankingCurve curve = { N_ ("AUC"), trace, place };

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const double ends[] = { 0, 1 };
  g_autofree char *name = lab_class_name (lab_shown_set (viewer->experiment, 0), lab_ranking_class (viewer));
  g_autofree char *title = g_strdup_printf (_ ("ROC of class %s, step %ld"), name, viewer->result_step);
  PlotFigure *figure = lab_answers_figure (viewer, title);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, _ ("false positive rate"), _ ("true positive rate"));
  plot_set_text (&plot_panel_add_line (panel, NULL, -1, 2, ends, ends)->say, "");
  panel->marks[0].alpha = 0.5;
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    lab_panel_add_ranking (viewer, panel, lane, &curve);
  lab_figure_add_scores (viewer, figure, snapshot->n_lanes);
  figure->n_columns = 2;
  return figure;
}

const LabView lab_view_roc = {
  { "roc", N_ ("ROC curve"),
    N_ ("Share of a class that is found against share of the others taken for it, for every threshold; the area under it is the "
        "probability that a sample of the class is rated above one of the others"),
    "Fawcett 2006, An introduction to ROC analysis", lab_ranking_params },
  .help = N_ ("For every threshold, the share of the class that is found against the share of the others that are taken for "
             "it; right, the probabilities with the threshold, which you can drag. Nearer to the upper left corner is "
             "better, the diagonal is chance; AUC is the probability that a sample of the class is rated above another one "
             "(Fawcett 2006). Where the class is rare a fine curve can still mean mostly false alarms: see precision and "
             "recall."),
  .refuses = lab_answers_refuse,
  .probe = lab_answers_probe,
  .free_result = lab_answers_free,
  .figure = figure,
};
