/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/run.h"

#include <math.h>
#include <string.h>

/* All calculators at the edges of their settings, and numbers that are known from elsewhere. */

/* ---- every calculator ---- */

static CalcResults *
run (const char *name, const char *words, BaseError *error)
{
  g_auto (GStrv) list = g_strsplit (words != NULL ? words : "", ";", -1);
  return lab_calculate_named (name, list, (int) g_strv_length (list), error);
}

/* Each output is there, columns of a table are equally long, and their index counts no row twice. */
static void
check_form (const CalcResults *results)
{
  const CalcCalculator *calculator = results->calculator;
  for (int i = 0; i < calc_n_outputs (calculator); i++) {
    const CalcOutput *output = &calculator->outputs[i];
    const CalcValue *value = &results->values[i];
    g_assert_true (output->label != NULL && (output->index != NULL) == (output->kind == CALC_COLUMN));
    g_assert_true (value->values != NULL && (output->kind != CALC_NUMBER || value->n == 1));
    g_assert_true (output->kind != CALC_IMAGE || value->height * value->width > 0);
    for (int row = 0; output->kind == CALC_COLUMN && row < value->n; row++)
      g_assert_cmpint (calc_find_row (results, i, calc_index (results, i, row)), ==, row);
    if (output->kind == CALC_COLUMN)
      g_assert_cmpint (value->n, ==, results->values[calc_find_output (calculator, output->index)].n);
    g_assert_cmpint (calc_find_output (calculator, output->name), ==, i);
  }
}

/* Whether @name is a number that the calculator gives or a setting. */
static void
check_number (const CalcCalculator *calculator, const char *name)
{
  int output = calc_find_output (calculator, name);
  if (name != NULL && params_find (calculator->entry.params, name) < 0)
    g_assert_true (output >= 0 && calculator->outputs[output].kind == CALC_NUMBER);
}

/* Charts draw columns of one table, and numbers that there are. */
static void
check_charts (const CalcCalculator *calculator)
{
  for (const CalcChart *chart = calculator->charts; chart != NULL && chart->title != NULL; chart++) {
    g_assert_cmpint (chart->y[0], >, 0);
    for (int i = 0; i < CALC_CHART_LINES && chart->y[i] > 0; i++)
      g_assert_cmpstr (calculator->outputs[chart->y[i]].index, ==, calculator->outputs[chart->x].index);
    g_assert_true (chart->y[1] == 0 || chart->y_label != NULL);
    g_assert_true (!chart->flat[0] == !chart->flat[1] && !chart->at[0] == !chart->at[1]);
    const char *const names[] = { chart->rule, chart->at[0], chart->at[1], chart->flat[0], chart->flat[1] };
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      if (names[i] != NULL)
        check_number (calculator, names[i]);
    for (int i = 0; i < 2 && chart->says[i] != NULL; i++) {
      g_assert_nonnull (chart->said[i]);
      g_assert_cmpint (calculator->outputs[calc_find_output (calculator, chart->says[i])].kind, ==, CALC_NUMBER);
    }
  }
}

static int
n_numbers (const CalcOutput *output, const CalcValue *value)
{
  return output->kind == CALC_IMAGE ? value->height * value->width : output->kind == CALC_BOXES ? value->n * CALC_BOX : value->n;
}

static bool
are_same (const CalcResults *a, const CalcResults *b)
{
  bool same = true;
  for (int i = 0; i < calc_n_outputs (a->calculator); i++)
    same &= a->values[i].n == b->values[i].n &&
            memcmp (a->values[i].values, b->values[i].values,
                    (size_t) n_numbers (&a->calculator->outputs[i], &a->values[i]) * sizeof (double)) == 0;
  return same;
}

