/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "calc/ranking.h"

#include <math.h>
#include <stdlib.h>

enum { N, SEPARATION, PREVALENCE, THRESHOLD, MISS_COST };

static const Param params[] = {
  { "n", N_ ("Samples"), NULL, PARAM_INT, PARAM_LOG, 10, 200000, 20000 },
  { "separation", N_ ("Distance of the classes"), "σ", PARAM_REAL, 0, 0, 10, 2.5 },
  { "prevalence", N_ ("Share of positives"), NULL, PARAM_REAL, PARAM_LOG, 1e-6, 0.999, 0.5 },
  { "threshold", N_ ("Threshold"), NULL, PARAM_REAL, 0, -10, 20, 1.25 },
  { "miss-cost", N_ ("Cost of a miss over that of a false alarm"), NULL, PARAM_REAL, PARAM_LOG, 0.001, 1000, 1 },
  { NULL },
};

enum {
  TP, FP, FN, TN, ACCURACY, PRECISION, RECALL, FPR, SPECIFICITY, F1, BALANCED, COST, AUC, AP, ALL_NEGATIVE, POINT, POINT_THRESHOLD,
  POINT_FPR, POINT_RECALL, POINT_PRECISION, POINT_F1, POINT_COST
};

static const CalcOutput outputs[] = {
  [TP] = { "tp", N_ ("True positives") },
  [FP] = { "fp", N_ ("False positives") },
  [FN] = { "fn", N_ ("False negatives") },
  [TN] = { "tn", N_ ("True negatives") },
  [ACCURACY] = { "acc", N_ ("Accuracy") },
  [PRECISION] = { "precision", N_ ("Precision") },
  [RECALL] = { "recall", N_ ("Recall") },
  [FPR] = { "fpr", N_ ("False positive rate") },
  [SPECIFICITY] = { "specificity", N_ ("Specificity") },
  [F1] = { "f1", "F1" },
  [BALANCED] = { "balanced_acc", N_ ("Balanced accuracy") },
  [COST] = { "cost", N_ ("Cost per sample") },
  [AUC] = { "auc", N_ ("Area under the ROC curve") },
  [AP] = { "ap", N_ ("Average precision") },
  [ALL_NEGATIVE] = { "acc_all_negative", N_ ("Accuracy of \"always negative\"") },
  [POINT] = { "point", N_ ("Point"), NULL, CALC_COLUMN, "point" },
  [POINT_THRESHOLD] = { "point_threshold", N_ ("Threshold"), NULL, CALC_COLUMN, "point" },
  [POINT_FPR] = { "point_fpr", N_ ("False positive rate"), NULL, CALC_COLUMN, "point" },
  [POINT_RECALL] = { "point_recall", N_ ("Recall"), NULL, CALC_COLUMN, "point" },
  [POINT_PRECISION] = { "point_precision", N_ ("Precision"), NULL, CALC_COLUMN, "point" },
  [POINT_F1] = { "point_f1", "F1", NULL, CALC_COLUMN, "point" },
  [POINT_COST] = { "point_cost", N_ ("Cost per sample"), NULL, CALC_COLUMN, "point" },
  { NULL },
};

#define N_POINTS 201 /* of the curves: from no alarm to nothing but alarms, closer where few are called positive */

typedef struct {
  double tp, fp, fn, tn;
} Confusion;

/* Item @item is called positive from now on. */
static void
call_positive (Confusion *c, const CalcRanked *item)
{
  *(item->positive ? &c->tp : &c->fp) += 1;
  *(item->positive ? &c->fn : &c->tn) -= 1;
}

/* Nothing is called positive. */
static Confusion
no_alarm (const CalcRanked *items, int n)
{
  Confusion c = { 0 };
  for (int i = 0; i < n; i++)
    *(items[i].positive ? &c.fn : &c.tn) += 1;
  return c;
}

/* No alarm, no false alarm: a precision of 1, where the curve begins. */
static double
share (double part, double whole, double missing)
{
  return whole > 0 ? part / whole : missing;
}

static double
f1_of (const Confusion *c)
{
  return share (2 * c->tp, 2 * c->tp + c->fp + c->fn, 0);
}

static double
cost_of (const Confusion *c, double miss_cost)
{
  return (c->fp + miss_cost * c->fn) / (c->tp + c->fp + c->fn + c->tn);
}

