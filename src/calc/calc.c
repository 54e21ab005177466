/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The registry of calculators; its rows come from the list in meson.build. */

#define ROW(id) extern const CalcCalculator calc_##id;
#include "calc/calculator-rows.inc"
#undef ROW

#define ROW(id) &calc_##id.entry,
static const BaseEntry *const entries[] = {
#include "calc/calculator-rows.inc"
};
#undef ROW

const BaseRegistry calc_calculators = { N_ ("calculators"), entries, sizeof entries / sizeof entries[0] };

int
calc_n_outputs (const CalcCalculator *calculator)
{
  int n = 0;
  while (calculator->outputs[n].name != NULL)
    n++;
  assert (n <= CALC_MAX_OUTPUTS);
  return n;
}

int
calc_find_output (const CalcCalculator *calculator, const char *name)
{
  for (int i = 0; calculator->outputs[i].name != NULL; i++)
    if (strcmp (calculator->outputs[i].name, name) == 0)
      return i;
  return -1;
}

double
calc_index (const CalcResults *results, int output, int row)
{
  const CalcOutput *column = &results->calculator->outputs[output];
  int index = column->index != NULL ? calc_find_output (results->calculator, column->index) : -1;
  return index >= 0 ? results->values[index].values[row] : 0;
}

int
calc_find_row (const CalcResults *results, int output, double at)
{
  for (int row = 0; row < results->values[output].n; row++)
    if (calc_index (results, output, row) == at)
      return row;
  return -1;
}

CalcResults *
calc_run (const CalcCalculator *calculator, const CalcInput *input, BaseError *error)
{
  for (int i = 0; i < params_count (calculator->entry.params); i++)
    if (!param_check (&calculator->entry.params[i], input->values[i], error))
      return NULL;
  assert ((calculator->network != NULL) == (input->graph != NULL));
  CalcResults *results = calc_new (1, sizeof *results);
  results->calculator = calculator;
  if (calculator->compute (input, results, error))
    return results;
  calc_results_free (results);
  return NULL;
}

/* How many names there are: rows of the first table. */
static int
n_named (const CalcResults *results)
{
  for (int i = 0; i < calc_n_outputs (results->calculator); i++)
    if (results->calculator->outputs[i].kind == CALC_COLUMN)
      return results->values[i].n;
  return 0;
}

void
calc_results_free (CalcResults *results)
{
  if (results == NULL)
    return;
  for (int i = 0; results->row_names != NULL && i < n_named (results); i++)
    free (results->row_names[i]);
  free (results->row_names);
  for (int i = 0; i < CALC_MAX_OUTPUTS; i++)
    free (results->values[i].values);
  free (results);
}

void *
calc_new (size_t n, size_t size)
{
  void *memory = calloc (n > 0 ? n : 1, size);
  if (memory == NULL)
    abort ();
  return memory;
}

void
calc_set (CalcResults *results, int output, double value)
{
  assert (results->calculator->outputs[output].kind == CALC_NUMBER);
  CalcValue *to = &results->values[output];
  if (to->values == NULL)
    *to = (CalcValue){ .n = 1, .values = calc_new (1, sizeof (double)) };
  to->values[0] = value;
}

double *
calc_rows (CalcResults *results, int output, int n)
{
  CalcKind kind = results->calculator->outputs[output].kind;
  CalcValue *to = &results->values[output];
  assert ((kind == CALC_COLUMN || kind == CALC_BOXES) && to->values == NULL);
  *to = (CalcValue){ .n = n, .values = calc_new ((size_t) n * (kind == CALC_BOXES ? CALC_BOX : 1), sizeof (double)) };
  return to->values;
}

double *
calc_image (CalcResults *results, int output, int height, int width)
{
  CalcValue *to = &results->values[output];
  assert (results->calculator->outputs[output].kind == CALC_IMAGE && to->values == NULL);
  *to = (CalcValue){ 1, height, width, calc_new ((size_t) (height * width), sizeof (double)) };
  return to->values;
}

void
calc_name_row (CalcResults *results, int row, const char *name)
{
  int n = n_named (results);
  assert (row < n);
  if (results->row_names == NULL)
    results->row_names = calc_new ((size_t) n, sizeof *results->row_names);
  results->row_names[row] = calc_new (strlen (name) + 1, 1);
  strcpy (results->row_names[row], name);
}
