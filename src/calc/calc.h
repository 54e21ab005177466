/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Calculators: settings in, named results out, without a training run. One file in calculators/ and one line each. */

#include "engine/graph.h"

typedef enum {
  CALC_NUMBER, /* one number */
  CALC_COLUMN, /* a number for each row of a table */
  CALC_IMAGE,  /* numbers [height][width] */
  CALC_BOXES,  /* rows of CALC_BOX numbers */
} CalcKind;

/* The numbers of a box: corners (right and bottom are outside), confidence, what became of it, in which turn (0: none), the row
 * of the box that suppressed it (−1: none), and its confidence before. */
enum { CALC_LEFT, CALC_TOP, CALC_RIGHT, CALC_BOTTOM, CALC_SCORE, CALC_MARK, CALC_TURN, CALC_BY, CALC_BEFORE, CALC_BOX };
typedef enum { CALC_TRUTH, CALC_KEPT, CALC_SUPPRESSED, CALC_WAITING } CalcMark;

/* One thing that a calculator gives. */
typedef struct {
  const char *name;  /* in claims: "iou"; NULL ends a list */
  const char *label; /* N_ ("Intersection over union") */
  const char *unit;  /* or NULL */
  CalcKind kind;
  const char *index; /* CALC_COLUMN: the column that counts its rows; columns with one index make a table */
} CalcOutput;

#define CALC_MAX_OUTPUTS 24

#define CALC_CHART_LINES 4

/* What of the results is drawn over what. Columns are of one table; numbers are named like outputs or settings. */
typedef struct {
  const char *title;                   /* N_ ("ROC curve"); NULL ends a list */
  int x, y[CALC_CHART_LINES];          /* columns, y ends with 0 */
  const char *names[CALC_CHART_LINES]; /* of the lines, N_; NULL: what the columns are called */
  const char *y_label;                 /* of several lines, N_ */
  bool bars, log_x, log_y, share;      /* share: y goes from 0 to 1 */
  double floor;                        /* log_y: what is less lies on the foot; 0: only what is 0 */
  const char *rule;                    /* a number on x: a vertical line */
  const char *at[2];                   /* two numbers: a point */
  const char *flat[2];                 /* numbers on x: shaded to the left of the first, to the right of the second */
  const char *says[2], *said[2];       /* numbers in the title, and what they are called there, N_ */
} CalcChart;

typedef struct {
  int n;             /* rows, 1 for a number; 0: there is none */
  int height, width; /* CALC_IMAGE */
  double *values;    /* owned: [n], [height][width] or [n][CALC_BOX] */
} CalcValue;

typedef struct CalcCalculator CalcCalculator;

typedef struct {
  const CalcCalculator *calculator;
  CalcValue values[CALC_MAX_OUTPUTS]; /* in the order of calculator->outputs */
  char **row_names;                   /* owned, for people, of the first table: "conv2d 1"; NULL: its index says enough */
} CalcResults;

typedef struct {
  const double *values;   /* as in entry.params */
  uint64_t seed;          /* of whatever is drawn */
  NnGraph *graph;         /* calculators that take a network: made for one image, not compiled; may be compiled once */
  NnNode *input, *output; /* its ends */
} CalcInput;

struct CalcCalculator {
  BaseEntry entry;           /* the summary says the formulas */
  const CalcOutput *outputs; /* ends with a NULL name */
  const char *network;       /* the chain of layers where none is given, "conv2d 8 3 relu | maxpool 2"; NULL: takes none.
                              * Its input has the settings height, width and channels. */
  bool draws;                /* at random: another seed gives other results */
  bool (*compute) (const CalcInput *input, CalcResults *results, BaseError *error);
  const CalcChart *charts;   /* ends with a NULL title; NULL: none */
};
extern const BaseRegistry calc_calculators;

/* Computes; values outside their limits, and settings that contradict each other, are an error. The caller frees the
 * results. Same settings and seed, same bits. */
CalcResults *calc_run (const CalcCalculator *calculator, const CalcInput *input, BaseError *error);
void calc_results_free (CalcResults *results);

int calc_n_outputs (const CalcCalculator *calculator);
int calc_find_output (const CalcCalculator *calculator, const char *name); /* −1: none */

/* The row of output number @output whose index is @at; −1: none. */
int calc_find_row (const CalcResults *results, int output, double at);

/* What the index of a row is: of a number 0. */
double calc_index (const CalcResults *results, int output, int row);

/* ---- for calculators ---- */

/* Gives a number. */
void calc_set (CalcResults *results, int output, double value);

/* Makes a column, or boxes, of @n rows, or an image, all 0; belongs to the results. */
double *calc_rows (CalcResults *results, int output, int n);
double *calc_image (CalcResults *results, int output, int height, int width);

/* Names row @row of the first table. */
void calc_name_row (CalcResults *results, int row, const char *name);

/* Memory for @n things of @size bytes, all 0; what calculators need is small, so without it the program ends, as GLib's. */
void *calc_new (size_t n, size_t size);
