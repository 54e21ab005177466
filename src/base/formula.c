/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/formula.h"

#include "base/words.h"

#include <ctype.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NESTED 32 /* parentheses and signs */

static const struct {
  const char *name;
  BaseFormulaOp op;
  int n_operands;
} functions[] = {
  { "if", BASE_FORMULA_IF, 3 },           { "min", BASE_FORMULA_MIN, 2 },   { "max", BASE_FORMULA_MAX_OF, 2 },
  { "abs", BASE_FORMULA_ABS, 1 },         { "exp", BASE_FORMULA_EXP, 1 },   { "log", BASE_FORMULA_LOG, 1 },
  { "sqrt", BASE_FORMULA_SQRT, 1 },       { "sin", BASE_FORMULA_SIN, 1 },   { "cos", BASE_FORMULA_COS, 1 },
  { "atan", BASE_FORMULA_ATAN, 1 },       { "tanh", BASE_FORMULA_TANH, 1 }, { "sigmoid", BASE_FORMULA_SIGMOID, 1 },
  { "Phi", BASE_FORMULA_PHI, 1 },
};
enum { N_FUNCTIONS = sizeof functions / sizeof *functions };
const char base_formula_functions[] = "if, min, max, abs, exp, log, sqrt, sin, cos, atan, tanh, sigmoid, Phi";

/* ---- reading: one function for each rank of operators ---- */

typedef struct {
  BaseFormula *formula;
  const char *at;
  int depth, nested; /* of the stack so far; of parentheses and signs */
  BaseError *error;
} Reader;

static bool read_comparison (Reader *r);
static bool read_factor (Reader *r);

