/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a metric sees when a step is recorded. What units do is computed once for each step, and only if a metric asks.
 * Whole sets are evaluated in slices, with a copy of the parameters, while training goes on. */

#include "train/session.h"

#include <stdatomic.h>

/* Over a whole set, in its order. */
typedef struct {
  double loss;     /* mean */
  double accuracy; /* share of right answers; see train_accuracy_applies */
} TrainEvaluation;

/* Of one layer over the batch. A unit is an entry of the last dimension: a neuron, or a channel with all its places. */
typedef struct {
  bool known, mean_known; /* the shares; the mean */
  double saturated;       /* share of pre-activations with |f′(z)| < 5 % of sup |f′| */
  double dead;            /* share of units with f′(z) = 0 on all examples and places */
  double mean;            /* of the activations */
} TrainUnits;

/* Outermost eigenvalues of the Hessian of the batch loss. */
typedef struct {
  bool known;
  double smallest, largest;
} TrainCurvature;

struct TrainProbe {
  const NnGraph *graph; /* after forward and backward of the batch */
  int rows;
  double batch_loss;
  const double *update_ratios; /* [n_layers]; NaN at step 0 */
  double penalties[TRAIN_MAX_NETS]; /* of the regularizers */
  const double *rates;         /* [TRAIN_MAX_NETS]: of the last update */
  const TrainNet *nets;        /* of two players */
  long best_step;              /* for early stopping */
  double epoch;                /* epochs so far */
  const real *previous, *followed; /* trained parameters one update ago, and the gradient that it started from; NULL: none, or not
                                * asked for */

  NnGraph *evaluator;   /* with the parameters of the step that is evaluated */
  const NnLoss *loss;
  const DataSet *train, *test;
  const TrainTest *tests;  /* further ones */
  int n_tests;
  const TrainHead *heads;
  int n_heads, head;       /* @head: the one (of two players: whose) that metrics look at, from 1; 0: all together */
  int part;                /* the class or group that metrics look at */
  int which;               /* the test set that metrics look at: 0: @test, else from 1 among @tests */
  const atomic_bool *quit; /* the session ends: results do not matter any more */
  TrainEvaluation evaluations[2 + TRAIN_MAX_TESTS]; /* of training set, test set, further ones */
  TrainEvaluation head_evaluations[2 + TRAIN_MAX_TESTS][TRAIN_MAX_HEADS];
  unsigned sets_left;   /* TRAIN_SET_…: not evaluated to the end */
  int n_seen;           /* of the first of them, with sum of losses and number of right answers */
  double loss_sum;
  long n_right;
  double head_sums[TRAIN_MAX_HEADS];
  long head_right[TRAIN_MAX_HEADS];
  double *predictions;  /* [test->n][outputs], after the link; NULL until a metric needs them */
  real *generated;      /* of two players: [test->n][inputs]; NULL until a metric needs them */
  double *verdicts;     /* [test->n][2]: D (x), D (G (z)), after the link */
  real *initial;        /* the trained parameters at step 0 */
  NnGraph *inspector;   /* for passes of its own; NULL until a metric needs it */
  TrainCurvature curvature;
  TrainUnits *units;    /* [n_layers] */
  int32_t *alive;       /* one for each unit of the widest layer, 256 at least */
};

/* Makes evaluator and cache for probe->graph, or returns false; then a new step is begun with train_probe_begin. */
bool train_probe_init (TrainProbe *probe);
void train_probe_clear (TrainProbe *probe);
void train_probe_begin (TrainProbe *probe);

/* Begins to evaluate @sets at the parameters of now; TRAIN_SET_TEST << k: further test set number k, from 1. */
void train_probe_start (TrainProbe *probe, unsigned sets);

/* Evaluates at least @n samples more, if so many are left; returns whether all sets are evaluated. The values do not
 * depend on the slices. */
bool train_probe_evaluate (TrainProbe *probe, long n);

/* Of a set that is evaluated; of the test sets the one that probe->which says. */
const TrainEvaluation *train_probe_evaluation (const TrainProbe *probe, bool test);

const TrainUnits *train_probe_units (TrainProbe *probe, int layer); /* the shares */
double train_probe_mean (TrainProbe *probe, int layer);

/* What the network says about sample @i of the evaluated test set, for metrics with TRAIN_PREDICTIONS: the class, and the
 * probability that it gives that class. NaN counts as class −1. */
int train_probe_answer (const TrainProbe *probe, int i, double *confidence);

/* The share of the samples of class @class that were given it (recall), of those given it that are of it (precision). NaN
 * where there are none. */
