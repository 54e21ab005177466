/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a list ordered by score is worth. Private to calc. */

#include <stdbool.h>

typedef struct {
  double score;
  bool positive; /* really; of a detection: it found an object that no better one had found */
} CalcRanked;

/* Largest score first; equal ones stay in their order. */
void calc_rank (CalcRanked *items, int n);

/* Area under the ROC curve: the chance that a positive has a larger score than a negative, ties counting one half (Hanley,
 * McNeil 1982). NAN without positives or negatives. @items are ranked. */
double calc_auc (const CalcRanked *items, int n);

typedef enum {
  CALC_AP_SUM,      /* Σ (R_k − R_{k−1}) P_k over the distinct scores */
  CALC_AP_ENVELOPE, /* P_k replaced by the largest precision at that recall or above: all points of PASCAL VOC 2010 */
  CALC_AP_ELEVEN,   /* the mean of that at the recalls 0, 0.1 … 1: PASCAL VOC 2007 */
} CalcApKind;

/* Average precision of @n ranked items where @n_positive are to be found. 0 where none are. */
double calc_average_precision (const CalcRanked *items, int n, int n_positive, CalcApKind kind);
