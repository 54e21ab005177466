/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The text of what went wrong: one message for people, with its place, returned and never printed by a library. */

#include <stdbool.h>

#define BASE_ERROR_MAX 1024

typedef struct {
  char text[BASE_ERROR_MAX]; /* empty while all is well */
} BaseError;

/* Writes a message (printf style) and returns false, so that a reader can `return base_error_set (…)`.
 * The first message wins: a later one is dropped. @error may be NULL. */
bool base_error_set (BaseError *error, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

/* Puts a place ("file:line: ") before a message that is already there; without one it does nothing. */
void base_error_prefix (BaseError *error, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

/* Makes @error empty again. */
void base_error_clear (BaseError *error);
