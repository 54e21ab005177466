/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A formula typed by a reader, and its derivative: exact, with numbers that carry their slope through every step of the formula
 * (forward mode), or as typed, right or wrong. A stack of blocks of values, so that the steps are told apart once a block. */
#include "base/formula.h"
#include "engine/kernels/activations.h"
#include "engine/kernels/functions.h"

enum { F, SLOPE };

static const Param params[] = {
  { "f", N_ ("Formula of f (x)"), NULL, PARAM_FORMULA, 0, 0, BASE_FORMULA_MAX - 1, 0 },
  { "df", N_ ("Formula of its derivative"), NULL, PARAM_FORMULA, 0, -1, BASE_FORMULA_MAX - 1, -1, N_ ("exact") },
  { 0 },
};

#define BLOCK 64

/* Values, and their slopes in x. */
typedef struct {
  vec value[BLOCK / LANES], slope[BLOCK / LANES];
} Numbers;

/* Functions that have no vectors' version. */
#define BY_ELEMENTS(name, formula)                                                                                   \
  INLINE vec name (vec a, vec b)                                                                                     \
  {                                                                                                                  \
    for (int k = 0; k < LANES; k++)                                                                                  \
      a[k] = (real) formula;                                                                                         \
    return a;                                                                                                        \
  }
BY_ELEMENTS (power, pow ((double) a[k], (double) b[k]))
BY_ELEMENTS (logarithm, log ((double) a[k]))
BY_ELEMENTS (root, sqrt ((double) a[k]))
BY_ELEMENTS (sine, sin ((double) a[k]))
BY_ELEMENTS (cosine, cos ((double) a[k]))
BY_ELEMENTS (arctan, atan ((double) a[k]))

/* p where it is chosen, q where the other is; else, at a tie, the middle; a NaN stays. */
INLINE vec
choose (ivec first, ivec second, vec p, vec q)
{
  return vec_select (first, p, vec_select (second, q, (p + q) / 2));
}

/* 1 where a < b, else 0; a NaN stays. */
INLINE vec
less (vec a, vec b)
{
  return vec_select (a < b, vec_all (1), vec_select (a >= b, vec_all (0), a + b));
}

/* Each step: how many operands, a, b and c, the value y made of them, and its slope by theirs, da, db, dc. */
#define STEPS                                                                                                        \
  STEP (NEGATE, 1, -a, -da)                                                                                          \
  STEP (ADD, 2, a + b, da + db)                                                                                      \
  STEP (SUBTRACT, 2, a - b, da - db)                                                                                 \
  STEP (MULTIPLY, 2, a * b, da * b + a * db)                                                                         \
  STEP (DIVIDE, 2, a / b, (da - y * db) / b)                                                                         \
  STEP (POWER, 2, power (a, b),                                                                                      \
        b * power (a, b - 1) * da + vec_select (db == 0, vec_all (0), y * logarithm (a, b) * db))                    \
  STEP (SQUARE, 1, a * a, 2 * a * da)                                                                                \
  STEP (LESS, 2, less (a, b), vec_all (0))                                                              \
  STEP (GREATER, 2, less (b, a), vec_all (0))                                                           \
  STEP (IF, 3, vec_select (a > 0, b, vec_select (a == a, c, a)), vec_select (a > 0, db, dc))                         \
  STEP (MIN, 2, choose (a < b, a > b, a, b), choose (a < b, a > b, da, db))                                            \
  STEP (MAX_OF, 2, choose (a > b, a < b, a, b), choose (a > b, a < b, da, db))                                         \
  STEP (ABS, 1, vec_select (a < 0, -a, a), choose (a > 0, a < 0, da, -da))                                            \
  STEP (EXP, 1, vec_exp (a), y * da)                                                                                 \
  STEP (LOG, 1, logarithm (a, a), da / a)                                                                            \
  STEP (SQRT, 1, root (a, a), da / (2 * y))                                                                          \
  STEP (SIN, 1, sine (a, a), cosine (a, a) * da)                                                                     \
  STEP (COS, 1, cosine (a, a), -sine (a, a) * da)                                                                    \
  STEP (ATAN, 1, arctan (a, a), da / (1 + a * a))                                                                    \
  STEP (TANH, 1, vec_tanh (a), (1 - y * y) * da)                                                                     \
  STEP (SIGMOID, 1, vec_sigmoid (a), y * (1 - y) * da)                                                               \
  STEP (PHI, 1, vec_normal_cdf (a), vec_all ((real) 0.39894228040143268) * vec_exp (-a * a / 2) * da)

