/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Memory of a run: small compared with the networks, so running out of it ends the program. */

#include <stdlib.h>
#include <string.h>

static inline void *
train_alloc (size_t n, size_t size)
{
  void *memory = calloc (n ? n : 1, size);
  if (!memory)
    abort ();
  return memory;
}

/* Makes room for @needed elements in a growing array. */
static inline void *
train_reserve (void *array, size_t size, long needed, long *capacity)
{
  if (needed <= *capacity)
    return array;
  *capacity = needed > 2 * *capacity ? needed + 16 : 2 * *capacity;
  array = realloc (array, (size_t) *capacity * size);
  if (!array)
    abort ();
  return array;
}
