/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Lines of arithmetic: sums with their largest terms. Private to lab. */

#include "lab/arithmetic.h"

/* A number in a sum, or a product of two. */
typedef struct {
  char symbol[64]; /* "w_{3,5} x_3" */
  double a, b;     /* b: 1 of a single number */
  bool product;
} LabTerm;

GArray *lab_lines_new (void);
void lab_lines_add (GArray *lines, LabLineKind kind, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* "0.5312", "(−0.44)" behind another sign, "1.2·10^{−5}": four digits. The caller frees it. */
char *lab_line_number (double value);
char *lab_line_factor (double value);

/* Numbers (double) for each # of @pattern, in brackets where a sign would stand behind another one: "= # · (1 − #) = #". */
void lab_lines_add_numbers (GArray *lines, const char *pattern, ...);

/* A term of @terms (of LabTerm), or with what stands between "√(" and ")". */
void lab_term_add (GArray *terms, double a, double b, bool product, const char *format, ...) G_GNUC_PRINTF (5, 6);
double lab_terms_sum (const GArray *terms);

/* Σ of the terms as two lines, "@left = symbols" and "= numbers = sum": the largest ones, largest first, and how many more there
 * are. @last of the terms (0 or 1) always stand, at the end. @before and @after go round the sum: "1/32 (", ")"; @value is what
 * comes out. */
void lab_lines_add_sum (GArray *lines, const char *left, const GArray *terms, int last, const char *before, const char *after,
                        double value);
