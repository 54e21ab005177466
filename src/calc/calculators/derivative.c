/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "calc/tape.h"

#include <math.h>

enum { FUNCTION, X, H, LENGTH };
enum { POWER, ARCTAN, TWO_WAYS, GAUSSIAN, SIGMOIDS };

#define MAX_LENGTH 100

static const Param params[] = {
  { "function", N_ ("Function"), NULL, PARAM_CHOICE, 0, 0, 4, TWO_WAYS, "(x²+1)³|arctan(sin(x))|x·sin(x)|exp(−x²)|sigmoids" },
  { "x", N_ ("x"), NULL, PARAM_REAL, 0, -10, 10, 1 },
  { "h", N_ ("Step of the differences"), NULL, PARAM_REAL, PARAM_LOG, 1e-12, 1, 1e-5 },
  { "length", N_ ("Sigmoids in a chain"), NULL, PARAM_INT, 0, 1, MAX_LENGTH, 5 },
  { NULL },
};

enum {
  VALUE, AUTODIFF, CLOSED_FORM, ONE_WAY, FORWARD, CENTRAL, CENTRAL_ERROR, NODE, NODE_VALUE, NODE_SLOPE, NODE_A,
  NODE_B, NODE_FACTOR_A, NODE_FACTOR_B, STEP, STEP_H, STEP_FORWARD, STEP_CENTRAL, POINT, POINT_X,
  POINT_VALUE, POINT_SLOPE
};

static const CalcOutput outputs[] = {
  [VALUE] = { "value", "f (x)" },
  [AUTODIFF] = { "autodiff", N_ ("f′ (x), all ways added") },
  [CLOSED_FORM] = { "closed_form", N_ ("f′ (x) by formula") },
  [ONE_WAY] = { "one_way", N_ ("Along one way alone") },
  [FORWARD] = { "forward_difference", N_ ("Forward difference") },
  [CENTRAL] = { "central_difference", N_ ("Central difference") },
  [CENTRAL_ERROR] = { "central_error", N_ ("Its error") },
  [NODE] = { "node", N_ ("Node"), NULL, CALC_COLUMN, "node" },
  [NODE_VALUE] = { "node_value", N_ ("Its value"), NULL, CALC_COLUMN, "node" },
  [NODE_SLOPE] = { "node_slope", N_ ("Slope of f in it"), NULL, CALC_COLUMN, "node" },
  [NODE_A] = { "node_a", N_ ("Its operand (−1: none)"), NULL, CALC_COLUMN, "node" },
  [NODE_B] = { "node_b", N_ ("Its second operand"), NULL, CALC_COLUMN, "node" },
  [NODE_FACTOR_A] = { "node_factor_a", N_ ("Its slope in the operand"), NULL, CALC_COLUMN, "node" },
  [NODE_FACTOR_B] = { "node_factor_b", N_ ("Its slope in the second operand"), NULL, CALC_COLUMN, "node" },
  [STEP] = { "step", N_ ("Place in the table"), NULL, CALC_COLUMN, "step" },
  [STEP_H] = { "step_h", N_ ("Step h"), NULL, CALC_COLUMN, "step" },
  [STEP_FORWARD] = { "step_forward_error", N_ ("Error of the forward difference"), NULL, CALC_COLUMN, "step" },
  [STEP_CENTRAL] = { "step_central_error", N_ ("Error of the central difference"), NULL, CALC_COLUMN, "step" },
  [POINT] = { "point", N_ ("Point"), NULL, CALC_COLUMN, "point" },
  [POINT_X] = { "point_x", "x", NULL, CALC_COLUMN, "point" },
  [POINT_VALUE] = { "point_value", "f (x)", NULL, CALC_COLUMN, "point" },
  [POINT_SLOPE] = { "point_slope", "f′ (x)", NULL, CALC_COLUMN, "point" },
  { NULL },
};

/* Writes f (x) down; returns its node. x is node 0. */
static int
record (CalcTape *tape, int function, int length, double x)
{
  tape->n = 0;
  int at = calc_tape_number (tape, x);
  switch (function) {
  case POWER:
    return calc_tape_power (tape, calc_tape_add (tape, calc_tape_power (tape, at, 2), calc_tape_number (tape, 1)), 3);
  case ARCTAN:
    return calc_tape_arctan (tape, calc_tape_sin (tape, at));
  case TWO_WAYS:
    return calc_tape_multiply (tape, at, calc_tape_sin (tape, at));
  case GAUSSIAN:
    return calc_tape_exp (tape, calc_tape_multiply (tape, calc_tape_number (tape, -1), calc_tape_power (tape, at, 2)));
  default:
    for (int i = 0; i < length; i++)
      at = calc_tape_sigmoid (tape, at);
    return at;
  }
}

static double
value (int function, int length, double x)
{
  CalcTape tape;
  return tape.nodes[record (&tape, function, length, x)].value;
}

