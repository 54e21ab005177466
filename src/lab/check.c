/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/claims.h"
#include "lab/run.h"
#include "lab/setup-private.h"
#include "lab/viewer.h"

#include <string.h>

/* What can be found out about a lesson without running it. */

static void
add (GPtrArray *messages, const BaseError *error)
{
  g_ptr_array_add (messages, g_strdup (error->text));
}

static void
check_views (const LabSetup *setup, GPtrArray *messages)
{
  for (guint i = 0; i < setup->experiment->views->len; i++) {
    BaseError error = { "" };
    if (!lab_view_check (setup, i, &error))
      add (messages, &error);
  }
}

/* Names of metrics make sense only where the experiment can be run at all. */
static void
check_claims (const Lesson *lesson, const LabSetup *setup, GPtrArray *messages)
{
  for (guint i = 0; i < lesson->claims->len; i++) {
    const LessonClaim *claim = lesson->claims->pdata[i];
    BaseError error = { "" };
    if (claim->experiment == setup->experiment && !lab_claim_check (claim, setup, &error))
      add (messages, &error);
  }
}

GPtrArray *
lab_check (const Lesson *lesson)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < lesson->experiments->len; i++) {
    BaseError error = { "" };
    LabSetup *setup = lab_setup_new (lesson, lesson->experiments->pdata[i], &error);
    if (setup == NULL) {
      add (messages, &error);
      continue;
    }
    check_views (setup, messages);
    check_claims (lesson, setup, messages);
    lab_setup_free (setup);
  }
  return messages;
}
