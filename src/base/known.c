/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/known.h"

#include "base/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A wrong letter may be a slip, a wrong number is another name: nobody who writes layer9 means layer1. */
static int
cost (char c)
{
  return c >= '0' && c <= '9' ? (int) sizeof ((BaseKnown *) 0)->nearest : 1;
}

static int
least (int a, int b)
{
  return a < b ? a : b;
}

/* What it costs to make @b of @a by adding, dropping and replacing, row by row of Wagner and Fischer's table (1974). Both are
 * shorter than what BaseKnown keeps. */
static int
distance (const char *a, const char *b)
{
  int row[sizeof ((BaseKnown *) 0)->nearest] = { 0 }, n = (int) strlen (b);
  for (int j = 0; j < n; j++)
    row[j + 1] = row[j] + cost (b[j]);
  for (; *a != '\0'; a++) {
    int corner = row[0];
    row[0] += cost (*a);
    for (int j = 0; j < n; j++) {
      int replaced = corner + (*a == b[j] ? 0 : cost (*a) + cost (b[j]) - 1);
      corner = row[j + 1];
      row[j + 1] = least (replaced, least (corner + cost (*a), row[j] + cost (b[j])));
    }
  }
  return row[n];
}

/* A third of the letters may be wrong. */
static void
compare (BaseKnown *known, const char *name)
{
  size_t length = strlen (known->wanted);
  if (length >= sizeof known->nearest || strlen (name) >= sizeof known->nearest)
    return;
  int far = distance (known->wanted, name);
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
