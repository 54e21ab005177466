/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arithmetic-fixture.h"

#include "train/probe.h"

#include <math.h>
#include <string.h>

/* ---- working out a text ---- */

bool
arithmetic_take (const char **text, const char *word)
{
  while (**text == ' ')
    (*text)++;
  if (!g_str_has_prefix (*text, word))
    return false;
  *text += strlen (word);
  return true;
}

static double
call (const char *name, double x)
{
  return g_str_equal (name, "tanh")      ? tanh (x)
         : g_str_equal (name, "σ")       ? 1 / (1 + exp (-x))
         : g_str_equal (name, "relu")    ? fmax (0, x)
         : g_str_equal (name, "softplus") ? log1p (exp (x))
         : g_str_equal (name, "silu") || g_str_equal (name, "f") ? x / (1 + exp (-x))
         : g_str_equal (name, "gelu")    ? x * (1 + erf (x / sqrt (2))) / 2
         : g_str_equal (name, "elu")     ? (x > 0 ? x : expm1 (x))
         : g_str_equal (name, "leaky-relu") ? (x > 0 ? x : 0.01 * x)
                                         : NAN;
}

double
arithmetic_factor (const char **text)
{
  static const char *const names[] = { "tanh", "σ", "relu", "softplus", "silu", "gelu", "elu", "leaky-relu", "f" };
  double value;
  if (arithmetic_take (text, "−"))
    return -arithmetic_factor (text);
  if (arithmetic_take (text, "√")) {
    value = arithmetic_factor (text);
    return sqrt (value);
  }
  if (arithmetic_take (text, "e^{")) {
    value = arithmetic_sum (text);
    g_assert_true (arithmetic_take (text, "}"));
    return exp (value);
  }
  if (arithmetic_take (text, "max (")) {
    value = arithmetic_sum (text);
    while (arithmetic_take (text, ","))
      value = fmax (value, arithmetic_sum (text));
    g_assert_true (arithmetic_take (text, ")"));
    return value;
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (arithmetic_take (text, names[i]))
      return call (names[i], arithmetic_factor (text));
  if (arithmetic_take (text, "(")) {
    value = arithmetic_sum (text);
    g_assert_true (arithmetic_take (text, ")"));
  } else {
    char *end;
    arithmetic_take (text, "");
    value = g_ascii_strtod (*text, &end);
    if (end == *text)
      g_error ("no number: %s", *text);
    *text = end;
    if (arithmetic_take (text, "·10^{")) {
      value *= pow (10, arithmetic_factor (text));
      g_assert_true (arithmetic_take (text, "}"));
    }
  }
  return arithmetic_take (text, "^2") ? value * value : value;
}

/* "0.04 (12 more)" is 0.04. */
static void
skip_count (const char **text)
{
  const char *at = *text;
  if (arithmetic_take (&at, "(") && g_ascii_isdigit (*at) && strstr (at, " more)") == at + strspn (at, "0123456789"))
    *text = strchr (at, ')') + 1;
}

static double
product (const char **text)
{
  double value = arithmetic_factor (text);
  for (;;) {
    skip_count (text);
    if (arithmetic_take (text, "·"))
      value *= arithmetic_factor (text);
    else if (arithmetic_take (text, "/"))
      value /= arithmetic_factor (text);
    else if (arithmetic_take (text, "(")) { /* 1/32 (…) */
      value *= arithmetic_sum (text);
      g_assert_true (arithmetic_take (text, ")"));
    } else
      return value;
  }
}

double
arithmetic_sum (const char **text)
{
  double value = product (text);
  for (;;) {
    if (arithmetic_take (text, "+"))
      value += product (text);
    else if (arithmetic_take (text, "−"))
      value -= product (text);
    else
      return value;
  }
}

/* The numbers have four digits: what is left of a difference may have lost some. */
static void
check_line (const char *text)
{
  const char *at = strchr (text, '='), *arrow = strstr (text, "← ");
  double before = NAN, size = 0;
  if (at == NULL || strstr (text, "γ") != NULL || strstr (text, "∂ℓ/∂b") != NULL || g_str_has_prefix (text, "g = "))
    return;
  at = arrow != NULL && !g_str_has_prefix (arrow, "← w") ? arrow + strlen ("←") - 1 : at;
  for (at++;; at++) {
    double value = arithmetic_sum (&at);
    for (const char *digit = text; *digit != '\0';) /* the largest number that stands there */
      if (g_ascii_isdigit (*digit))
        size = fmax (size, fmin (1e3, fabs (g_ascii_strtod (digit, (char **) &digit))));
      else
        digit++;
    if (!isnan (before) && !(fabs (value - before) <= 4e-3 * fabs (before) + 2e-3 * fmin (1, size)))
      g_error ("%s: %g is not %g", text, before, value);
    before = value;
    if (!arithmetic_take (&at, "="))
      return;
    at--;
  }
}

void
arithmetic_check_lines (const GArray *lines)
{
  g_assert_nonnull (lines);
  for (guint i = 0; i < lines->len; i++)
    if (g_array_index (lines, LabLine, i).kind == LAB_LINE_NUMBERS)
      check_line (g_array_index (lines, LabLine, i).text);
}

/* ---- what the engine says ---- */

double
arithmetic_result_of (const GArray *lines, const char *left)
{
  for (guint i = 0; i < lines->len; i++) {
    const char *text = g_array_index (lines, LabLine, i).text;
    if (!g_str_has_prefix (text, left))
      continue;
    while (g_array_index (lines, LabLine, i).kind != LAB_LINE_NUMBERS)
      i++;
    const char *at = strrchr (g_array_index (lines, LabLine, i).text, '=') + 1;
    return arithmetic_sum (&at);
  }
  g_error ("no line begins with %s", left);
  return NAN;
}

char *arithmetic_said;

void
arithmetic_assert_near (double shown, double computed)
{
  if (!(fabs (shown - computed) <= 1e-3 * fabs (computed) + 1e-7))
    g_error ("shown: %g, computed: %g in\n%s", shown, computed, arithmetic_said);
}

const GArray *
arithmetic_show (LabExperiment *experiment, const LabSubject *subject, LabViewer **viewer)
{
  lab_viewer_free (*viewer);
  *viewer = lab_arithmetic_new (experiment, subject);
  const GArray *lines = lab_arithmetic_lines_now (*viewer, lab_experiment_snapshot_now (experiment));
  g_free (arithmetic_said);
  arithmetic_said = lab_arithmetic_text (lines);
  arithmetic_check_lines (lines);
  return lines;
}

static Lesson *lesson; /* of the experiment that is open */

void
arithmetic_drop (LabExperiment *experiment)
{
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

LabExperiment *
arithmetic_at_step (const char *text, long step)
{
  lesson = fixture_lesson (text, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  train_session_step (lab_experiment_session (experiment), step);
  train_session_wait (lab_experiment_session (experiment));
  return experiment;
}

NnGraph *
arithmetic_pass (LabExperiment *experiment, int sample)
{
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (experiment);
  NnGraph *graph = nn_graph_copy (lab_experiment_graph (experiment, 0), 1, true, NN_GRADIENTS);
  memcpy (nn_graph_parameters (graph), snapshot->lanes[0].parameters, snapshot->lanes[0].n_parameters * sizeof (real));
  train_gather (graph, lab_shown_set (experiment, 0), NULL, sample, 1);
  nn_graph_forward (graph, 1);
  nn_graph_backward (graph, 1);
  return graph;
}

void
arithmetic_check_gradient (LabExperiment *experiment, int layer, int weight, LabViewer **viewer)
{
  const GArray *lines = arithmetic_show (experiment, &(LabSubject){ .kind = LAB_WEIGHT, .layer = layer, .weight = weight }, viewer);
  for (guint i = 0; i < lines->len; i++) {
    const char *text = g_array_index (lines, LabLine, i).text;
    if (arithmetic_take (&text, "g = ")) {
      arithmetic_assert_near (arithmetic_result_of (lines, "∂L/∂"), arithmetic_factor (&text));
      return;
    }
  }
  g_assert_not_reached ();
}

void
arithmetic_check_update (const char *text, long at, int layer, int weight)
{
  LabExperiment *experiment = arithmetic_at_step (text, at);
  LabViewer *viewer = NULL;
  for (int step = 0; step < 3; step++) {
    const LabSubject subject = { .kind = LAB_WEIGHT, .layer = layer, .weight = weight };
    const NnNode *node = nn_graph_layer (lab_experiment_graph (experiment, 0), layer)->weight;
    double before = (double) lab_experiment_snapshot_now (experiment)->lanes[0].parameters[node->offset + (size_t) weight];
    const GArray *lines = arithmetic_show (experiment, &subject, &viewer);
    const char *last = g_array_index (lines, LabLine, lines->len - 1).text;
    g_assert_true (g_str_has_prefix (last, "w ← w + Δw = "));
    last = strstr (strchr (last, '='), " + ") + 3;
    double shown = arithmetic_factor (&last);
    train_session_step (lab_experiment_session (experiment), 1);
    train_session_wait (lab_experiment_session (experiment));
    double after = (double) lab_experiment_snapshot_now (experiment)->lanes[0].parameters[node->offset + (size_t) weight];
    g_assert_true (before != after);
    arithmetic_assert_near (shown, after - before);
  }
  lab_viewer_free (viewer);
  arithmetic_drop (experiment);
}
