/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Reverse-mode differentiation of expressions of one number: each operation appends a node that remembers its operands and the
 * local slopes; going back, slopes are multiplied along each way and added over ways (Linnainmaa 1976). Private to calc. */

#include <stdbool.h>

#define CALC_TAPE_MAX 256

typedef struct {
  int a, b;                /* operands; −1: none */
  double slope_a, slope_b; /* ∂ value / ∂ operand */
  double value;
  const char *name;        /* of the operation, "sin"; "": a number */
} CalcTapeNode;

typedef struct {
  int n;
  CalcTapeNode nodes[CALC_TAPE_MAX];
} CalcTape;

/* Each returns the number of the new node. */
int calc_tape_number (CalcTape *tape, double value);
int calc_tape_add (CalcTape *tape, int a, int b);
int calc_tape_multiply (CalcTape *tape, int a, int b);
int calc_tape_sin (CalcTape *tape, int a);
int calc_tape_arctan (CalcTape *tape, int a);
int calc_tape_exp (CalcTape *tape, int a);
int calc_tape_power (CalcTape *tape, int a, int exponent);
int calc_tape_sigmoid (CalcTape *tape, int a);

/* slopes[n]: ∂ node @output / ∂ each node. */
void calc_tape_slopes (const CalcTape *tape, int output, double *slopes);

/* ∂ node @output / ∂ node @input. @drop_second: at operations with two operands that both depend on @input, only the way through
 * the first counts: the mistake that a rule for a single chain leads to. */
double calc_tape_derivative (const CalcTape *tape, int output, int input, bool drop_second);