/* Another seed gives other results where the calculator says that it draws, and only there. */
static void
test_seeds (void)
{
  for (int i = 0; i < calc_calculators.n_entries; i++) {
    const CalcCalculator *calculator = (const CalcCalculator *) calc_calculators.entries[i];
    BaseError error = { "" };
    g_test_message ("%s", calculator->entry.name);
    CalcResults *one = run (calculator->entry.name, "seed=1", &error), *two = run (calculator->entry.name, "seed=2", &error);
    g_assert_cmpstr (error.text, ==, "");
    g_assert_true (are_same (one, two) != calculator->draws);
    calc_results_free (one);
    calc_results_free (two);
  }
}

/* With its settings as they are by default: everything is finite but what `may` names, and the same again. */
static void
test_defaults (void)
{
  for (int i = 0; i < calc_calculators.n_entries; i++) {
    const CalcCalculator *calculator = (const CalcCalculator *) calc_calculators.entries[i];
    BaseError error = { "" };
    g_test_message ("%s", calculator->entry.name);
    g_assert_true (calculator->entry.label != NULL && calculator->entry.summary != NULL);
    CalcResults *first = run (calculator->entry.name, NULL, &error), *again = run (calculator->entry.name, NULL, &error);
    g_assert_cmpstr (error.text, ==, "");
    check_charts (calculator);
    check_form (first);
    g_assert_true (are_same (first, again));
    for (int o = 0; o < calc_n_outputs (calculator); o++)
      for (int k = 0; k < n_numbers (&calculator->outputs[o], &first->values[o]); k++)
        if (!isfinite (first->values[o].values[k]))
          g_error ("%s %s %d is not finite", calculator->entry.name, calculator->outputs[o].name, k);
    calc_results_free (first);
    calc_results_free (again);
  }
}

/* At the edges: results of the same form, or a message; within some seconds. */
static void
test_edges (void)
{
  for (int i = 0; i < calc_calculators.n_entries; i++) {
    const BaseEntry *entry = calc_calculators.entries[i];
    for (int p = 0; p < params_count (entry->params); p++)
      for (int edge = 0; edge < 2; edge++) {
        const Param *param = &entry->params[p];
        char value[64];
        param_format (param, edge == 0 ? param->min : param->max, value, sizeof value);
        g_autofree char *word = g_strdup_printf ("%s=%s", param->name, value);
        BaseError error = { "" };
        g_test_timer_start ();
        CalcResults *results = run (entry->name, word, &error);
        double seconds = g_test_timer_elapsed ();
        if (seconds > 0.3)
          g_test_message ("%s %s: %.2f s", entry->name, word, seconds);
        g_assert_cmpfloat (seconds, <, 30);
        g_assert_true ((results == NULL) == (*error.text != '\0'));
        if (results != NULL)
          check_form (results);
        calc_results_free (results);
      }
  }
}

/* ---- known numbers ---- */

#define VGG16                                                                                                                   \
  "network=2 * conv2d 64 3 pad=1 relu | maxpool 2 | 2 * conv2d 128 3 pad=1 relu | maxpool 2 | 3 * conv2d 256 3 pad=1 relu | "   \
  "maxpool 2 | 3 * conv2d 512 3 pad=1 relu | maxpool 2 | 3 * conv2d 512 3 pad=1 relu | maxpool 2 | "
#define VGG16_DENSE VGG16 "flatten | 2 * dense 4096 relu | dense 1000;channels=3;height=224;width=224"
#define VGG16_GAP VGG16 "gap | dense 1000;channels=3;height=224;width=224"

/* "output" or "output@index" */
static double
number (const char *name, const char *words, const char *what)
{
  BaseError error = { "" };
  CalcResults *results = run (name, words, &error);
  g_auto (GStrv) parts = g_strsplit (what, "@", 2);
  if (results == NULL)
    g_error ("%s %s: %s", name, words, error.text);
  int output = calc_find_output (results->calculator, parts[0]), row = 0;
  g_assert_cmpint (output, >=, 0);
  if (parts[1] != NULL)
    row = calc_find_row (results, output, g_ascii_strtod (parts[1], NULL));
  g_assert_cmpint (row, >=, 0);
  double value = results->values[output].values[row];
  calc_results_free (results);
  return value;
}

