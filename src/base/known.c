/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/known.h"

#include "base/words.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int
least (int a, int b)
{
  return a < b ? a : b;
}

static int
cost (char c, int digit)
{
  return c >= '0' && c <= '9' ? digit : 1;
}

/* Row by row of Wagner and Fischer's table (1974). */
int
base_letters_apart (const char *a, const char *b, int digit)
{
  int row[BASE_LETTERS_MAX] = { 0 }, n = (int) strlen (b);
  if (n >= BASE_LETTERS_MAX)
    return INT_MAX;
  for (int j = 0; j < n; j++)
    row[j + 1] = row[j] + cost (b[j], digit);
  for (; *a != '\0'; a++) {
    int corner = row[0], own = cost (*a, digit);
    row[0] += own;
    for (int j = 0; j < n; j++) {
      int other = cost (b[j], digit), replaced = corner + (*a == b[j] ? 0 : own + other - 1);
      corner = row[j + 1];
      row[j + 1] = least (replaced, least (corner + own, row[j] + other));
    }
  }
  return row[n];
}

/* A third of the letters may be wrong, but no digit: nobody who writes layer9 means layer1. */
static void
compare (BaseKnown *known, const char *name)
{
  size_t length = strlen (known->wanted);
  if (length >= sizeof known->nearest || strlen (name) >= sizeof known->nearest)
    return;
  int far = base_letters_apart (known->wanted, name, (int) sizeof known->nearest);
  if (far > (int) length / 3 || (known->nearest[0] != '\0' && far >= known->distance))
    return;
  strcpy (known->nearest, name);
  known->distance = far;
}

void
base_known_add (BaseKnown *known, const char *name)
{
  static const char more[] = ", …";
  size_t used = strlen (known->list), room = sizeof known->list - used;
  compare (known, name);
  if (known->full)
    return;
  known->full = strlen (name) + 2 * sizeof more > room;
  snprintf (known->list + used, room, "%s%s", used > 0 ? ", " : "", known->full ? "…" : name);
}

void
base_known_add_entries (BaseKnown *known, const BaseRegistry *registry)
{
  for (int i = 0; i < registry->n_entries; i++)
    base_known_add (known, registry->entries[i]->name);
}

bool
base_known_error (const BaseKnown *known, BaseError *error, const char *format, ...)
{
  char text[BASE_ERROR_MAX];
  va_list args;
  va_start (args, format);
  vsnprintf (text, sizeof text, format, args);
  va_end (args);
  if (known->nearest[0] != '\0')
    return base_error_set (error, _ ("%s; did you mean \"%s\"?"), text, known->nearest);
  return base_error_set (error, known->list[0] != '\0' ? _ ("%s; there are: %s") : "%s", text, known->list);
}
