/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Newton, BFGS and L-BFGS on functions whose minima are known. As in a network, points and gradients are rounded to reals. */
#include "engine/op.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 2

typedef double (*Surface) (const double *x, double *gradient);

/* ½ (x² + 100 y²) */
static double
ravine (const double *x, double *gradient)
{
  gradient[0] = x[0];
  gradient[1] = 100 * x[1];
  return (x[0] * x[0] + 100 * x[1] * x[1]) / 2;
}

static double
saddle (const double *x, double *gradient)
{
  gradient[0] = 2 * x[0];
  gradient[1] = -2 * x[1];
  return x[0] * x[0] - x[1] * x[1];
}

static double
rosenbrock (const double *x, double *gradient)
{
  double off = x[1] - x[0] * x[0];
  gradient[0] = -400 * x[0] * off - 2 * (1 - x[0]);
  gradient[1] = 200 * off;
  return 100 * off * off + (1 - x[0]) * (1 - x[0]);
}

/* A valley that y does not enter. */
static double
flat (const double *x, double *gradient)
{
  gradient[0] = cosh (x[0]) - 1.5;
  gradient[1] = 0;
  return sinh (x[0]) - 1.5 * x[0];
}

static double
evaluate (const NnProblem *problem, const double *x, double *gradient)
{
  double rounded[N] = { (double) (real) x[0], (double) (real) x[1] };
  double loss = ((Surface) problem->data) (rounded, gradient);
  for (int i = 0; i < N; i++)
    gradient[i] = (double) (real) gradient[i];
  return (double) (real) loss;
}

/* Updates until the loss is at most @enough, @most at most; returns how many there were. */
static int
minimize_with (const char *name, const char *settings, Surface surface, double *x, double lr, double enough, int most)
{
  const NnOptimizer *solver = (const NnOptimizer *) base_registry_find (&nn_optimizers, name);
  double values[PARAM_MAX], gradient[N];
  params_defaults (solver->entry.params, values);
  values[0] = lr;
  if (settings != NULL)
    g_assert_true (params_set (solver->entry.params, values, settings, "yes", NULL));
  g_autofree real *state = g_new0 (real, nn_optimizer_n_state (solver, N, values) + 1);
  g_autofree double *room = g_new0 (double, solver->n_room (N, values));
  NnProblem problem = { .n = N, .evaluate = evaluate, .data = (void *) surface, .x = x, .state = state, .room = room,
                        .values = values };
  int t = 0;
  for (int i = 0; i < N; i++)
    x[i] = (double) (real) x[i];
  while (t < most && !(evaluate (&problem, x, gradient) <= enough)) {
    problem.t = ++t;
    solver->solve (&problem);
    for (int i = 0; i < N; i++)
      x[i] = (double) (real) x[i];
  }
  g_test_message ("%s: %d updates, (%.9g, %.9g), loss %g", name, t, x[0], x[1], evaluate (&problem, x, gradient));
  return t;
}

static int
minimize (const char *name, Surface surface, double *x, double lr, double enough, int most)
{
  return minimize_with (name, NULL, surface, x, lr, enough, most);
}

static void
test_newton (void)
{
  double x[N] = { 1, 0.7 }, s[N] = { 0.375, ldexp (1, -13) }, r[N] = { -1.2, 1 }, f[N] = { 2, 5 };
  g_assert_cmpint (minimize ("newton", ravine, x, 1, 1e-10, 9), ==, 1); /* a quadratic in one step */
  minimize ("newton", saddle, s, 1, -INFINITY, 1);
  g_assert_true (s[0] == 0 && s[1] == 0); /* onto the saddle */
  g_assert_cmpint (minimize ("newton", rosenbrock, r, 1, 1e-10, 20), <=, 8);
  minimize ("newton", flat, f, 1, -INFINITY, 8);
  g_assert_cmpfloat (fabs (f[0] - acosh (1.5)), <, 1e-6);
  g_assert_cmpfloat (f[1], ==, 5); /* no curvature, no step */
  double d[N] = { 0.25, 0.5 }; /* where the step leads up, a search goes down the gradient */
  g_assert_cmpint (minimize_with ("newton", "search", saddle, d, 1, -1, 30), <, 30);
}

static void
test_quasi (void)
{
  static const char *const names[] = { "bfgs", "lbfgs" };
  for (int i = 0; i < 2; i++) {
    double x[N] = { 1, 0.7 }, r[N] = { -1.2, 1 }, s[N] = { 1, 1e-4 };
    g_assert_cmpint (minimize (names[i], ravine, x, 1, 1e-10, 99), <=, 15);
    g_assert_cmpint (minimize (names[i], rosenbrock, r, 1, 1e-10, 99), <=, 45);
    g_assert_cmpfloat (hypot (r[0] - 1, r[1] - 1), <, 1e-3);
    g_assert_cmpint (minimize (names[i], saddle, s, 1, -1, 99), <=, 20); /* past the saddle, down */
  }
}

/* With rate 0 nothing moves (verify --null). */
static void
test_rate_zero (void)
{
  static const char *const names[] = { "newton", "bfgs", "lbfgs" };
  for (int i = 0; i < 3; i++) {
    double x[N] = { 0.5, 0.25 };
    minimize (names[i], rosenbrock, x, 0, 0, 3);
    g_assert_true (x[0] == 0.5 && x[1] == 0.25);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/solvers/newton", test_newton);
  g_test_add_func ("/engine/solvers/quasi-newton", test_quasi);
  g_test_add_func ("/engine/solvers/rate-zero", test_rate_zero);
  return g_test_run ();
}
