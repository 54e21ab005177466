/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"

#include <math.h>

enum { FORMAT, VALUE, FACTOR, LAYERS, LOSS_SCALE };
enum { FLOAT32, FLOAT16, BFLOAT16, FLOAT8_E4M3, FLOAT8_E5M2 };

static const Param params[] = {
  { "format", N_ ("Format"), NULL, PARAM_CHOICE, 0, 0, 4, FLOAT16, "float32|float16|bfloat16|float8-e4m3|float8-e5m2" },
  { "value", N_ ("Number"), NULL, PARAM_REAL, 0, -1e38, 1e38, 0.1 },
  { "factor", N_ ("Factor of each layer"), NULL, PARAM_REAL, PARAM_LOG, 0.001, 1000, 0.25 },
  { "layers", N_ ("Layers"), NULL, PARAM_INT, 0, 1, 200, 40 },
  { "loss-scale", N_ ("Scale of the loss"), NULL, PARAM_REAL, PARAM_LOG, 1e-6, 1e9, 1 },
  { NULL },
};

enum {
  ROUNDED, RELATIVE_ERROR, STEP, LARGEST, SMALLEST_NORMAL, SMALLEST, EPSILON, DIGITS, DEPTH, LAYER, LAYER_EXACT, LAYER_ROUNDED,
  BIT, BIT_VALUE, BIT_PART
};

static const CalcOutput outputs[] = {
  [ROUNDED] = { "rounded", N_ ("The nearest number of the format") },
  [RELATIVE_ERROR] = { "relative_error", N_ ("Relative error") },
  [STEP] = { "ulp", N_ ("Distance to the next number") },
  [LARGEST] = { "largest", N_ ("Largest number") },
  [SMALLEST_NORMAL] = { "smallest_normal", N_ ("Smallest number with all digits") },
  [SMALLEST] = { "smallest", N_ ("Smallest number above 0") },
  [EPSILON] = { "epsilon", N_ ("From 1 to the next number") },
  [DIGITS] = { "digits", N_ ("Decimal digits") },
  [DEPTH] = { "depth", N_ ("Layers until the product is 0 or infinite") },
  [LAYER] = { "layer", N_ ("Layer"), NULL, CALC_COLUMN, "layer" },
  [LAYER_EXACT] = { "exact", N_ ("Product without rounding"), NULL, CALC_COLUMN, "layer" },
  [LAYER_ROUNDED] = { "product", N_ ("Product in this format"), NULL, CALC_COLUMN, "layer" },
  [BIT] = { "bit", N_ ("Bit"), NULL, CALC_COLUMN, "bit" },
  [BIT_VALUE] = { "bit_value", N_ ("Its value 0 or 1"), NULL, CALC_COLUMN, "bit" },
  [BIT_PART] = { "bit_part", N_ ("0: sign, 1: exponent, 2: fraction"), NULL, CALC_COLUMN, "bit" },
  { NULL },
};

/* Bits of the fraction, exponents of the smallest and largest normal numbers. */
typedef struct {
  int fraction, min, max;
  double largest;
  bool infinite; /* what is too large becomes infinite, else NaN */
} Format;

static const Format formats[] = {
  [FLOAT32] = { 23, -126, 127, 0x1.fffffep127, true },
  [FLOAT16] = { 10, -14, 15, 65504, true },
  [BFLOAT16] = { 7, -126, 127, 0x1.fep127, true },
  [FLOAT8_E4M3] = { 3, -6, 8, 448, false },
  [FLOAT8_E5M2] = { 2, -14, 15, 57344, true },
};

/* The distance of the numbers around @x. */
static double
step_at (const Format *format, double x)
{
  int exponent = x == 0 ? format->min : (int) fmax (ilogb (x), format->min);
  return ldexp (1, (int) fmin (exponent, format->max) - format->fraction);
}

/* To the nearest, ties to even; beyond the largest number by more than half a step: infinite, or NaN. */
static double
round_to (const Format *format, double x)
{
  if (x == 0 || !isfinite (x))
    return x;
  double step = step_at (format, x), rounded = nearbyint (x / step) * step;
  if (fabs (rounded) <= format->largest)
    return rounded;
  return format->infinite ? copysign (INFINITY, x) : NAN;
}

