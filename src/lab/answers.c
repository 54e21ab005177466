/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/answers.h"

#include "base/words.h"

#include <math.h>
#include <stdlib.h>

bool
lab_answers_of_classes (NnLink link, int n_outputs, const DataSet *set)
{
  return (link == NN_LINK_SIGMOID && n_outputs == 1) || (link == NN_LINK_SOFTMAX && n_outputs == set->n_classes);
}

static bool
answers_fit (const LabExperiment *experiment, int lane)
{
  const DataSet *set = lab_shown_set (experiment, lane);
  const NnLoss *loss = lab_experiment_loss (experiment, lane);
  int n_outputs = (int) nn_graph_output (lab_experiment_graph (experiment, lane))->size;
  if (loss == NULL || set->n_targets != 1 || set->target == DATA_REAL)
    return false;
  return lab_answers_of_classes (loss->link, n_outputs, set);
}

const char *
lab_answers_refuse (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++)
    if (!answers_fit (experiment, lane))
      return _ ("This needs a network that gives each class a probability.");
  return NULL;
}

static void
answer_lane (LabAnswers *answers, const LabProbeJob *job, int lane)
{
  const DataSet *set = lab_named_set (job->experiment, lane, job->test);
  NnGraph *graph = job->graphs[lane];
  int n = MIN (set->n, LAB_ANSWERS_MAX), n_outputs = (int) nn_graph_output (graph)->size;
  g_autofree double *said = g_new (double, n *n_outputs);
  lab_predict (graph, lab_experiment_loss (job->experiment, lane)->link, set->inputs, n, said);
  *answers = (LabAnswers){ n, MAX (2, n_outputs), g_new (int, n), NULL };
  answers->p = g_new (double, n * answers->n_classes);
  for (int i = 0; i < n; i++) {
    answers->truth[i] = (int) set->targets[i];
    for (int k = 0; k < answers->n_classes; k++)
      answers->p[i * answers->n_classes + k] = n_outputs > 1 ? said[i * n_outputs + k] : k == 1 ? said[i] : 1 - said[i];
  }
}

void *
lab_answers_probe (const LabProbeJob *job)
{
  LabAnswers *answers = g_new0 (LabAnswers, TRAIN_MAX_LANES);
  for (int lane = 0; lane < job->n_lanes; lane++)
    answer_lane (&answers[lane], job, lane);
  return answers;
}

void
lab_answers_free (void *result)
{
  LabAnswers *answers = result;
  for (int lane = 0; lane < TRAIN_MAX_LANES; lane++) {
    g_free (answers[lane].truth);
    g_free (answers[lane].p);
  }
  g_free (answers);
}

PlotFigure *
lab_answers_figure (const LabViewer *viewer, const char *title)
{
  const char *test = lab_viewer_test (viewer);
  g_autofree char *whole = test != NULL ? g_strdup_printf (_ ("%s (%s)"), title, lab_part_label (viewer, test)) : g_strdup (title);
  return plot_figure_new (whole);
}

int
lab_answer (const LabAnswers *answers, int i)
{
  const double *p = answers->p + (gsize) i * (gsize) answers->n_classes;
  int best = 0;
  for (int k = 0; k < answers->n_classes; k++) {
    if (!isfinite (p[k]))
      return -1;
    if (p[k] > p[best])
      best = k;
  }
  return best;
}

/* ---- one class against the others ---- */

typedef struct {
  double score;
  bool positive;
} Rated;

static int
falling (const void *a, const void *b)
{
  const Rated *x = a, *y = b;
  return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : y->positive - x->positive;
}

LabRanking
lab_ranking_new (const LabAnswers *answers, int class_index)
{
  LabRanking ranking = { answers->n, 0, g_new (double, answers->n), g_new (bool, answers->n) };
  g_autofree Rated *rated = g_new (Rated, answers->n);
  int class = MIN (class_index, answers->n_classes - 1);
  bool finite = true;
  for (int i = 0; i < answers->n; i++) {
    rated[i] = (Rated){ answers->p[i * answers->n_classes + class], answers->truth[i] == class };
    finite &= isfinite (rated[i].score);
  }
  qsort (rated, (gsize) answers->n, sizeof *rated, falling);
  for (int i = 0; i < answers->n; i++) {
    ranking.score[i] = rated[i].score;
    ranking.positive[i] = rated[i].positive;
    ranking.n_positive += rated[i].positive;
  }
  if (!finite || ranking.n_positive == 0 || ranking.n_positive == ranking.n)
    ranking.n = 0;
  return ranking;
}

void
lab_ranking_clear (LabRanking *ranking)
{
  g_free (ranking->score);
  g_free (ranking->positive);
}

