/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The second derivatives of the mean loss at the graph's parameters, and slices of the loss around them. For all of these
 * @graph has gradients, and the batch is in its input and target; parameters are moved while a function runs and put back. */

#include "engine/graph.h"

/* hv = H v over all nn_graph_n_trained reals, by central differences of the gradient: (g (θ + ε v) − g (θ − ε v)) / 2 ε
 * (Pearlmutter 1994, "Fast exact multiplication by the Hessian", names this form). In float about three digits hold. false
 * when there is no memory. */
bool nn_hessian_vector (NnGraph *graph, int rows, const double *v, double *hv);

/* Eigenvalues of H, ascending, into @values: all of them where there are at most @most parameters, else @most estimates of
 * which the outermost are good: Lanczos with every vector kept orthogonal to all before (Golub, Van Loan 2013, 10.3).
 * @start seeds the first vector. Returns how many; 0 when there is no memory. */
int nn_hessian_eigenvalues (NnGraph *graph, int rows, uint64_t start, int most, double *values);

/* A random direction of nn_graph_n_trained reals in which every filter (the weights into one unit) is as long as the
 * filter of the network, and biases stand still: Li et al. 2018, "Visualizing the loss landscape of neural nets". */
void nn_slice_direction (const NnGraph *graph, uint64_t seed, real *direction);

/* losses[i][j], i, j < n: the loss at θ + x_j a + y_i b, with x and y going from −extent to extent. @b NULL: n losses along
 * a. false when there is no memory. */
bool nn_loss_slice (NnGraph *graph, int rows, const real *a, const real *b, double extent, int n, double *losses);
