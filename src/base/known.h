/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The end of a message about a name that does not exist: the name that was probably meant, or else those there are. */

#include "base/param.h"

typedef struct {
  const char *wanted; /* set this, all else zero */
  char nearest[64];   /* empty: none is like it */
  int distance;       /* of the nearest: letters to add, drop or replace (Levenshtein 1966); far if digits differ */
  char list[BASE_ERROR_MAX / 2]; /* "a, b, c", or "a, b, …" where there is no room for more */
  bool full;
} BaseKnown;

void base_known_add (BaseKnown *known, const char *name);
void base_known_add_entries (BaseKnown *known, const BaseRegistry *registry);

/* Writes the message (printf style) with "; did you mean …?" or "; there are: …" and returns false. */
bool base_known_error (const BaseKnown *known, BaseError *error, const char *format, ...) __attribute__ ((format (printf, 3, 4)));