/* The fields of @x, a number of the format: of exponents below the smallest 0, of what is not finite all ones. */
static void
fields_of (const Format *format, int n_exponent, double x, long *exponent, long *fraction)
{
  long ones = (1L << n_exponent) - 1;
  int at = x == 0 || !isfinite (x) ? format->min : (int) fmax (ilogb (x), format->min);
  bool normal = fabs (x) >= ldexp (1, format->min);
  *exponent = !isfinite (x) ? ones : normal ? at - format->min + 1 : 0;
  *fraction = isnan (x) ? (1L << format->fraction) - 1 : isinf (x) ? 0 : lrint (ldexp (fabs (x), format->fraction - at)) - (normal ? 1L << format->fraction : 0);
}

static void
fill_bits (CalcResults *results, const Format *format, double x)
{
  int n_exponent = ilogb (-format->min) + 2, n = 1 + n_exponent + format->fraction;
  long exponent, fraction;
  double *bit = calc_rows (results, BIT, n), *value = calc_rows (results, BIT_VALUE, n), *part = calc_rows (results, BIT_PART, n);
  fields_of (format, n_exponent, x, &exponent, &fraction);
  for (int i = 0; i < n; i++) {
    int left = n - 1 - i; /* bits to the right of it */
    bit[i] = i;
    part[i] = i == 0 ? 0 : left >= format->fraction ? 1 : 2;
    value[i] = i == 0 ? signbit (x) != 0 : left >= format->fraction ? exponent >> (left - format->fraction) & 1 : fraction >> left & 1;
  }
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values;
  const Format *format = &formats[(int) v[FORMAT]];
  double rounded = round_to (format, v[VALUE]);
  int n = (int) v[LAYERS], depth = n;
  calc_set (results, ROUNDED, rounded);
  calc_set (results, RELATIVE_ERROR, v[VALUE] == 0 ? 0 : fabs (rounded - v[VALUE]) / fabs (v[VALUE]));
  calc_set (results, STEP, step_at (format, rounded));
  calc_set (results, LARGEST, format->largest);
  calc_set (results, SMALLEST_NORMAL, ldexp (1, format->min));
  calc_set (results, SMALLEST, ldexp (1, format->min - format->fraction));
  calc_set (results, EPSILON, ldexp (1, -format->fraction));
  calc_set (results, DIGITS, floor (format->fraction * log10 (2)));
  double *layer = calc_rows (results, LAYER, n + 1), *exact = calc_rows (results, LAYER_EXACT, n + 1),
         *product = calc_rows (results, LAYER_ROUNDED, n + 1), scaled = round_to (format, v[LOSS_SCALE]);
  for (int i = 0; i <= n; i++) {
    layer[i] = i;
    exact[i] = i == 0 ? 1 : exact[i - 1] * v[FACTOR];
    product[i] = scaled / v[LOSS_SCALE]; /* unscaled in float32, before the update */
    depth = scaled == 0 || !isfinite (scaled) ? (int) fmin (depth, i) : depth;
    scaled = round_to (format, scaled * round_to (format, v[FACTOR]));
  }
  calc_set (results, DEPTH, depth);
  fill_bits (results, format, rounded);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Product of the factors of all layers"), LAYER, { LAYER_EXACT, LAYER_ROUNDED }, { N_ ("exact"), N_ ("in this format") },
    N_ ("product"), .log_y = true, .rule = "depth" },
  { NULL },
};

const CalcCalculator calc_number_format = {
  { "number-format", N_ ("Floating-point formats"),
    N_ ("±1.f · 2^e with f of 23, 10, 7, 3 or 2 bits, rounded to the nearest, ties to even; below the smallest exponent digits are lost one by "
        "one; a gradient that is multiplied by the same factor in each layer, with and without scaling of the loss"),
    "IEEE 754-2019; Micikevicius et al. 2018, Mixed precision training; Micikevicius et al. 2022, FP8 formats for deep learning", params },
  outputs,
  .compute = compute,
  .charts = charts,
};
