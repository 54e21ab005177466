/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What solvers share: vectors in double, and the line search. */

#include "engine/update.h"

/* The smallest relative difference that a loss shows: sums of reals are rounded. */
#define SOLVER_ROUNDING (sizeof (real) == sizeof (float) ? 1e-7 : 1e-15)

double solver_dot (const double *a, const double *b, size_t n);

/* y += factor x */
void solver_add (double *y, double factor, const double *x, size_t n);

/* Moves problem->x along @direction, a descent direction, to a point that satisfies the weak Wolfe conditions
 *   f(x + t d) ≤ f(x) + 10⁻⁴ t g·d,   g(x + t d)·d ≥ 0.9 g·d,
 * where a rise within rounding counts as none. The trial steps begin at @step, double until one is too long, then halve the
 * bracket (Lewis, Overton 2013, Nonsmooth optimization via quasi-Newton methods). *@loss and @gradient: at x, then at the new
 * x. @room: 2 n. False, and nothing has changed: no such point was found. */
bool solver_search (const NnProblem *problem, const double *direction, double step, double *loss, double *gradient,
                    double *room);
