/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/tape.h"

#include <assert.h>
#include <math.h>

static int
append (CalcTape *tape, CalcTapeNode node)
{
  assert (tape->n < CALC_TAPE_MAX && node.a < tape->n && node.b < tape->n);
  tape->nodes[tape->n] = node;
  return tape->n++;
}

static int
append_unary (CalcTape *tape, const char *name, int a, double value, double slope)
{
  return append (tape, (CalcTapeNode){ a, -1, slope, 0, value, name });
}

int
calc_tape_number (CalcTape *tape, double value)
{
  return append_unary (tape, "", -1, value, 0);
}

int
calc_tape_add (CalcTape *tape, int a, int b)
{
  return append (tape, (CalcTapeNode){ a, b, 1, 1, tape->nodes[a].value + tape->nodes[b].value, "+" });
}

int
calc_tape_multiply (CalcTape *tape, int a, int b)
{
  double x = tape->nodes[a].value, y = tape->nodes[b].value;
  return append (tape, (CalcTapeNode){ a, b, y, x, x * y, "×" });
}

int
calc_tape_sin (CalcTape *tape, int a)
{
  double x = tape->nodes[a].value;
  return append_unary (tape, "sin", a, sin (x), cos (x));
}

int
calc_tape_arctan (CalcTape *tape, int a)
{
  double x = tape->nodes[a].value;
  return append_unary (tape, "arctan", a, atan (x), 1 / (1 + x * x));
}

int
calc_tape_exp (CalcTape *tape, int a)
{
  double y = exp (tape->nodes[a].value);
  return append_unary (tape, "exp", a, y, y);
}

int
calc_tape_power (CalcTape *tape, int a, int exponent)
{
  double x = tape->nodes[a].value;
  return append_unary (tape, exponent == 2 ? "( )²" : exponent == 3 ? "( )³" : "( )ⁿ", a, pow (x, exponent), exponent * pow (x, exponent - 1));
}

int
calc_tape_sigmoid (CalcTape *tape, int a)
{
  double y = 1 / (1 + exp (-tape->nodes[a].value));
  return append_unary (tape, "σ", a, y, y * (1 - y));
}

double
calc_tape_derivative (const CalcTape *tape, int output, int input, bool drop_second)
{
  double slopes[CALC_TAPE_MAX] = { 0 };
  bool depends[CALC_TAPE_MAX] = { false };
  for (int i = input; i <= output; i++) {
    const CalcTapeNode *node = &tape->nodes[i];
    depends[i] = i == input || (node->a >= 0 && depends[node->a]) || (node->b >= 0 && depends[node->b]);
  }
  slopes[output] = 1;
  for (int i = output; i > input; i--) {
    const CalcTapeNode *node = &tape->nodes[i];
    bool both = node->b >= 0 && depends[node->a] && depends[node->b];
    if (node->a >= 0)
      slopes[node->a] += slopes[i] * node->slope_a;
    if (node->b >= 0 && !(both && drop_second))
      slopes[node->b] += slopes[i] * node->slope_b;
  }
  return slopes[input];
}

void
calc_tape_slopes (const CalcTape *tape, int output, double *slopes)
{
  for (int i = 0; i < tape->n; i++)
    slopes[i] = i == output;
  for (int i = output; i > 0; i--) {
    const CalcTapeNode *node = &tape->nodes[i];
    if (node->a >= 0)
      slopes[node->a] += slopes[i] * node->slope_a;
    if (node->b >= 0)
      slopes[node->b] += slopes[i] * node->slope_b;
  }
}
