/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/formula.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The stack of what reads stays within its room, and the text that is kept reads the same again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const int operands[] = { [BASE_FORMULA_NEGATE] = 1, 2, 2, 2, 2, 2, 1, 2, 2, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  char text[2 * BASE_FORMULA_TEXT];
  BaseFormula formula, again;
  BaseError error = { "" };
  size_t n = size < sizeof text ? size : sizeof text - 1;
  memcpy (text, data, n);
  text[n] = '\0';
  if (!base_formula_parse (text, &formula, &error)) {
    assert (error.text[0] != '\0');
    return 0;
  }
  int depth = 0;
  for (int i = 0; i < formula.n; i++) {
    depth -= operands[formula.steps[i].op];
    assert (depth >= 0);
    assert (++depth <= BASE_FORMULA_DEPTH);
  }
  assert (depth == 1 && base_formula_parse (formula.text, &again, NULL));
  assert (again.n == formula.n && strcmp (again.text, formula.text) == 0);
  return 0;
}