static void
fill_curves (const CalcInput *input, CalcResults *results, const CalcRanked *items, int n)
{
  for (int column = POINT; column <= POINT_COST; column++)
    calc_rows (results, column, N_POINTS);
  Confusion c = no_alarm (items, n);
  for (int k = 0, above = 0; k < N_POINTS; k++) {
    for (int end = (int) (n * pow ((double) k / (N_POINTS - 1), 3)); above < end; above++)
      call_positive (&c, &items[above]);
    results->values[POINT].values[k] = k;
    results->values[POINT_THRESHOLD].values[k] = items[above > 0 ? above - 1 : 0].score;
    results->values[POINT_FPR].values[k] = share (c.fp, c.fp + c.tn, 0);
    results->values[POINT_RECALL].values[k] = share (c.tp, c.tp + c.fn, 0);
    results->values[POINT_PRECISION].values[k] = share (c.tp, c.tp + c.fp, 1);
    results->values[POINT_F1].values[k] = f1_of (&c);
    results->values[POINT_COST].values[k] = cost_of (&c, input->values[MISS_COST]);
  }
}

static void
fill_numbers (const CalcInput *input, CalcResults *results, const CalcRanked *items, int n)
{
  Confusion c = no_alarm (items, n);
  for (int i = 0; i < n && items[i].score >= input->values[THRESHOLD]; i++)
    call_positive (&c, &items[i]);
  double recall = share (c.tp, c.tp + c.fn, NAN), specificity = share (c.tn, c.tn + c.fp, NAN);
  const double numbers[] = {
    [TP] = c.tp, [FP] = c.fp, [FN] = c.fn, [TN] = c.tn, [ACCURACY] = (c.tp + c.tn) / n,
    [PRECISION] = share (c.tp, c.tp + c.fp, NAN), [RECALL] = recall, [FPR] = 1 - specificity, [SPECIFICITY] = specificity, [F1] = f1_of (&c),
    [BALANCED] = (recall + specificity) / 2, [COST] = cost_of (&c, input->values[MISS_COST]), [AUC] = calc_auc (items, n),
    [AP] = calc_average_precision (items, n, (int) (c.tp + c.fn), CALC_AP_SUM),
    [ALL_NEGATIVE] = 1 - input->values[PREVALENCE],
  };
  for (int i = TP; i <= ALL_NEGATIVE; i++)
    calc_set (results, i, numbers[i]);
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  int n = (int) input->values[N], n_positive = (int) floor (n * input->values[PREVALENCE] + 0.5);
  CalcRanked *items = calc_new ((size_t) n, sizeof *items);
  BaseRng rng;
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  for (int i = 0; i < n; i++) {
    items[i].positive = i < n_positive;
    items[i].score = base_rng_normal (&rng) + (i < n_positive ? input->values[SEPARATION] : 0);
  }
  calc_rank (items, n);
  fill_numbers (input, results, items, n);
  fill_curves (input, results, items, n);
  free (items);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("ROC curve"), POINT_FPR, { POINT_RECALL }, .at = { "fpr", "recall" }, .share = true, .says = { "auc" }, .said = { N_ ("area") } },
  { N_ ("Precision over recall"), POINT_RECALL, { POINT_PRECISION }, .at = { "recall", "precision" }, .share = true, .says = { "ap" }, .said = { N_ ("average") } },
  { N_ ("At each threshold"), POINT_THRESHOLD, { POINT_RECALL, POINT_PRECISION, POINT_F1 }, .y_label = N_ ("share"), .share = true, .rule = "threshold" },
  { NULL },
};

const CalcCalculator calc_score_curves = {
  { "score-curves", N_ ("Scores of a binary classifier"),
    N_ ("Scores of positives are N(d, 1), of negatives N(0, 1); accuracy, precision TP / (TP + FP), recall TP / (TP + FN), F1 = 2 TP / "
        "(2 TP + FP + FN), ROC with its area, precision–recall with AP = Σ (R_k − R_k−1) P_k, and cost at each threshold"),
    "Fawcett 2006, An introduction to ROC analysis; Saito, Rehmsmeier 2015, The precision-recall plot is more informative than the ROC "
    "plot", params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