void
lab_ranking_count (const LabRanking *ranking, double threshold, int *true_positives, int *false_positives)
{
  *true_positives = *false_positives = 0;
  for (int i = 0; i < ranking->n && ranking->score[i] >= threshold; i++)
    ++*(ranking->positive[i] ? true_positives : false_positives);
}

const Param lab_ranking_params[] = {
  [LAB_RANKING_THRESHOLD] = { "threshold", N_ ("Threshold"), NULL, PARAM_REAL, PARAM_LIVE, 0, 1, 0.5 },
  [LAB_RANKING_CLASS] = { "class", N_ ("Class"), NULL, PARAM_INT, PARAM_LIVE, 0, 999, 1 },
  [LAB_RANKING_LANE] = { "lane", N_ ("Lane whose probabilities are shown"), NULL, PARAM_INT, PARAM_LIVE, 1, TRAIN_MAX_LANES, 1 },
  [LAB_RANKING_TEST] = LAB_TEST_PARAM,
  { NULL },
};

int
lab_ranking_class (const LabViewer *viewer)
{
  const LabAnswers *answers = viewer->result;
  return MIN ((int) viewer->values[LAB_RANKING_CLASS], answers->n_classes - 1);
}

static void
add_threshold (const LabViewer *viewer, PlotPanel *panel, int lane, const LabRanking *ranking, const LabRankingCurve *curve)
{
  double threshold = viewer->values[LAB_RANKING_THRESHOLD], x, y;
  int found, taken;
  lab_ranking_count (ranking, threshold, &found, &taken);
  curve->place (ranking, found, taken, &x, &y);
  g_autofree char *text = g_strdup_printf (_ ("threshold %.2f: %s %.3f, %s %.3f"), threshold, panel->y.label, y, panel->x.label, x);
  g_autofree char *say = lab_lane_says (viewer, lane, text);
  plot_set_text (&plot_panel_add_points (panel, NULL, lab_lane_style (viewer, lane), 1, &x, &y, NULL)->say, say);
}

void
lab_panel_add_ranking (const LabViewer *viewer, PlotPanel *panel, int lane, const LabRankingCurve *curve)
{
  const LabAnswers *answers = viewer->result;
  LabRanking ranking = lab_ranking_new (&answers[lane], lab_ranking_class (viewer));
  g_autofree double *x = g_new (double, answers[lane].n + 1), *y = g_new (double, answers[lane].n + 1);
  int n;
  panel->x.min = panel->y.min = 0, panel->x.max = panel->y.max = 1;
  if (ranking.n > 0) {
    double number = curve->trace (&ranking, x, y, &n);
    g_autofree char *summary = g_strdup_printf ("%s %.3f", _ (curve->summary), number);
    g_autofree char *label = lab_lane_says (viewer, lane, summary);
    plot_panel_add_line (panel, label, lab_lane_style (viewer, lane), n, x, y);
    add_threshold (viewer, panel, lane, &ranking, curve);
  }
  lab_ranking_clear (&ranking);
}

enum { BINS = 25 };

static void
add_bars (PlotPanel *panel, const char *label, int style, const LabRanking *ranking, bool positive)
{
  double edges[BINS], counts[BINS] = { 0 };
  for (int i = 0; i < ranking->n; i++)
    if (ranking->positive[i] == positive)
      counts[MIN (BINS - 1, (int) (ranking->score[i] * BINS))]++;
  for (int i = 0; i < BINS; i++)
    edges[i] = (double) i / BINS;
  plot_panel_add_bars (panel, label, style, BINS, edges, counts, 1.0 / BINS)->alpha = 0.7;
}

void
lab_figure_add_scores (const LabViewer *viewer, PlotFigure *figure, int n_lanes)
{
  const LabAnswers *answers = viewer->result;
  int lane = MIN ((int) viewer->values[LAB_RANKING_LANE], n_lanes) - 1, class = lab_ranking_class (viewer);
  double threshold = viewer->values[LAB_RANKING_THRESHOLD];
  LabRanking ranking = lab_ranking_new (&answers[lane], class);
  g_autofree char *name = lab_class_name (lab_shown_set (viewer->experiment, lane), class);
  g_autofree char *axis = g_strdup_printf ("p(%s)", name), *mine = g_strdup_printf (_ ("truth %s"), name);
  g_autofree char *label = g_strdup_printf (_ ("threshold %.2f"), threshold);
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), axis, _ ("samples"));
  plot_set_text (&panel->empty, _ ("not finite"));
  panel->x.min = 0, panel->x.max = 1, panel->y.min = 0;
  if (ranking.n > 0) {
    add_bars (panel, _ ("others"), -1, &ranking, false);
    add_bars (panel, mine, lab_lane_style (viewer, lane), &ranking, true);
    plot_set_text (&plot_panel_add_rule (panel, label, -1, threshold)->drag, "threshold");
  }
  lab_ranking_clear (&ranking);
}
