/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/reader.h"

#include "base/param.h"
#include "base/words.h"

#include <string.h>

typedef struct {
  LessonReport *report;
  Lesson *lesson;
  GHashTable *seen; /* keys given so far */
} Labels;

static void
put (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

/* Views, controls and sweeps are counted from 1 through the whole lesson, in the order written. */
static gpointer
nth (const Lesson *lesson, gsize array_offset, const char *number)
{
  long n;
  if (!lesson_integer (number, 1, 1000, &n))
    return NULL;
  for (guint i = 0; i < lesson->experiments->len; i++) {
    const GPtrArray *array = G_STRUCT_MEMBER (GPtrArray *, lesson->experiments->pdata[i], array_offset);
    if (n <= (long) array->len)
      return array->pdata[n - 1];
    n -= array->len;
  }
  return NULL;
}

static bool
label_lane (Lesson *lesson, const char *id, const char *text)
{
  bool found = false;
  for (guint i = 0; i < lesson->experiments->len; i++) {
    LessonLane *lane = (LessonLane *) lesson_lane_find (lesson->experiments->pdata[i], id);
    found |= lane != NULL;
    if (lane != NULL)
      put (&lane->label, text);
  }
  return found;
}

static bool
label_part (Lesson *lesson, const char *name, const char *text)
{
  bool found = false;
  for (guint i = 0; i < lesson->experiments->len; i++) {
    LessonPart *part = (LessonPart *) lesson_part_find (lesson->experiments->pdata[i], name);
    found |= part != NULL;
    if (part != NULL)
      put (&part->label, text);
  }
  return found;
}

static bool
label_experiment (Lesson *lesson, const char *name, const char *text)
{
  for (guint i = 0; i < lesson->experiments->len; i++) {
    LessonExperiment *experiment = lesson->experiments->pdata[i];
    if (g_strcmp0 (experiment->name, name) == 0) {
      put (&experiment->label, text);
      return true;
    }
  }
  return false;
}

static bool
label_claim (Lesson *lesson, const char *number, const char *text)
{
  long n;
  if (!lesson_integer (number, 1, (long) lesson->claims->len, &n))
    return false;
  put (&((LessonClaim *) lesson->claims->pdata[n - 1])->label, text);
  return true;
}

static bool
label_view (Lesson *lesson, const char *number, const char *text)
{
  LessonView *view = nth (lesson, G_STRUCT_OFFSET (LessonExperiment, views), number);
  if (view != NULL)
    put (&view->caption, text);
  return view != NULL;
}

static bool
label_control (Lesson *lesson, const char *number, const char *text)
{
  LessonRange *range = nth (lesson, G_STRUCT_OFFSET (LessonExperiment, controls), number);
  if (range != NULL)
    put (&range->label, text);
  return range != NULL;
}

static bool
label_sweep (Lesson *lesson, const char *number, const char *text)
{
  LessonRange *range = nth (lesson, G_STRUCT_OFFSET (LessonExperiment, sweeps), number);
  if (range != NULL)
    put (&range->label, text);
  return range != NULL;
}

static const struct {
  const char *kind, *rest;
  bool (*label) (Lesson *lesson, const char *which, const char *text);
} kinds[] = {
  { "lane", N_ ("the name of a lane"), label_lane },
  { "claim", N_ ("the number of a claim, from 1"), label_claim },
  { "view", N_ ("the number of a view, from 1"), label_view },
  { "control", N_ ("the number of a control, from 1"), label_control },
  { "sweep", N_ ("the number of a sweep, from 1"), label_sweep },
  { "part", N_ ("the name of a stage, net, head, probe or test set"), label_part },
  { "experiment", N_ ("the name of an experiment"), label_experiment },
};

static bool
read_label (Labels *labels, const char *key, const char *text, LessonPlace place)
{
  if (!g_hash_table_add (labels->seen, g_strdup (key)))
    return lesson_report (labels->report, place, _ ("there is a label \"%s\" already"), key);
  if (*text == '\0')
    return lesson_report (labels->report, place, _ ("%s: expected words after \"=\""), key);
  if (strstr (text, "$`") != NULL)
    return lesson_report (labels->report, place, _ ("%s: labels are plain text, without formulas"), key);
  const char *dot = strchr (key, '.');
  gsize length = dot != NULL ? (gsize) (dot - key) : 0;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strlen (kinds[i].kind) == length && strncmp (kinds[i].kind, key, length) == 0)
      return kinds[i].label (labels->lesson, dot + 1, text) ||
             lesson_report (labels->report, place, _ ("a label for something that is not there: \"%s\", expected %s"), key,
                            _ (kinds[i].rest));
  return lesson_report (labels->report, place,
                        _ ("\"%s\" is no label: expected lane.NAME, claim.N, view.N, control.N, sweep.N, part.NAME or "
                           "experiment.NAME"), key);
}

void
lesson_read_labels (LessonReport *report, Lesson *lesson, const char *text, LessonPlace start)
{
  Labels labels = { report, lesson, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  LessonPlace place = start, line;
  char *statement;
  while ((statement = lesson_scan_statement (&text, &place, &line)) != NULL) {
    char *equals = strchr (statement, '=');
    if (equals == NULL) {
      lesson_report (report, line, _ ("\"%s\": expected KEY = WORDS"), statement);
    } else {
      *equals = '\0';
      g_autofree char *words = lesson_squeeze (equals + 1, strlen (equals + 1));
      read_label (&labels, g_strstrip (statement), words, line);
    }
    g_free (statement);
  }
  g_hash_table_unref (labels.seen);
}