static void
test_known (void)
{
  const struct {
    const char *name, *words, *what;
    double value, tolerance;
  } rows[] = {
    /* weights 7 and 3: AND for −10 < b ≤ −7, the first input alone to −3, OR to 0 */
    { "neuron", NULL, "is_and", 1, 0 },
    { "neuron", "bias=-7", "is_and", 1, 0 },
    { "neuron", "bias=-10", "is_and", 0, 0 },
    { "neuron", "bias=-6.9", "is_first", 1, 0 },
    { "neuron", "bias=-3", "is_first", 1, 0 },
    { "neuron", "bias=-2.9", "is_or", 1, 0 },
    { "neuron", "bias=-2.9;scale=100", "is_or", 1, 0 },
    { "neuron", "function=sigmoid;scale=0.5", "case_output@3", 1 / (1 + exp (-1)), 1e-12 },
    { "neuron", "w1=3;w2=4;bias=-10", "distance", 2, 1e-12 },
    /* two squares of 100 px, moved by 30 and 20 */
    { "iou", NULL, "iou", 5600.0 / 14400, 1e-12 },
    { "iou", NULL, "giou", 5600.0 / 14400 - (130 * 120 - 14400) / 15600.0, 1e-12 },
    { "iou", NULL, "diou", 5600.0 / 14400 - 1300.0 / (130 * 130 + 120 * 120), 1e-12 },
    { "iou", "a-width=10;a-height=10;b-width=10;b-height=10;b-left=2;b-top=0", "iou", 2.0 / 3, 1e-12 },
    { "iou", "b-left=2;b-top=0", "iou", 98.0 / 102, 1e-12 },
    { "iou", "b-left=500", "iou", 0, 0 },
    { "iou", "scale=3", "iou", 5600.0 / 14400, 1e-12 },
    { "iou", "grid=40", "iou", 6400.0 / 14400, 1e-12 }, /* B becomes 80 px wide inside A of 120 px */
    /* Simonyan, Zisserman 2015: 138 million parameters; 15.5 billion multiply–adds for 224 × 224 */
    { "network-cost", VGG16_DENSE, "params", 138357544, 0 },
    { "network-cost", VGG16_DENSE, "macs", 15470264320.0, 0 },
    { "network-cost", VGG16_DENSE, "dense_params", 25088.0 * 4096 + 4096 + 4096.0 * 4096 + 4096 + 4096.0 * 1000 + 1000, 0 },
    { "network-cost", VGG16_GAP, "params", 14714688 + 512 * 1000 + 1000, 0 },
    { "network-cost", NULL, "row_params@1", 9 * 8 + 8, 0 },
    { "network-cost", NULL, "row_macs@1", 9.0 * 8 * 28 * 28, 0 },
    { "network-cost", NULL, "row_layer@6", 3, 0 },
    { "network-cost", "network=conv2d 6 3 groups=3 dilation=2 | depthwise-conv 3;channels=3", "params", 9 * 6 + 6 + 9 * 6 + 6, 0 },
    { "network-cost", "network=conv2d 6 3 groups=3 dilation=2;channels=3", "macs", 54.0 * 24 * 24, 0 },
    { "network-cost", "network=conv2d 4 1 bias=no;batch=10", "macs", 4.0 * 28 * 28 * 10, 0 },
    /* r += (k − 1) d j */
    { "receptive-field", "draws=2", "rf", 11, 0 },
    { "receptive-field", NULL, "rf_measured", 11, 0 },
    { "receptive-field", "network=3 * conv2d 2 3 pad=1;draws=2", "rf", 7, 0 },
    { "receptive-field", "network=conv2d 2 7 pad=3;draws=2", "rf", 7, 0 },
    { "receptive-field", "network=conv2d 2 7 stride=2 pad=3 | maxpool 3 stride=2 | conv2d 2 3 dilation=2 pad=2;draws=2", "rf", 27, 0 },
    { "receptive-field", "network=conv2d 2 7 stride=2 pad=3 | maxpool 3 stride=2 | conv2d 2 3 dilation=2 pad=2;draws=2", "jump", 4, 0 },
    { "receptive-field", "network=residual(conv2d 1 3 pad=1 | conv2d 1 5 pad=2);draws=2", "rf", 7, 0 },
    { "receptive-field", "network=conv2d 2 3 | flatten | dense 3;height=20;width=20;draws=2", "rf", 20, 0 },
    { "convolution", "kernel=5;stride=2;pad=1", "out_height", 15, 0 },
    { "convolution", "height=7;kernel=3;dilation=3", "out_height", 1, 0 },
    { "convolution", "channels=3;filters=16", "params", (27 + 1) * 16, 0 },
    { "convolution", "channels=3;filters=16;pad=1", "macs", 27.0 * 16 * 32 * 32, 0 },
    { "convolution", "channels=3;stride=3;dilation=2;pad=2;width=29", "im2col_difference", 0, 1e-5 },
    { "convolution", NULL, "symmetric_flip_difference", 0, 1e-12 },
    { "convolution", "height=28;width=40", "layout_share", 1, 0.1 },
    { "reported-gain", NULL, "p_gain", 5.0 / 6, 0.015 },
    { "reported-gain", "rule=mean;baseline-runs=5", "p_gain", 0.5, 0.02 },
    { "reported-gain", NULL, "mean_gain", 0.5 * 1.16296, 0.025 }, /* E max of five normal numbers */
    { "grid-collision", NULL, "p_collision", 0.542, 0.001 },
    { "grid-collision", NULL, "mc_collision", 0.542, 0.025 },
    { "grid-collision", "objects=3", "p_collision", 1 - 48.0 / 49 * 47 / 49, 1e-12 },
    { "grid-collision", "side=2;objects=5", "p_collision", 1, 0 },
    { "kernel-centre", NULL, "centroid_drift", -4, 1e-9 },
    { "kernel-centre", "kernel=3", "centroid_drift", 0, 1e-9 },
    { "kernel-centre", "padding=alternating", "centroid_drift", 0, 1e-9 },
    { "kernel-centre", "up-kernel=4", "ripple", 0, 1e-12 },
    { "kernel-centre", NULL, "ripple", 1.0 / 3, 1e-12 }, /* taps 2 and 1 in turn */
    { "kernel-factors", "target=blur", "residual", 0, 1e-4 },
    { "kernel-factors", NULL, "param_ratio", 0.72, 1e-12 },
    { "batches", NULL, "updates_per_epoch", 16, 0 },
    { "batches", NULL, "last_batch_size", 40, 0 },
    { "batches", NULL, "rule_epochs", 5.12, 1e-12 },
    { "batches", "drop-last=yes", "samples_seen", 4800, 0 },
    { "batches", "accumulate=4", "updates", 20, 0 },
    { "batches", "n=1281167;batch=256;epochs=90", "updates", 5005 * 90, 0 },
    { "batches", "batch=32", "p_no_minority", 0.193711484, 1e-8 },
    /* 94 batches of 4 + 6 ms and 8 ms */
    { "input-pipeline", "workers=0", "epoch_ms", 94 * 18, 1e-9 },
    { "input-pipeline", NULL, "epoch_ms", 94 * 10 + 8, 1e-9 },
    { "input-pipeline", "workers=2", "epoch_ms", 10 + 94 * 8, 1e-9 },
    { "input-pipeline", "workers=8;prefetch=1", "epoch_ms", 94 * 10 + 8, 1e-9 }, /* one place: workers take turns */
    { "input-pipeline", NULL, "memory_share", 3 * 32.0 / 3000, 1e-12 },
    { "saturation-edge", NULL, "right_edge", 4.357, 0.002 },
    { "saturation-edge", "function=tanh", "right_edge", 2.178, 0.002 },
    { "saturation-edge", "function=relu;z=1e6", "slope", 1, 0 },
    { "saturation-edge", "function=relu;z=-1e-6", "slope", 0, 0 },
    { "saturation-edge", "function=relu", "saturated_share", 0.5, 1e-9 },
    { "saturation-edge", "function=relu", "right_edge", 20, 0 },
    /* Φ (2.5 / √2) */
    { "score-curves", "n=200000", "auc", 0.5 * erfc (-1.25), 0.002 },
    { "score-curves", "separation=0;n=200000;prevalence=0.1", "ap", 0.1, 0.003 },
    { "score-curves", "prevalence=1e-5;n=100000", "acc_all_negative", 0.99999, 1e-12 },
    { "score-curves", "n=200000;threshold=0", "specificity", 0.5, 0.003 },
    { "score-curves", NULL, "point_recall@200", 1, 0 },
    /* k = 80 of 100: Wald 0.8 ± 0.0784, Wilson [0.7112, 0.8666], Clopper–Pearson [0.7082, 0.8733] */
    { "accuracy-interval", NULL, "halfwidth@1", 1.959964 * 0.04, 1e-6 },
    { "accuracy-interval", NULL, "low@2", 0.711171, 1e-5 },
    { "accuracy-interval", NULL, "high@2", 0.866633, 1e-5 },
    { "accuracy-interval", NULL, "low@3", 0.708157, 1e-5 },
    { "accuracy-interval", NULL, "high@3", 0.873344, 1e-5 },
    { "accuracy-interval", NULL, "low@4", 0.72, 0.02 },
    { "accuracy-interval", "n=10;accuracy=0.1", "high@3", 0.445016, 1e-5 },
    { "accuracy-interval", "n=10;accuracy=0", "high@3", 0.308497, 1e-5 }, /* 1 − 0.025^0.1 */
    { "best-of", "models=1", "best", 0.5, 1e-12 },
    { "best-of", "n=2;models=2", "best", (9.0 / 16 - 1.0 / 16) * 0.5 + 7.0 / 16, 1e-12 },
    { "softmax", NULL, "p@1", 0.636408647, 1e-8 },
    { "softmax", "z1=0;z2=0;z3=0;z4=0;z5=0", "loss", log (5), 1e-12 },
    { "softmax", "z1=0;z2=0;z3=0;z4=0;z5=0", "perplexity", 5, 1e-12 },
    { "softmax", "temperature=100", "entropy", log (5), 1e-3 },
    { "softmax", "classes=2;z2=2;smoothing=0.5", "kl", 0.75 * log (1.5) + 0.25 * log (0.5), 1e-12 },
    { "number-format", NULL, "rounded", 0.0999755859375, 0 },
    { "number-format", "value=65520", "rounded", INFINITY, 0 },
    { "number-format", "value=65519", "rounded", 65504, 0 },
    { "number-format", "value=2.9e-8", "rounded", 0, 0 },
    { "number-format", "value=2049", "rounded", 2048, 0 }, /* ties to even */
    { "number-format", "value=2051", "rounded", 2052, 0 },
    { "number-format", "format=bfloat16;value=3.14159274", "rounded", 3.140625, 0 },
    { "number-format", "format=float32", "rounded", (double) 0.1f, 0 },
    { "number-format", "format=float32;value=1e-40", "rounded", (double) 1e-40f, 0 },
    { "number-format", "format=float8-e4m3;value=17", "rounded", 16, 0 },
    { "number-format", "format=float8-e4m3;value=460", "rounded", 448, 0 },
    { "number-format", "format=float8-e5m2", "smallest", 0x1p-16, 0 },
    { "number-format", "factor=0.5", "depth", 25, 0 }, /* 2⁻²⁴ is the smallest */
    { "number-format", "factor=0.5;loss-scale=1024", "depth", 35, 0 },
    { "derivative", NULL, "autodiff", sin (1) + cos (1), 1e-14 },
    { "derivative", "function=sigmoids;length=1;x=0", "autodiff", 0.25, 0 },
    { "derivative", "x=0;function=arctan(sin(x))", "autodiff", 1, 0 },
    { "derivative", "x=1;function=(x²+1)³", "autodiff", 24, 0 },
    { "derivative", NULL, "one_way", sin (1), 1e-14 },
    { "bias-variance", "noise=0;degree=15;n=200", "mse", 0, 1e-12 },
    { "bias-variance", "ridge=1000;resamples=200", "bias2", 0.5, 0.03 }, /* nearly nothing is fitted: the mean of sin² */
    /* two samples, one cut: both are met */
    { "tree-ensemble", "method=boosting;rate=1;trees=1;n=2;noise=0", "train_mse", 0, 1e-24 },
    { "tree-ensemble", "method=boosting;rate=1;trees=2;depth=8;n=100", "train_mse", 0, 0.01 },
    { "double-descent", "noise=0;p=200", "train_mse", 0, 1e-12 },
    { "double-descent", "p=60;ridge=1000", "weight_norm", 0, 0.3 },
    { "nms", "jitter=0;false-boxes=0;duplicates=1;crowding=0", "ap", 1, 1e-12 },
    { "nms", "jitter=0;false-boxes=0;duplicates=1;crowding=0;found=0", "ap", 0, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    double value = number (rows[i].name, rows[i].words, rows[i].what);
    if (!(value == rows[i].value || fabs (value - rows[i].value) <= rows[i].tolerance))
      g_error ("%s %s: %s is %.10g, not %.10g", rows[i].name, rows[i].words != NULL ? rows[i].words : "", rows[i].what, value,
               rows[i].value);
  }
}

/* ---- what must hold for all settings ---- */

static void
test_boxes (void)
{
  for (int left = 0; left < 300; left += 23) {
    g_autofree char *words = g_strdup_printf ("b-left=%d;b-width=60", left),
                    *mirrored = g_strdup_printf ("a-left=%d;a-top=20;a-width=60;b-left=0;b-top=0", left);
    double iou = number ("iou", words, "iou"), giou = number ("iou", words, "giou"), diou = number ("iou", words, "diou");
    g_assert_true (0 <= iou && iou <= 1 && giou <= iou && giou > -1 && diou <= iou && diou > -1);
    g_assert_cmpfloat_with_epsilon (iou, number ("iou", mirrored, "iou"), 1e-12);
  }
  g_assert_cmpfloat (number ("iou", "b-left=110", "giou"), >, number ("iou", "b-left=200", "giou"));
}

/* Suppression keeps what it promises, and precision at a stricter match is no better. */
static void
test_detections (void)
{
  for (int seed = 1; seed < 4; seed++)
    for (double t = 0.1; t < 1; t += 0.2) {
      g_autofree char *hard = g_strdup_printf ("seed=%d;threshold=%g", seed, t), *strict = g_strconcat (hard, ";match=0.75", NULL);
      g_assert_cmpfloat (number ("nms", hard, "max_pairwise_iou"), <=, t);
      g_assert_cmpfloat (number ("nms", strict, "ap"), <=, number ("nms", hard, "ap"));
    }
  g_assert_cmpfloat (number ("nms", "threshold=0.3", "ap"), <, number ("nms", "threshold=0.7", "ap") - 0.15);
  g_assert_cmpfloat (number ("nms", NULL, "ap"), >, number ("nms", "method=none", "ap") + 0.1);
  g_assert_cmpfloat (number ("nms", "floor=0.6", "ap"), <=, number ("nms", NULL, "ap"));
  g_assert_cmpfloat (number ("nms", "method=soft", "ap"), >, number ("nms", "method=none", "ap"));
}

/* The formula of the side against windows that are counted one by one. */
static void
test_convolution (void)
{
  for (int n = 1; n < 12; n++)
    for (int k = 1; k < 5; k++)
      for (int s = 1; s < 4; s++)
        for (int d = 1; d < 3; d++) {
          int fits = 0;
          for (int at = -1; at + d * (k - 1) < n + 1; at += s)
            fits++;
          g_autofree char *words = g_strdup_printf ("height=%d;kernel=%d;stride=%d;dilation=%d;pad=1", n, k, s, d);
          if (fits > 0)
            g_assert_cmpfloat (number ("convolution", words, "out_height"), ==, fits);
        }
  g_assert_cmpfloat (number ("convolution", NULL, "flip_difference"), >, 0.1);
  g_assert_cmpfloat (number ("kernel-factors", NULL, "min_residual"), >, 0.02);
  g_assert_cmpfloat (number ("kernel-factors", NULL, "mean_residual"), <, 0.3);
  g_assert_cmpfloat (number ("grid-collision", "spread=0.1", "mc_collision"), >, number ("grid-collision", NULL, "mc_collision"));
}

static void
test_softmax (void)
{
  for (double offset = -100; offset <= 100; offset += 50)
    for (double t = 0.5; t < 5; t *= 2) {
      g_autofree char *words = g_strdup_printf ("offset=%g;temperature=%g;smoothing=0.1;z3=1.7", offset, t);
      double loss = number ("softmax", words, "loss"), kl = number ("softmax", words, "kl");
      g_assert_cmpfloat_with_epsilon (loss, number ("softmax", words, "target_entropy") + kl, 1e-9);
      g_assert_cmpfloat (number ("softmax", words, "shift_change"), <, 1e-12);
      g_assert_cmpfloat (number ("softmax", words, "gradient_error"), <, 1e-6);
      g_assert_cmpfloat (kl, >=, 0);
    }
  g_assert_true (isnan (number ("softmax", "z1=1000", "naive_loss")));
}

static void
test_derivatives (void)
{
  static const char *const functions[] = { "(x²+1)³", "arctan(sin(x))", "x·sin(x)", "exp(−x²)", "sigmoids" };
  for (guint f = 0; f < G_N_ELEMENTS (functions); f++)
    for (double x = -2; x < 2.1; x += 0.37) {
      g_autofree char *words = g_strdup_printf ("function=%s;x=%g", functions[f], x);
      double slope = number ("derivative", words, "autodiff");
      g_assert_cmpfloat_with_epsilon (slope, number ("derivative", words, "closed_form"), 1e-11);
      g_assert_cmpfloat_with_epsilon (slope, number ("derivative", words, "central_difference"), 1e-6);
    }
  for (int n = 1; n < 40; n++) {
    g_autofree char *words = g_strdup_printf ("function=sigmoids;x=0.3;length=%d", n);
    g_assert_cmpfloat (number ("derivative", words, "autodiff"), <=, pow (0.25, n));
  }
}

/* The three parts add up; the peak stands where there are as many features as samples, and ridge takes it away. */
static void
test_fits (void)
{
  for (int degree = 0; degree <= 6; degree++) {
    g_autofree char *words = g_strdup_printf ("degree=%d;resamples=200", degree);
    g_assert_cmpfloat (fabs (number ("bias-variance", words, "residue")), <, 0.1 * number ("bias-variance", words, "mse"));
  }
  g_assert_cmpfloat (number ("bias-variance", "degree=1", "bias2"), >, 2 * number ("bias-variance", "degree=3", "bias2"));
  g_assert_cmpfloat (number ("bias-variance", "degree=12", "variance"), >, 10 * number ("bias-variance", NULL, "variance"));
  double stump = number ("tree-ensemble", "method=boosting;rate=1;trees=1", "variance"), bagged = number ("tree-ensemble", NULL, "variance");
  g_assert_cmpfloat_with_epsilon (number ("tree-ensemble", "method=boosting;rate=0.5;trees=1", "variance"), stump / 4, 1e-12);
  g_assert_cmpfloat (bagged, <, 0.8 * stump);
  g_assert_cmpfloat (number ("tree-ensemble", NULL, "bias2"), >, 5 * number ("tree-ensemble", "method=boosting", "bias2"));
  g_assert_cmpfloat (number ("tree-ensemble", NULL, "trees_variance@50"), ==, bagged);
  g_assert_cmpfloat_with_epsilon (number ("tree-ensemble", "resamples=100", "mse"),
                                  number ("tree-ensemble", "resamples=100", "bias2") + number ("tree-ensemble", "resamples=100", "variance") + 0.09,
                                  0.02);
  g_assert_cmpfloat (number ("double-descent", "p=60", "test_mse"), >, 5 * number ("double-descent", "p=1000", "test_mse"));
  g_assert_cmpfloat (number ("double-descent", "p=60;ridge=0.01", "test_mse"), <, 0.3 * number ("double-descent", "p=60", "test_mse"));
}

static long
bits_of (const char *words)
{
  BaseError error = { "" };
  CalcResults *results = run ("number-format", words, &error);
  g_assert_cmpstr (error.text, ==, "");
  const CalcValue *bits = &results->values[calc_find_output (results->calculator, "bit_value")];
  long number = 0;
  for (int i = 0; i < bits->n; i++)
    number = 2 * number + (long) bits->values[i];
  calc_results_free (results);
  return number;
}

/* One neuron cannot: whatever its bias and weights, one case of XOR is wrong. */
static void
test_neuron (void)
{
  for (int w1 = -6; w1 <= 6; w1++)
    for (int w2 = -6; w2 <= 6; w2++) {
      BaseError error = { "" };
      g_autofree char *words = g_strdup_printf ("target=xor;w1=%d;w2=%d", w1, w2);
      CalcResults *results = run ("neuron", words, &error);
      const CalcValue *right = &results->values[calc_find_output (results->calculator, "place_right")];
      for (int i = 0; i < right->n; i++)
        g_assert_cmpfloat (right->values[i], <=, 3);
      calc_results_free (results);
    }
}

/* As the machine has them, and some known by heart. */
static void
test_bits (void)
{
  static const double values[] = { 1, -2.5, 0.1, 1e-40, 9e37, 0, -7e-45 };
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *words = g_strdup_printf ("format=float32;value=%.17g", values[i]);
    float single = (float) values[i];
    guint32 bits;
    memcpy (&bits, &single, sizeof bits);
    g_assert_cmphex (bits_of (words), ==, bits);
  }
  g_assert_cmphex (bits_of ("value=0.1"), ==, 0x2e66);
  g_assert_cmphex (bits_of ("value=-1e6"), ==, 0xfc00);
  g_assert_cmphex (bits_of ("format=bfloat16;value=-1"), ==, 0xbf80);
  g_assert_cmphex (bits_of ("format=float8-e4m3;value=448"), ==, 0x7e);
  g_assert_cmphex (bits_of ("format=float8-e4m3;value=1e6"), ==, 0x7f);
}

