/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions with so few output channels that half of a 16-lane vector would stay empty. */
#define NN_NARROW
#include "engine/kernels/conv.c"
