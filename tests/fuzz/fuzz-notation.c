/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/claims.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* What reads is printed, and the print reads the same again. */
static void
chain_round_trip (const char *text, LessonPlace start)
{
  LessonChain *chain = lesson_chain_read (text, start, NULL);
  if (chain == NULL)
    return;
  g_autofree char *printed = lesson_chain_print (chain);
  LessonChain *again = lesson_chain_read (printed, start, NULL);
  g_assert (again != NULL);
  g_autofree char *twice = lesson_chain_print (again);
  g_assert_cmpstr (printed, ==, twice);
  lesson_chain_free (chain);
  lesson_chain_free (again);
}

static void
claim_round_trip (const char *text, LessonPlace start)
{
  LessonClaim *claim = lesson_claim_read ("fuzz.md", text, start, NULL, NULL);
  if (claim == NULL)
    return;
  g_autofree char *printed = lesson_claim_print (claim);
  g_autofree char *line = g_strdup_printf ("n : %s", printed);
  LessonClaim *again = lesson_claim_read ("fuzz.md", line, start, NULL, NULL);
  g_assert (again != NULL);
  g_autofree char *twice = lesson_claim_print (again);
  g_assert_cmpstr (printed, ==, twice);
  lesson_claim_free (claim);
  lesson_claim_free (again);
}

/* The first byte chooses: a chain, an experiment, a claim. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  if (size == 0)
    return 0;
  g_autofree char *text = g_strndup ((const char *) data + 1, size - 1);
  LessonPlace start = { 1, 1 };
  if (data[0] % 3 == 0)
    chain_round_trip (text, start);
  else if (data[0] % 3 == 1)
    lesson_experiment_free (lesson_experiment_read ("fuzz.md", text, start, NULL));
  else
    claim_round_trip (text, start);
  return 0;
}