/* By hand. */
static double
closed_form (int function, int length, double x)
{
  double slope = 1;
  switch (function) {
  case POWER:
    return 6 * x * (x * x + 1) * (x * x + 1);
  case ARCTAN:
    return cos (x) / (1 + sin (x) * sin (x));
  case TWO_WAYS:
    return sin (x) + x * cos (x);
  case GAUSSIAN:
    return -2 * x * exp (-x * x);
  default:
    for (int i = 0; i < length; i++) {
      double e = exp (-x);
      slope *= e / ((1 + e) * (1 + e));
      x = 1 / (1 + e);
    }
    return slope;
  }
}

static double
central (int function, int length, double x, double h)
{
  return (value (function, length, x + h) - value (function, length, x - h)) / (2 * h);
}

static double
forward (int function, int length, double x, double h)
{
  return (value (function, length, x + h) - value (function, length, x)) / h;
}

/* What was computed, node by node, and the slopes on the way back. */
static void
fill_nodes (CalcResults *results, const CalcTape *tape, int output)
{
  double *columns[NODE_FACTOR_B - NODE + 1];
  for (int i = 0; i <= NODE_FACTOR_B - NODE; i++)
    columns[i] = calc_rows (results, NODE + i, tape->n);
  calc_tape_slopes (tape, output, columns[NODE_SLOPE - NODE]);
  for (int i = 0; i < tape->n; i++) {
    const CalcTapeNode *node = &tape->nodes[i];
    columns[0][i] = i;
    columns[NODE_VALUE - NODE][i] = node->value;
    columns[NODE_A - NODE][i] = node->a;
    columns[NODE_B - NODE][i] = node->b;
    columns[NODE_FACTOR_A - NODE][i] = node->slope_a;
    columns[NODE_FACTOR_B - NODE][i] = node->slope_b;
    calc_name_row (results, i, i == 0 ? "x" : node->name);
  }
}

static void
fill_tables (CalcResults *results, int function, int length, double x, double slope)
{
  enum { N_STEPS = 45, N_POINTS = 121 };
  for (int column = STEP; column <= STEP_CENTRAL; column++)
    calc_rows (results, column, N_STEPS);
  for (int column = POINT; column <= POINT_SLOPE; column++)
    calc_rows (results, column, N_POINTS);
  for (int i = 0; i < N_STEPS; i++) { /* four to each power of ten, 1e-11 … 1 */
    double h = pow (10, -11 + i / 4.0);
    results->values[STEP].values[i] = i;
    results->values[STEP_H].values[i] = h;
    results->values[STEP_FORWARD].values[i] = fabs (forward (function, length, x, h) - slope);
    results->values[STEP_CENTRAL].values[i] = fabs (central (function, length, x, h) - slope);
  }
  for (int i = 0; i < N_POINTS; i++) {
    double at = x - 3 + i * 0.05;
    results->values[POINT].values[i] = i;
    results->values[POINT_X].values[i] = at;
    results->values[POINT_VALUE].values[i] = value (function, length, at);
    results->values[POINT_SLOPE].values[i] = closed_form (function, length, at);
  }
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  int function = (int) input->values[FUNCTION], length = (int) input->values[LENGTH];
  double x = input->values[X], h = input->values[H], slope = closed_form (function, length, x);
  CalcTape tape;
  int output = record (&tape, function, length, x);
  calc_set (results, VALUE, tape.nodes[output].value);
  calc_set (results, AUTODIFF, calc_tape_derivative (&tape, output, 0, false));
  calc_set (results, CLOSED_FORM, slope);
  calc_set (results, ONE_WAY, calc_tape_derivative (&tape, output, 0, true));
  calc_set (results, FORWARD, forward (function, length, x, h));
  calc_set (results, CENTRAL, central (function, length, x, h));
  calc_set (results, CENTRAL_ERROR, fabs (central (function, length, x, h) - slope));
  fill_nodes (results, &tape, output);
  fill_tables (results, function, length, x, slope);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Function and slope"), POINT_X, { POINT_VALUE, POINT_SLOPE }, .y_label = N_ ("value"), .at = { "x", "value" } },
  { N_ ("Error of differences"), STEP_H, { STEP_FORWARD, STEP_CENTRAL }, { N_ ("forward"), N_ ("central") }, N_ ("error of the slope"),
    .log_x = true, .log_y = true, .floor = 1e-14, .rule = "h" },
  { NULL },
};

const CalcCalculator calc_derivative = {
  { "derivative", N_ ("Derivative of a composed function"),
    N_ ("Reverse mode: local slopes multiplied along each way from x to f and added over the ways; beside it the formula, one way alone, and "
        "the differences (f (x + h) − f (x)) / h and (f (x + h) − f (x − h)) / 2h, whose errors are smallest near h = ε^1/2 and ε^1/3"),
    "Linnainmaa 1976, Taylor expansion of the accumulated rounding error; Baydin et al. 2018, Automatic differentiation in machine learning",
    params },
  outputs,
  .compute = compute,
  .charts = charts,
};
