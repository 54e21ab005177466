/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Principal directions: where a cloud of points, or the way of a network through its parameters, extends furthest. */

/* The two directions of greatest variance of points[n][dims] around their @mean [dims]: @axes [2][dims], of length 1, and the
 * @shares of the variance along them. By power iteration: the eigenvalues of XᵀX are never formed. Of a direction there is none
 * along which points differ, or a number that is not finite, axis and share are 0. The sign is that of the largest entry,
 * so that a picture does not flip from one time to the next. */
void lab_principal (const float *points, int n, int dims, double *mean, double *axes, double shares[2]);

/* axis · (point − mean) */
double lab_principal_place (const float *point, int dims, const double *mean, const double *axis);
