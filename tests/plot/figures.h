/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Figures like those the program draws, from made-up data of every awkward kind: what tests and the gallery share. */

#include "plot/figure.h"

typedef enum { DATA_EMPTY, DATA_ONE, DATA_TYPICAL, DATA_NAN, DATA_HUGE, N_DATA } DataKind;

typedef struct {
  const char *name;
  PlotFigure *(*make) (DataKind kind, bool chinese);
} FigureMaker;

extern const FigureMaker figure_makers[]; /* ends with a NULL name */
extern const char *const data_names[N_DATA];
