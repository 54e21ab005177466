/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The end of a message about a name that does not exist: the name that was probably meant, or else those there are. */

#include "base/param.h"

typedef struct {
  const char *wanted; /* set this, all else zero */
  char nearest[64];   /* empty: none is like it */
  int distance;       /* of the nearest, in letters */
  char list[BASE_ERROR_MAX / 2]; /* "a, b, c", or "a, b, …" where there is no room for more */
  bool full;
} BaseKnown;

void base_known_add (BaseKnown *known, const char *name);
void base_known_add_entries (BaseKnown *known, const BaseRegistry *registry);

/* Letters to add, drop or replace to make @b of @a (Levenshtein 1966), where a digit counts as @digit letters; INT_MAX where @b
 * has BASE_LETTERS_MAX or more. */
#define BASE_LETTERS_MAX 128
int base_letters_apart (const char *a, const char *b, int digit);

/* Writes the message (printf style) with "; did you mean …?" or "; there are: …" and returns false. */
bool base_known_error (const BaseKnown *known, BaseError *error, const char *format, ...) __attribute__ ((format (printf, 3, 4)));
