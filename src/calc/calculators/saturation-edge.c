/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "engine/op.h"

#include <math.h>
#include <stdlib.h>

enum { ACTIVATION, Z, SHARE, SPREAD };

/* Those of the networks that have slopes, in this order. */
#define NAMES "sigmoid|tanh|relu|leaky-relu|elu|gelu|silu|softplus|hard-tanh|hard-sigmoid"
static const char *const names[] = { "sigmoid", "tanh",     "relu",      "leaky-relu",  "elu", "gelu",
                                     "silu",    "softplus", "hard-tanh", "hard-sigmoid" };

static const Param params[] = {
  { "function", N_ ("Activation"), NULL, PARAM_CHOICE, 0, 0, 9, 0, NAMES },
  { "z", N_ ("Pre-activation"), NULL, PARAM_REAL, 0, -1e6, 1e6, 0 },
  { "share", N_ ("Saturated below this share of the largest slope"), NULL, PARAM_REAL, PARAM_LOG, 0.0001, 0.5, 0.05 },
  { "spread", N_ ("Deviation of the pre-activations"), NULL, PARAM_REAL, PARAM_LOG, 0.01, 1000, 1 },
  { NULL },
};

enum { VALUE, SLOPE, MAX_SLOPE, RIGHT_EDGE, LEFT_EDGE, SATURATED, POINT, POINT_Z, POINT_VALUE, POINT_SLOPE };

static const CalcOutput outputs[] = {
  [VALUE] = { "value", "f (z)" },
  [SLOPE] = { "slope", "f′ (z)" },
  [MAX_SLOPE] = { "max_slope", N_ ("Largest slope") },
  [RIGHT_EDGE] = { "right_edge", N_ ("Saturated from here on to the right (20: nowhere)") },
  [LEFT_EDGE] = { "left_edge", N_ ("Saturated from here on to the left (−20: nowhere)") },
  [SATURATED] = { "saturated_share", N_ ("Saturated share of normal pre-activations") },
  [POINT] = { "point", N_ ("Point"), NULL, CALC_COLUMN, "point" },
  [POINT_Z] = { "point_z", "z", NULL, CALC_COLUMN, "point" },
  [POINT_VALUE] = { "point_value", "f (z)", NULL, CALC_COLUMN, "point" },
  [POINT_SLOPE] = { "point_slope", "f′ (z)", NULL, CALC_COLUMN, "point" },
  { NULL },
};

#define FARTHEST 20.0
#define N_STEPS 40001 /* of 1 / 1000 */
#define N_POINTS 401

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const NnActivation *f =
      (const NnActivation *) base_registry_find (&nn_activations, names[(int) input->values[ACTIVATION]]);
  double settings[PARAM_MAX], share = 0, right = FARTHEST, left = -FARTHEST, spread = input->values[SPREAD];
  real *z = calc_new (3 * N_STEPS, sizeof *z), *value = z + N_STEPS, *slope = value + N_STEPS, at = (real) input->values[Z];
  params_defaults (f->entry.params, settings);
  double largest = nn_activation_max_slope (f, settings), edge = input->values[SHARE] * largest;
  for (int i = 0; i < N_STEPS; i++)
    z[i] = (real) ((i - N_STEPS / 2) / 1000.0);
  f->value (N_STEPS, settings, z, value);
  nn_activation_slopes (f, settings, N_STEPS, z, NULL, slope);
  for (int i = N_STEPS - 1; i >= 0 && fabs ((double) slope[i]) < edge; i--)
    right = (double) z[i];
  for (int i = 0; i < N_STEPS && fabs ((double) slope[i]) < edge; i++)
    left = (double) z[i];
  share = erfc (right / spread / M_SQRT2) / 2 * (right < FARTHEST) + erfc (-left / spread / M_SQRT2) / 2 * (left > -FARTHEST);
  for (int column = POINT; column <= POINT_SLOPE; column++)
    calc_rows (results, column, N_POINTS);
  for (int i = 0; i < N_POINTS; i++) {
    int from = N_STEPS / 2 + (i - N_POINTS / 2) * 40; /* −8 … 8 */
    results->values[POINT].values[i] = i;
    results->values[POINT_Z].values[i] = (double) z[from];
    results->values[POINT_VALUE].values[i] = (double) value[from];
    results->values[POINT_SLOPE].values[i] = (double) slope[from];
  }
  f->value (1, settings, &at, value);
  nn_activation_slopes (f, settings, 1, &at, NULL, slope);
  calc_set (results, VALUE, (double) value[0]);
  calc_set (results, SLOPE, (double) slope[0]);
  calc_set (results, MAX_SLOPE, largest);
  calc_set (results, RIGHT_EDGE, right);
  calc_set (results, LEFT_EDGE, left);
  calc_set (results, SATURATED, share);
  free (z);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Function and slope"), POINT_Z, { POINT_VALUE, POINT_SLOPE }, .y_label = N_ ("value"), .at = { "z", "value" },
    .flat = { "left_edge", "right_edge" } },
  { NULL },
};

const CalcCalculator calc_saturation_edge = {
  { "saturation-edge", N_ ("Where an activation saturates"),
    N_ ("Outermost z from which on |f′| stays below a share of sup |f′|, by the activations of the networks; and the share of normal z beyond"),
    "Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural networks", params },
  outputs,
  .compute = compute,
  .charts = charts,
};
