/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"

#include <math.h>

enum { W1, W2, BIAS, SCALE, FUNCTION, TARGET };
enum { STEP, SIGMOID };
enum { AND, OR, XOR, FIRST };

static const Param params[] = {
  { "w1", N_ ("Weight of the first input"), NULL, PARAM_REAL, 0, -20, 20, 7 },
  { "w2", N_ ("Weight of the second input"), NULL, PARAM_REAL, 0, -20, 20, 3 },
  { "bias", N_ ("Bias"), NULL, PARAM_REAL, 0, -20, 20, -8 },
  { "scale", N_ ("Factor of weights and bias"), NULL, PARAM_REAL, PARAM_LOG, 0.01, 100, 1 },
  { "function", N_ ("Activation"), NULL, PARAM_CHOICE, 0, 0, 1, STEP, "step|sigmoid" },
  { "target", N_ ("Wanted"), NULL, PARAM_CHOICE, 0, 0, 3, AND, "and|or|xor|first" },
  { NULL },
};

enum {
  RIGHT, IS_AND, IS_OR, IS_FIRST, DISTANCE, YES, CASE, CASE_SCORE, CASE_OUTPUT, CASE_TARGET, PLACE, PLACE_BIAS, PLACE_YES, PLACE_RIGHT
};

static const CalcOutput outputs[] = {
  [RIGHT] = { "n_right", N_ ("Cases decided as wanted") },
  [IS_AND] = { "is_and", N_ ("Both must hold (AND)") },
  [IS_OR] = { "is_or", N_ ("One is enough (OR)") },
  [IS_FIRST] = { "is_first", N_ ("The first input decides alone") },
  [DISTANCE] = { "distance", N_ ("Distance of the boundary from the origin") },
  [YES] = { "n_yes", N_ ("Cases with the answer yes") },
  [CASE] = { "case", N_ ("Case"), NULL, CALC_COLUMN, "case" },
  [CASE_SCORE] = { "case_score", N_ ("Score w·x + b"), NULL, CALC_COLUMN, "case" },
  [CASE_OUTPUT] = { "case_output", N_ ("Output"), NULL, CALC_COLUMN, "case" },
  [CASE_TARGET] = { "case_target", N_ ("Wanted"), NULL, CALC_COLUMN, "case" },
  [PLACE] = { "place", N_ ("Place"), NULL, CALC_COLUMN, "place" },
  [PLACE_BIAS] = { "place_bias", N_ ("Bias"), NULL, CALC_COLUMN, "place" },
  [PLACE_YES] = { "place_yes", N_ ("Cases with the answer yes"), NULL, CALC_COLUMN, "place" },
  [PLACE_RIGHT] = { "place_right", N_ ("Cases decided as wanted"), NULL, CALC_COLUMN, "place" },
  { NULL },
};

enum { N_CASES = 4, N_PLACES = 161 }; /* of biases: −20 … 20 in steps of ¼ */

/* Inputs of case @i are its two digits: 00, 01, 10, 11. */
static double
score (const double *v, double bias, int i)
{
  return v[SCALE] * (v[W1] * (i >> 1) + v[W2] * (i & 1) + bias);
}

static bool
wanted (int target, int i)
{
  bool first = i >> 1, second = i & 1;
  return target == AND ? first && second : target == OR ? first || second : target == XOR ? first != second : first;
}

/* In how many cases a neuron with this bias says yes and what @target wants. A sigmoid above ½ is a yes too. */
static int
count (const double *v, double bias, int target, int *n_yes)
{
  int n_right = 0;
  *n_yes = 0;
  for (int i = 0; i < N_CASES; i++) {
    bool yes = score (v, bias, i) > 0;
    *n_yes += yes;
    n_right += yes == wanted (target, i);
  }
  return n_right;
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  static const char *const names[N_CASES] = { "0 0", "0 1", "1 0", "1 1" };
  const double *v = input->values;
  int n_yes, target = (int) v[TARGET];
  for (int column = CASE; column <= CASE_TARGET; column++)
    calc_rows (results, column, N_CASES);
  for (int i = 0; i < N_CASES; i++) {
    double z = score (v, v[BIAS], i);
    results->values[CASE].values[i] = i;
    results->values[CASE_SCORE].values[i] = z;
    results->values[CASE_OUTPUT].values[i] = (int) v[FUNCTION] == STEP ? z > 0 : 1 / (1 + exp (-z));
    results->values[CASE_TARGET].values[i] = wanted (target, i);
    calc_name_row (results, i, names[i]);
  }
  for (int column = PLACE; column <= PLACE_RIGHT; column++)
    calc_rows (results, column, N_PLACES);
  for (int i = 0; i < N_PLACES; i++) {
    double bias = (i - N_PLACES / 2) / 4.0;
    results->values[PLACE].values[i] = i;
    results->values[PLACE_BIAS].values[i] = bias;
    results->values[PLACE_RIGHT].values[i] = count (v, bias, target, &n_yes);
    results->values[PLACE_YES].values[i] = n_yes;
  }
  double length = hypot (v[W1], v[W2]);
  calc_set (results, RIGHT, count (v, v[BIAS], target, &n_yes));
  calc_set (results, YES, n_yes);
  calc_set (results, IS_AND, count (v, v[BIAS], AND, &n_yes) == N_CASES);
  calc_set (results, IS_OR, count (v, v[BIAS], OR, &n_yes) == N_CASES);
  calc_set (results, IS_FIRST, count (v, v[BIAS], FIRST, &n_yes) == N_CASES);
  calc_set (results, DISTANCE, length > 0 ? -v[BIAS] / length : NAN);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Score of each case: yes above 0"), CASE, { CASE_SCORE }, .bars = true },
  { N_ ("Answer and what is wanted"), CASE, { CASE_OUTPUT, CASE_TARGET }, { N_ ("answer"), N_ ("wanted") }, N_ ("output"), .bars = true,
    .share = true, .says = { "n_right" }, .said = { N_ ("right") } },
  { N_ ("What another bias would decide"), PLACE_BIAS, { PLACE_YES, PLACE_RIGHT }, { N_ ("yes"), N_ ("right") }, N_ ("cases"),
    .rule = "bias" },
  { NULL },
};

const CalcCalculator calc_neuron = {
  { "neuron", N_ ("One neuron as a weighted vote"),
    N_ ("Output = f (s (w₁ x₁ + w₂ x₂ + b)) for the four pairs of inputs 0 and 1, f a step at 0 or a sigmoid; the boundary lies −b / ‖w‖ from the "
        "origin, and the factor s moves it nowhere"),
    "McCulloch, Pitts 1943, A logical calculus of the ideas immanent in nervous activity; Rosenblatt 1958, The perceptron", params },
  outputs,
  .compute = compute,
  .charts = charts,
};
