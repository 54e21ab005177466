/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A message that was cut ends with a whole character. */
static void
mend_end (char *text, size_t room)
{
  size_t n = strlen (text), start = n;
  if (n + 1 < room)
    return;
  while (start > 0 && ((unsigned char) text[start - 1] & 0xC0) == 0x80)
    start--;
  unsigned char lead = start > 0 ? (unsigned char) text[start - 1] : 0;
  size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (lead >= 0xC0 && n - (start - 1) < length)
    text[start - 1] = '\0';
}

bool
base_error_set (BaseError *error, const char *format, ...)
{
  if (error == NULL || error->text[0] != '\0')
    return false;
  va_list args;
  va_start (args, format);
  vsnprintf (error->text, sizeof error->text, format, args);
  va_end (args);
  mend_end (error->text, sizeof error->text);
  return false;
}

void
base_error_prefix (BaseError *error, const char *format, ...)
{
  if (error == NULL || error->text[0] == '\0')
    return;
  char place[BASE_ERROR_MAX], whole[2 * BASE_ERROR_MAX];
  va_list args;
  va_start (args, format);
  vsnprintf (place, sizeof place, format, args);
  va_end (args);
  snprintf (whole, sizeof whole, "%s%s", place, error->text);
  memcpy (error->text, whole, sizeof error->text - 1);
  error->text[sizeof error->text - 1] = '\0';
  mend_end (error->text, sizeof error->text);
}

void
base_error_clear (BaseError *error)
{
  if (error != NULL)
    error->text[0] = '\0';
}