static bool fail (Reader *r, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

static bool
fail (Reader *r, const char *format, ...)
{
  char what[BASE_ERROR_MAX / 2];
  int place = 1;
  va_list args;
  for (const char *c = r->formula->text; c < r->at; c++)
    place += (*c & 0xC0) != 0x80; /* characters, not bytes */
  va_start (args, format);
  vsnprintf (what, sizeof what, format, args);
  va_end (args);
  return base_error_set (r->error, _ ("character %d of the formula: %s"), place, what);
}

/* @n_operands: how many the step takes from the stack. */
static bool
emit (Reader *r, BaseFormulaOp op, int n_operands, double number)
{
  BaseFormula *f = r->formula;
  r->depth += 1 - n_operands;
  if (f->n == BASE_FORMULA_STEPS || r->depth > BASE_FORMULA_DEPTH)
    return fail (r, _ ("the formula is too long"));
  f->steps[f->n++] = (BaseFormulaStep) { op, number };
  return true;
}

static char
peek (Reader *r)
{
  r->at += *r->at == ' ';
  return *r->at;
}

static bool
accept (Reader *r, char c)
{
  bool there = peek (r) == c;
  r->at += there;
  return there;
}

static bool
expect (Reader *r, char c)
{
  return accept (r, c) || fail (r, _ ("expected \"%c\""), c);
}

static bool
read_call (Reader *r, int function)
{
  if (!expect (r, '('))
    return false;
  for (int i = 0; i < functions[function].n_operands; i++)
    if ((i > 0 && !expect (r, ',')) || !read_comparison (r))
      return false;
  return expect (r, ')') && emit (r, functions[function].op, functions[function].n_operands, 0);
}

static bool
read_name (Reader *r)
{
  size_t n = strspn (r->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const char *name = r->at;
  for (int i = 0; i < N_FUNCTIONS; i++)
    if (strlen (functions[i].name) == n && strncmp (name, functions[i].name, n) == 0) {
      r->at += n;
      return read_call (r, i);
    }
  bool pi = n == 2 && strncmp (name, "pi", 2) == 0, e = n == 1 && *name == 'e';
  if (!pi && !e && !(n == 1 && *name == 'x'))
    return fail (r, n > 0 ? _ ("\"%.*s\" is neither x, pi, e nor one of the functions %s") : _ ("expected a number, x or a function"),
                 (int) n, name, base_formula_functions);
  r->at += n;
  return emit (r, pi || e ? BASE_FORMULA_NUMBER : BASE_FORMULA_X, 0, pi ? M_PI : M_E);
}

/* A number, a name, or parentheses. */
static bool
read_atom (Reader *r)
{
  char *end;
  if (accept (r, '('))
    return read_comparison (r) && expect (r, ')');
  if (!isdigit ((unsigned char) *r->at) && *r->at != '.')
    return read_name (r);
  double number = strtod (r->at, &end);
  if (end == r->at || !isfinite (number))
    return fail (r, _ ("expected a number"));
  r->at = end;
  return emit (r, BASE_FORMULA_NUMBER, 0, number);
}

/* "a ^ b", which goes before a sign: −x^2 = −(x^2). */
static bool
read_power (Reader *r)
{
  if (!read_atom (r))
    return false;
  if (!accept (r, '^'))
    return true;
  int before = r->formula->n;
  if (!read_factor (r))
    return false;
  const BaseFormulaStep *exponent = &r->formula->steps[before];
  if (r->formula->n > before + 1 || exponent->op != BASE_FORMULA_NUMBER || exponent->number != 2)
    return emit (r, BASE_FORMULA_POWER, 2, 0);
  r->formula->n = before;
  r->depth--;
  return emit (r, BASE_FORMULA_SQUARE, 1, 0);
}

static bool
read_factor (Reader *r)
{
  if (++r->nested > MAX_NESTED)
    return fail (r, _ ("the formula is too long"));
  bool minus = accept (r, '-');
  bool fine = minus || accept (r, '+') ? read_factor (r) : read_power (r);
  r->nested--;
  return fine && (!minus || emit (r, BASE_FORMULA_NEGATE, 1, 0));
}

static bool
read_term (Reader *r)
{
  bool fine = read_factor (r);
  while (fine && (peek (r) == '*' || *r->at == '/')) {
    BaseFormulaOp op = *r->at++ == '*' ? BASE_FORMULA_MULTIPLY : BASE_FORMULA_DIVIDE;
    fine = read_factor (r) && emit (r, op, 2, 0);
  }
  return fine;
}

static bool
read_sum (Reader *r)
{
  bool fine = read_term (r);
  while (fine && (peek (r) == '+' || *r->at == '-')) {
    BaseFormulaOp op = *r->at++ == '+' ? BASE_FORMULA_ADD : BASE_FORMULA_SUBTRACT;
    fine = read_term (r) && emit (r, op, 2, 0);
  }
  return fine;
}

static bool
read_comparison (Reader *r)
{
  if (!read_sum (r))
    return false;
  if (peek (r) != '<' && *r->at != '>')
    return true;
  BaseFormulaOp op = *r->at++ == '<' ? BASE_FORMULA_LESS : BASE_FORMULA_GREATER;
  return read_sum (r) && emit (r, op, 2, 0);
}

/* Blanks made single, none at the ends; false: there is no room. */
static bool
squeeze (const char *text, char *to, size_t size)
{
  size_t n = 0;
  for (; *text != '\0' && n + 1 < size; text++)
    if (!isspace ((unsigned char) *text))
      to[n++] = *text;
    else if (n > 0 && to[n - 1] != ' ')
      to[n++] = ' ';
  n -= n > 0 && to[n - 1] == ' ';
  to[n] = '\0';
  return *text == '\0';
}

bool
base_formula_parse (const char *text, BaseFormula *formula, BaseError *error)
{
  Reader r = { formula, formula->text, 0, 0, error };
  formula->n = 0;
  if (!squeeze (text, formula->text, sizeof formula->text))
    return base_error_set (error, _ ("a formula may have %d characters"), BASE_FORMULA_TEXT - 1);
  return read_comparison (&r) && (peek (&r) == '\0' || fail (&r, _ ("expected an operator")));
}

/* ---- numbers ---- */

static const BaseFormula first = {
  "x * sigmoid(x)", 4, { { BASE_FORMULA_X, 0 }, { BASE_FORMULA_X, 0 }, { BASE_FORMULA_SIGMOID, 0 }, { BASE_FORMULA_MULTIPLY, 0 } },
};
static const BaseFormula *known[BASE_FORMULA_MAX] = { &first };
static atomic_int n_known = 1; /* formulas are added under the lock, and read without */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The number of a formula like @formula, which becomes one of those that are known. */
static int
number_of (const BaseFormula *formula, BaseError *error)
{
  int n = atomic_load (&n_known), i = 0;
  while (i < n && strcmp (known[i]->text, formula->text) != 0)
    i++;
  BaseFormula *copy = i == n && n < BASE_FORMULA_MAX ? malloc (sizeof *copy) : NULL;
  if (i < n)
    return i;
  if (copy == NULL)
    return base_error_set (error, _ ("there is no room for more than %d formulas"), BASE_FORMULA_MAX) - 1;
  *copy = *formula;
  known[n] = copy;
  atomic_store (&n_known, n + 1);
  return n;
}

int
base_formula_read (const char *text, BaseError *error)
{
  BaseFormula formula;
  if (!base_formula_parse (text, &formula, error))
    return -1;
  pthread_mutex_lock (&lock);
  int number = number_of (&formula, error);
  pthread_mutex_unlock (&lock);
  return number;
}

const BaseFormula *
base_formula (int number)
{
  return number >= 0 && number < atomic_load (&n_known) ? known[number] : NULL;
}
