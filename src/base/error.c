/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
base_error_set (BaseError *error, const char *format, ...)
{
  if (error == NULL || error->text[0] != '\0')
    return false;
  va_list args;
  va_start (args, format);
  vsnprintf (error->text, sizeof error->text, format, args);
  va_end (args);
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
}

void
base_error_clear (BaseError *error)
{
  if (error != NULL)
    error->text[0] = '\0';
}
