/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/answers.h"

#include <math.h>

/* Which classes are taken for which: rows of truth, columns of answers, coloured by the share of the row. */

enum { MAX_CLASSES = 40 };

static const Param params[] = { LAB_TEST_PARAM, { NULL } };

static const char *
refuses (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++)
    if (lab_shown_set (experiment, lane)->n_classes > MAX_CLASSES)
      return _ ("A confusion matrix can be read with up to 40 classes; here there are more.");
  return lab_answers_refuse (experiment);
}

/* Counts [truth][answer]; an answer that is not finite is nowhere. */
static int *
count (const LabAnswers *answers)
{
  int *counts = g_new0 (int, answers->n_classes *answers->n_classes);
  for (int i = 0; i < answers->n; i++) {
    int answer = lab_answer (answers, i);
    if (answer >= 0)
      counts[answers->truth[i] * answers->n_classes + answer]++;
  }
  return counts;
}

/* The commonest mistake, −1: there is none. */
static int
worst_cell (const int *counts, int n)
{
  int worst = -1;
  for (int i = 0; i < n * n; i++)
    if (i / n != i % n && counts[i] > (worst >= 0 ? counts[worst] : 0))
      worst = i;
  return worst;
}

/* "good: 58 of 300 wrong, most often 4 as 9 (7×)" in the figure's caption. */
static void
add_caption (const LabViewer *viewer, PlotFigure *figure, int lane, const LabAnswers *answers, const int *counts, char **names)
{
  int n = answers->n_classes, worst = worst_cell (counts, n), n_right = 0;
  for (int k = 0; k < n; k++)
    n_right += counts[k * n + k];
  g_autofree char *wrong = g_strdup_printf (_ ("%d of %d wrong"), answers->n - n_right, answers->n);
  g_autofree char *text = worst < 0 ? g_strdup (wrong)
                                    : g_strdup_printf (_ ("%s, most often %s taken for %s (%d×)"), wrong, names[worst / n],
                                                       names[worst % n], counts[worst]);
  g_autofree char *said = lab_lane_says (viewer, lane, text);
  g_autofree char *all = figure->caption != NULL ? g_strdup_printf ("%s; %s", figure->caption, said) : g_strdup (said);
  plot_set_text (&figure->caption, all);
}

static void
add_cells (PlotPanel *panel, const int *counts, int n, char **names)
{
  g_autofree float *shares = g_new (float, n *n);
  g_auto (GStrv) texts = g_new0 (char *, n * n + 1), says = g_new0 (char *, n * n + 1);
  for (int truth = 0; truth < n; truth++) {
    int total = 0;
    for (int k = 0; k < n; k++)
      total += counts[truth * n + k];
    for (int k = 0; k < n; k++) {
      int cell = truth * n + k;
      shares[cell] = total > 0 ? (float) counts[cell] / (float) total : NAN;
      texts[cell] = counts[cell] > 0 ? g_strdup_printf ("%d\n%.0f %%", counts[cell], 100 * (double) shares[cell]) : g_strdup ("");
      says[cell] = g_strdup_printf (_ ("truth %s, answer %s: %d of %d (%.1f %%)"), names[truth], names[k], counts[cell], total,
                                    100 * (double) shares[cell]);
    }
  }
  PlotMark *map = plot_panel_add_map (panel, n, n, shares, PLOT_VIRIDIS);
  map->left = map->top = -0.5, map->right = map->bottom = n - 0.5;
  map->cell_min = 0, map->cell_max = 1;
  plot_set_texts (&map->texts, (const char *const *) texts);
  plot_set_texts (&map->says, (const char *const *) says);
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const LabAnswers *answers = (const LabAnswers *) viewer->result + lane;
  int n = answers->n_classes;
  g_autofree int *counts = count (answers);
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  for (int k = 0; k < n; k++)
    names[k] = lab_class_name (lab_shown_set (viewer->experiment, lane), k);
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), _ ("answer"), _ ("truth"));
  add_cells (panel, counts, n, names);
  plot_set_texts (&panel->x.categories, (const char *const *) names);
  plot_set_texts (&panel->y.categories, (const char *const *) names);
  panel->y.reversed = panel->square = true;
  add_caption (viewer, figure, lane, answers, counts, names);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_autofree char *title = g_strdup_printf (_ ("Confusion matrix, step %ld"), viewer->result_step);
  PlotFigure *figure = lab_answers_figure (viewer, title);
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    add_lane (viewer, figure, lane);
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("share of the row"));
  return figure;
}

const LabView lab_view_confusion = {
  { "confusion", N_ ("Confusion matrix"),
    N_ ("How many samples of each class are given which answer, with their share of the class; the commonest mistake is named"), NULL,
    params },
  /* xgettext:no-c-format */
  .help = N_ ("Rows are the true class, columns the answer; a cell holds the number of samples and its share of the row, "
             "and the colour is that share. The diagonal is right; every other cell is a mistake, and the commonest is "
             "named below. A row adds up to 100 %, so rare classes look as large as common ones: read the numbers, too."),
  .refuses = refuses,
  .probe = lab_answers_probe,
  .free_result = lab_answers_free,
  .figure = figure,
  .example = "data = digits28 n=400 test=300\nnetwork = flatten | dense 32 relu | dense 10\nloss = softmax-ce\n"
             "optimizer = adam lr=0.003\nbatch = 32\nsteps = 100\nrecord = every 10\n",
};
