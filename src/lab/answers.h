/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the networks answer to the samples of the shown set: for views of classification. Private to lab. */

#include "lab/viewer.h"

#define LAB_ANSWERS_MAX 2000 /* samples looked at */

typedef struct {
  int n, n_classes;
  int *truth; /* [n] */
  double *p;  /* [n][n_classes] */
} LabAnswers;

/* Why there are none, or NULL: for LabView.refuses. */
const char *lab_answers_refuse (const LabExperiment *experiment);

/* Whether @n_outputs outputs of @link give each class of @set a probability. */
bool lab_answers_of_classes (NnLink link, int n_outputs, const DataSet *set);

/* For LabView.probe and free_result: LabAnswers [TRAIN_MAX_LANES]. */
void *lab_answers_probe (const LabProbeJob *job);
void lab_answers_free (void *result);

/* A figure of this title, which says the test set where another than the lane's own was chosen. */
PlotFigure *lab_answers_figure (const LabViewer *viewer, const char *title);

/* The class that sample @i is given, −1 where the network says nothing finite. */
int lab_answer (const LabAnswers *answers, int i);

/* ---- one class against the others ---- */

/* The samples from the highest rated down; one with a probability ≥ the threshold is called positive. */
typedef struct {
  int n, n_positive;
  double *score;  /* [n], descending */
  bool *positive; /* [n] */
} LabRanking;

/* n = 0 where a rating is not finite or a class is missing. */
LabRanking lab_ranking_new (const LabAnswers *answers, int class_index);
void lab_ranking_clear (LabRanking *ranking);

/* How many of the positive and of the others are called positive at @threshold. */
void lab_ranking_count (const LabRanking *ranking, double threshold, int *true_positives, int *false_positives);

/* A curve over all thresholds. */
typedef struct {
  const char *summary; /* of the number that trace returns: "AUC" */
  /* A corner for each threshold, at most ranking->n + 1; equal scores are one step. */
  double (*trace) (const LabRanking *ranking, double *x, double *y, int *n);
  /* Where one threshold is, that finds so many of the class and takes so many of the others for it. */
  void (*place) (const LabRanking *ranking, int found, int taken, double *x, double *y);
} LabRankingCurve;

/* The curve of a lane, with its summary, and the threshold of now as a point on it; the axes are 0 … 1. */
void lab_panel_add_ranking (const LabViewer *viewer, PlotPanel *panel, int lane, const LabRankingCurve *curve);

/* The settings of views with a threshold, and what they share: a panel with the scores of one lane and the threshold as a
 * rule that can be moved. */
enum { LAB_RANKING_THRESHOLD, LAB_RANKING_CLASS, LAB_RANKING_LANE, LAB_RANKING_TEST };
extern const Param lab_ranking_params[];
int lab_ranking_class (const LabViewer *viewer);
void lab_figure_add_scores (const LabViewer *viewer, PlotFigure *figure, int n_lanes);
