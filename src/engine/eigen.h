/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Eigenvalues of a square matrix that need not be symmetric: of recurrent weights, whose largest one says how fast the gradient
 * over time grows or shrinks (Pascanu, Mikolov, Bengio 2013, On the difficulty of training recurrent neural networks). */

#include "engine/graph.h"

#include <complex.h>

/* values[n]: the eigenvalues of @matrix [n][n], the largest first, of a conjugate pair the upper one: reduction to Hessenberg
 * form, then QR steps with Wilkinson's shift (Francis 1961, The QR transformation). false where there is no memory, a number
 * is not finite, or the steps do not converge; then @values is undefined. */
bool nn_eigenvalues (int n, const real *matrix, double complex *values);
