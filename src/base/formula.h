/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Formulas of one number x as people type them, "max(0, x) * sigmoid(2 * x)": + - * / ^ < > and parentheses, numbers, pi, e, and
 * the functions that base_formula_functions names. A comparison is 1 or 0; if(c, a, b) is a where c > 0, else b. Read into steps
 * for a machine with a stack; those who compute bring the machine (engine/activations/custom.c). */

#include "base/error.h"

#define BASE_FORMULA_TEXT 200 /* bytes, with the final 0 */
#define BASE_FORMULA_STEPS 128
#define BASE_FORMULA_DEPTH 16 /* of the stack */
#define BASE_FORMULA_MAX 1000 /* different ones in the life of the program */

typedef enum {
  BASE_FORMULA_NUMBER, /* pushes BaseFormulaStep.number */
  BASE_FORMULA_X,      /* pushes x */
  BASE_FORMULA_NEGATE, /* the others take their operands from the stack, the last one from its top */
  BASE_FORMULA_ADD,
  BASE_FORMULA_SUBTRACT,
  BASE_FORMULA_MULTIPLY,
  BASE_FORMULA_DIVIDE,
  BASE_FORMULA_POWER,
  BASE_FORMULA_SQUARE, /* what "^2" becomes */
  BASE_FORMULA_LESS,
  BASE_FORMULA_GREATER,
  BASE_FORMULA_IF,
  BASE_FORMULA_MIN,
  BASE_FORMULA_MAX_OF,
  BASE_FORMULA_ABS,
  BASE_FORMULA_EXP,
  BASE_FORMULA_LOG,
  BASE_FORMULA_SQRT,
  BASE_FORMULA_SIN,
  BASE_FORMULA_COS,
  BASE_FORMULA_ATAN,
  BASE_FORMULA_TANH,
  BASE_FORMULA_SIGMOID,
  BASE_FORMULA_PHI, /* the distribution function of the normal distribution */
} BaseFormulaOp;

typedef struct {
  BaseFormulaOp op;
  double number;
} BaseFormulaStep;

typedef struct {
  char text[BASE_FORMULA_TEXT]; /* as typed, blanks made single */
  int n;
  BaseFormulaStep steps[BASE_FORMULA_STEPS];
} BaseFormula;

/* Names of the functions, divided by ", ". */
extern const char base_formula_functions[];

/* Reads @text; on failure the message says at which character. */
bool base_formula_parse (const char *text, BaseFormula *formula, BaseError *error);

/* A formula as a setting is its number, the same for the same text as long as the program runs; −1 with a message. Number 0,
 * "x * sigmoid(x)", is always there. Any thread. */
int base_formula_read (const char *text, BaseError *error);

/* The formula with a number that base_formula_read returned, kept to the end of the program; NULL: there is none. */
const BaseFormula *base_formula (int number);