#define STEP(name, n_operands, value_, slope_)                                                                       \
  case BASE_FORMULA_##name:                                                                                          \
    top -= n_operands - 1;                                                                                           \
    for (int i = 0; i < BLOCK / LANES; i++) {                                                                        \
      const int second = n_operands > 1, third = n_operands > 2 ? 2 : 0;                                             \
      vec a = top[0].value[i], b = top[second].value[i], c = top[third].value[i], y = value_;                        \
      vec da = top[0].slope[i], db = top[second].slope[i], dc = top[third].slope[i];                                 \
      (void) b, (void) c, (void) da, (void) db, (void) dc;                                                                  \
      top[0].value[i] = y;                                                                                           \
      if (with_slopes)                                                                                               \
        top[0].slope[i] = slope_;                                                                                    \
    }                                                                                                                \
    break;

/* @formula of a block of numbers from @x, the first @n of which are there, into stack[0]. */
INLINE void
compute (const BaseFormula *formula, Numbers *stack, size_t n, const real *x, const bool with_slopes)
{
  Numbers *top = stack - 1;
  for (const BaseFormulaStep *step = formula->steps; step < formula->steps + formula->n; step++)
    switch (step->op) {
    case BASE_FORMULA_NUMBER:
    case BASE_FORMULA_X:
      top++;
      for (int i = 0; i < BLOCK / LANES; i++) {
        top->value[i] = vec_all ((real) step->number);
        top->slope[i] = vec_all (step->op == BASE_FORMULA_X);
      }
      if (step->op == BASE_FORMULA_X)
        memcpy (top->value, x, n * sizeof *x);
      break;
      STEPS
    }
}

typedef Numbers Stack[BASE_FORMULA_DEPTH];

static void
values (size_t n, const double *settings, const real *x, real *y)
{
  const BaseFormula *f = base_formula ((int) settings[F]);
  Stack stack;
  for (size_t first = 0, rest; first < n; first += BLOCK) {
    rest = n - first < BLOCK ? n - first : BLOCK;
    compute (f, stack, rest, x + first, false);
    memcpy (y + first, stack[0].value, rest * sizeof *y);
  }
}

/* Slopes of up to a block of numbers. */
static const vec *
block_slopes (const double *settings, Numbers *stack, size_t n, const real *x)
{
  const BaseFormula *typed = settings[SLOPE] >= 0 ? base_formula ((int) settings[SLOPE]) : NULL;
  if (typed != NULL)
    compute (typed, stack, n, x, false);
  else
    compute (base_formula ((int) settings[F]), stack, n, x, true);
  return typed != NULL ? stack[0].value : stack[0].slope;
}

static void
slopes (size_t n, const double *settings, const real *x, const real *y, const real *dy, real *dx, bool add)
{
  Stack stack;
  real slope[BLOCK];
  for (size_t first = 0, rest; first < n; first += BLOCK) {
    rest = n - first < BLOCK ? n - first : BLOCK;
    memcpy (slope, block_slopes (settings, stack, rest, x + first), sizeof slope);
    for (size_t i = 0; i < rest; i++)
      op_give (&dx[first + i], dy[first + i] * slope[i], add);
  }
}

/* Puts the largest finite |f′| of a block of x from @low, @step apart, into *@largest and its place into *@at. */
static void
look (const double *settings, double low, double step, double *largest, double *at)
{
  Stack stack;
  real x[BLOCK], slope[BLOCK];
  for (int i = 0; i < BLOCK; i++)
    x[i] = (real) (low + i * step);
  memcpy (slope, block_slopes (settings, stack, BLOCK, x), sizeof slope);
  for (int i = 0; i < BLOCK; i++)
    if (isfinite (slope[i]) && fabs ((double) slope[i]) > *largest) {
      *largest = fabs ((double) slope[i]);
      *at = (double) x[i];
    }
}

/* The largest slope from −10 to 10, looked for at 4,096 places and, closer and closer, around the best of them. */
static double
max_slope (const double *settings)
{
  static _Atomic double known[2][BASE_FORMULA_MAX]; /* and 1 more; of formulas' derivatives, of formulas */
  bool typed = settings[SLOPE] >= 0;
  _Atomic double *place = &known[typed][(int) settings[typed ? SLOPE : F]];
  double largest = *place - 1, at = 0, step = 20.0 / (64 * BLOCK - 1);
  if (largest >= 0)
    return largest;
  largest = 0;
  for (int i = 0; i < 64; i++)
    look (settings, -10 + i * BLOCK * step, step, &largest, &at);
  for (int round = 0; round < 3; round++, step *= 2.0 / BLOCK)
    look (settings, at - step, 2 * step / BLOCK, &largest, &at);
  *place = largest + 1;
  return largest;
}

const NnActivation ACTIVATION (custom) = {
  ELEMENTWISE (custom),
  .op.entry = { "custom", N_ ("Own formula"),
                N_ ("f (x) as typed; the slope is exact, or that of a second formula, to see what a wrong one does. A formula has + - * / ^ < >, "
                    "parentheses, numbers, x, pi, e, and if(c, a, b), min, max, abs, exp, log, sqrt, sin, cos, atan, tanh, sigmoid, Phi; "
                    "saturation is told from the largest slope between −10 and 10"),
                "Wengert 1964, A simple automatic derivative evaluation program", params },
  .max_slope = max_slope,
};
