/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What regularizers share. */

#include "engine/update.h"

/* Σ |w| of the weights that decay, and √ Σ g² of all gradients; in double and in a fixed order. */
double regularizer_sum_sizes (const NnRegularization *r);
double regularizer_gradient_norm (const NnRegularization *r);