/* The effective field grows like the root of the depth, the formula like the depth. */
static void
test_field (void)
{
  const char *deep = "network=20 * conv2d 8 3 pad=1 relu";
  g_assert_cmpfloat (number ("receptive-field", deep, "rf"), ==, 41);
  g_assert_cmpfloat (number ("receptive-field", deep, "rf_effective"), <, 0.7 * 41);
  g_assert_cmpfloat (number ("receptive-field", deep, "rf_effective"), <, 3 * number ("receptive-field", NULL, "rf_effective"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calc/calculators/defaults", test_defaults);
  g_test_add_func ("/calc/calculators/seeds", test_seeds);
  g_test_add_func ("/calc/calculators/edges", test_edges);
  g_test_add_func ("/calc/calculators/known", test_known);
  g_test_add_func ("/calc/calculators/boxes", test_boxes);
  g_test_add_func ("/calc/calculators/detections", test_detections);
  g_test_add_func ("/calc/calculators/convolution", test_convolution);
  g_test_add_func ("/calc/calculators/softmax", test_softmax);
  g_test_add_func ("/calc/calculators/derivatives", test_derivatives);
  g_test_add_func ("/calc/calculators/fits", test_fits);
  g_test_add_func ("/calc/calculators/neuron", test_neuron);
  g_test_add_func ("/calc/calculators/bits", test_bits);
  g_test_add_func ("/calc/calculators/field", test_field);
  return g_test_run ();
}
