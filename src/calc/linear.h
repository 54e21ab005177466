/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Least squares for few unknowns. Private to calc. */

#include <stdbool.h>

/* The eigenvalues and orthonormal eigenvectors (columns of @vectors [n][n]) of the symmetric @matrix [n][n], which is destroyed:
 * Jacobi 1846. */
void calc_eigen (int n, double *matrix, double *values, double *vectors);

/* w [p] = the least w′w among those that make |Φ w − y|² + λ |w|² smallest, Φ [n][p]: by the eigenvectors of the smaller of Φ′Φ and
 * ΦΦ′; directions with an eigenvalue below 1e-12 of the largest are left out. */
void calc_least_squares (int n, int p, const double *phi, const double *y, double lambda, double *w);