double train_probe_recall (const TrainProbe *probe, int class);
double train_probe_precision (const TrainProbe *probe, int class);

/* The test samples from the lowest rated up; of equals those of class 1 first. The caller frees them; NULL where a rating is
 * NaN or one of the two classes is missing. */
typedef struct {
  double score; /* probability of class 1 */
  bool positive;
} TrainRated;
TrainRated *train_probe_rank (const TrainProbe *probe, int *n_positive);

/* The test set that probe->which says. */
const DataSet *train_probe_test_set (const TrainProbe *probe);

/* A copy of the network with the batch of this step, for passes of a metric's own; valid until the next call. */
NnGraph *train_probe_inspector (TrainProbe *probe, bool training);

/* What metrics of these names measure (compare.c, embedding.c, passes.c). NaN where there is nothing to measure: one head, no update yet, no batch
 * normalisation or gate in the layer. @deviation: mc_std, else mc_gap. */
double train_probe_gradient_cosine (TrainProbe *probe);
double train_probe_gradient_variance (TrainProbe *probe);
double train_probe_gradient_change (TrainProbe *probe);
double train_probe_step_length (const TrainProbe *probe);
double train_probe_update_cosine (const TrainProbe *probe);
double train_probe_drift (TrainProbe *probe, int layer);
double train_probe_bn_gamma (const TrainProbe *probe, int layer);
double train_probe_bn_beta (const TrainProbe *probe, int layer);
double train_probe_bn_gap (const TrainProbe *probe, int layer);
double train_probe_gate (const TrainProbe *probe, int layer, const char *name);
double train_probe_multiply_adds (const TrainProbe *probe);
double train_probe_intra_inter (TrainProbe *probe);
double train_probe_verification (TrainProbe *probe);
double train_probe_angle (TrainProbe *probe, bool gap);
double train_probe_masks (TrainProbe *probe, bool deviation);
double train_probe_streaming (TrainProbe *probe);
/* By how much the test accuracy falls when units of a layer get weights and biases of 0: the largest fall over single units; @half: the
 * mean of those without every other unit, the even or the odd ones. */
double train_probe_ablation (TrainProbe *probe, int layer, bool half);
double train_probe_loss_share (TrainProbe *probe);
double train_probe_exact_match (const TrainProbe *probe, double threshold);
double train_probe_best_match (const TrainProbe *probe);

/* By Lanczos iteration in training mode: engine/hessian.h. */
const TrainCurvature *train_probe_curvature (TrainProbe *probe);

/* Mean over the batch of ‖∂ outputs / ∂ inputs‖ (Frobenius), not in training mode. */
double train_probe_jacobian_norm (TrainProbe *probe);

/* The network's input, with the gradient of the batch loss in training mode. */
const NnNode *train_probe_input_gradient (TrainProbe *probe);

/* Number @i of the first weights: of an objective the point. NaN where there are fewer. */
double train_probe_coordinate (const TrainProbe *probe, size_t i);

/* Whether the data set is the empty one of an objective; for TrainMetric.applies. */
bool train_without_data (const DataSet *train, const DataSet *test, const NnLoss *loss);

/* Whether the targets are 0 or 1, and whether there are classes at all; for TrainMetric.applies. */
bool train_two_classes (const DataSet *train, const DataSet *test, const NnLoss *loss);
bool train_classes (const DataSet *train, const DataSet *test, const NnLoss *loss);

/* In double and in a fixed order. */
double train_sum (const real *values, size_t n);                           /* Σ x */
double train_sum_squares (const real *values, size_t n, double centre);    /* Σ (x − centre)² */
double train_mean (const real *values, size_t n);
double train_deviation (const real *values, size_t n);                     /* standard, of the population */
double train_norm (const real *values, size_t n);                          /* Euclidean: √ Σ x² */
double train_distance (const real *a, const real *b, size_t n);            /* √ Σ (a − b)² */
double train_change (const real *now, const real *before, size_t n);       /* ‖now − before‖ / ‖before‖ */

/* Whether answers are right or wrong: classes with a softmax (the largest logit; the first of equals), or one output
 * and a target of 0 or 1 (logit > 0; an output that is itself the prediction: > ½). NaN is wrong. */
bool train_accuracy_applies (const DataSet *train, const NnLoss *loss);

/* How many of the targets of the first @rows samples in the nodes are right: a class is one, labels that may occur together one for
 * each output. */
int train_count_right (const NnLoss *loss, const NnNode *output, const NnNode *target, int rows);

/* Copies @rows samples, in the order @samples (NULL: from @first on), into the graph's input and target. */
void train_gather (const NnGraph *graph, const DataSet *set, const int *samples, int first, int rows);
