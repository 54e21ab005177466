/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/reader.h"

#include "base/words.h"

#include <string.h>

#define MAX_OPTIONS 6
#define MAX_EXPERIMENTS 12
#define MAX_CLAIMS 60

/* ---- the small blocks ---- */

static bool
read_lesson_line (LessonReader *reader, const char *key, const char *value, LessonPlace place)
{
  Lesson *lesson = reader->lesson;
  long number = 0;
  if (strcmp (key, "level") == 0 && lesson_integer (value, 1, 3, &number))
    lesson->level = (int) number;
  else if (strcmp (key, "minutes") == 0 && lesson_integer (value, 1, 60, &number))
    lesson->minutes = (int) number;
  else if (strcmp (key, "asks") == 0)
    lesson->asks = (g_free (lesson->asks), g_strdup (value));
  else if (strcmp (key, "level") == 0)
    return lesson_report (reader->report, place, _ ("level = %s: expected 1 (basic), 2 or 3 (advanced)"), value);
  else if (strcmp (key, "minutes") == 0)
    return lesson_report (reader->report, place, _ ("minutes = %s: expected a whole number from 1 to 60"), value);
  else
    return lesson_report (reader->report, place, _ ("the lesson block has no key \"%s\"; there are: level, minutes, asks"), key);
  return true;
}

static void
read_lesson_block (LessonReader *reader, const LessonPiece *piece)
{
  if (reader->seen_lesson) {
    lesson_report (reader->report, piece->place, _ ("there is a lesson block already"));
    return;
  }
  reader->seen_lesson = true;
  const char *at = piece->text;
  LessonPlace place = piece->place, start;
  char *statement;
  while ((statement = lesson_scan_statement (&at, &place, &start)) != NULL) {
    char *equals = strchr (statement, '=');
    if (equals == NULL) {
      lesson_report (reader->report, start, _ ("\"%s\": expected KEY = VALUE"), statement);
    } else {
      *equals = '\0';
      read_lesson_line (reader, g_strstrip (statement), g_strstrip (equals + 1), start);
    }
    g_free (statement);
  }
  if (reader->lesson->level == 0 || reader->lesson->minutes == 0)
    lesson_report (reader->report, piece->place, _ ("the lesson block needs level = 1 to 3 and minutes = 1 to 60"));
}

/* "+ text", "- text :: why it tempts" */
static void
read_option (LessonReader *reader, char *statement, LessonPlace place)
{
  if ((statement[0] != '+' && statement[0] != '-') || statement[1] != ' ') {
    lesson_report (reader->report, place, _ ("expected \"+ the right answer\" or \"- a wrong one :: why it tempts\""));
    return;
  }
  LessonOption *option = g_new0 (LessonOption, 1);
  char *why = strstr (statement, "::");
  g_autofree char *text = lesson_squeeze (statement + 2, why != NULL ? (gsize) (MAX (why, statement + 2) - statement - 2)
                                                                     : strlen (statement + 2));
  g_autofree char *reason = why != NULL ? lesson_squeeze (why + 2, strlen (why + 2)) : g_strdup ("");
  option->right = statement[0] == '+';
  option->place = place;
  option->runs = lesson_markdown_inline (reader->report, text, (LessonPlace) { place.line, place.column + 2 });
  option->why = lesson_markdown_inline (reader->report, reason, place);
  g_ptr_array_add (reader->lesson->options, option);
  if (*text == '\0')
    lesson_report (reader->report, place, _ ("an answer without words"));
  if (!option->right && *reason == '\0')
    lesson_report (reader->report, place, _ ("a wrong answer says why it tempts: expected \"- %s :: why\""), text);
}

static void
read_predict (LessonReader *reader, const LessonPiece *piece)
{
  if (reader->lesson->options->len > 0) {
    lesson_report (reader->report, piece->place, _ ("there is a predict block already"));
    return;
  }
  const char *at = piece->text;
  LessonPlace place = piece->place, start;
  char *statement;
  while (reader->lesson->options->len <= MAX_OPTIONS &&
         (statement = lesson_scan_statement (&at, &place, &start)) != NULL) {
    read_option (reader, statement, start);
    g_free (statement);
  }
  guint n = reader->lesson->options->len, n_right = 0;
  for (guint i = 0; i < n; i++)
    n_right += ((LessonOption *) reader->lesson->options->pdata[i])->right;
  if (n > MAX_OPTIONS)
    lesson_report (reader->report, piece->place, _ ("too many answers: at most %d"), MAX_OPTIONS);
  else if (n < 2)
    lesson_report (reader->report, piece->place, _ ("%u answers: expected 2 to %d"), n, MAX_OPTIONS);
  else if (n_right != 1)
    lesson_report (reader->report, piece->place, _ ("%u right answers: expected one line that begins with \"+\""), n_right);
}

/* ---- experiments and claims ---- */

static LessonExperiment *
find_experiment (const LessonReader *reader, const char *name)
{
  for (guint i = 0; i < reader->lesson->experiments->len; i++) {
    LessonExperiment *experiment = reader->lesson->experiments->pdata[i];
    if (g_strcmp0 (experiment->name, name) == 0)
      return experiment;
  }
  return NULL;
}

static void
read_experiment (LessonReader *reader, const LessonPiece *piece)
{
  const char *name = strchr (piece->info, ' ');
  GPtrArray *experiments = reader->lesson->experiments;
  if (name != NULL && !lesson_is_name (++name))
    lesson_report (reader->report, piece->place, _ ("\"%s\" is no name for an experiment: expected one word"), name);
  else if (experiments->len > 0 && find_experiment (reader, name) != NULL)
    lesson_report (reader->report, piece->place,
                   _ ("there is an experiment %s already: expected a name of its own after ```%.*s"),
                   name != NULL ? name : _ ("without a name"), (int) strcspn (piece->info, " "), piece->info);
  if (experiments->len == MAX_EXPERIMENTS) {
    lesson_report (reader->report, piece->place, _ ("too many experiments: at most %d"), MAX_EXPERIMENTS);
    return;
  }
  LessonExperiment *experiment = lesson_scan_experiment (reader->report, piece->text, piece->place);
  reader->broken_experiment |= experiment == NULL;
  if (experiment == NULL)
    return;
  experiment->calculator = g_str_has_prefix (piece->info, "calc");
  experiment->name = g_strdup (name);
  experiment->label = g_strdup (name);
  g_ptr_array_add (experiments, experiment);
}

static void
add_claim (LessonReader *reader, LessonClaim *claim)
{
  GPtrArray *claims = reader->lesson->claims;
  if (claims->len == MAX_CLAIMS) {
    lesson_report (reader->report, claim->place, _ ("too many claims: at most %d"), MAX_CLAIMS);
    lesson_claim_free (claim);
    return;
  }
  for (guint i = 0; i < claims->len; i++)
    if (strcmp (((LessonClaim *) claims->pdata[i])->name, claim->name) == 0)
      lesson_report (reader->report, claim->place, _ ("there is a claim \"%s\" already"), claim->name);
  g_ptr_array_add (claims, claim);
}

/* Claims are about the experiment named behind ```claims, else about the last one above. */
static void
read_claims (LessonReader *reader, const LessonPiece *piece)
{
  const char *name = strchr (piece->info, ' ');
  GPtrArray *experiments = reader->lesson->experiments;
  LessonExperiment *experiment = name != NULL ? find_experiment (reader, name + 1)
                                 : experiments->len > 0 ? experiments->pdata[experiments->len - 1] : NULL;
  if (reader->broken_experiment)
    experiment = NULL;
  else if (experiment == NULL)
    lesson_report (reader->report, piece->place, _ ("there is no experiment%s above these claims"),
                   name != NULL ? name : "");
  const char *at = piece->text;
  LessonPlace place = piece->place, start;
  char *statement;
  while ((statement = lesson_scan_statement (&at, &place, &start)) != NULL) {
    LessonClaim *claim = lesson_scan_claim (reader->report, statement, start, experiment);
    if (claim != NULL)
      add_claim (reader, claim);
    g_free (statement);
  }
}

static void
read_labels (LessonReader *reader, const LessonPiece *piece)
{
  if (reader->labels != NULL)
    lesson_report (reader->report, piece->place, _ ("there is a labels block already"));
  reader->labels = piece; /* read when all they name is known */
}

static const struct {
  const char *name;
  void (*read) (LessonReader *reader, const LessonPiece *piece);
  bool named;       /* a name may follow */
  bool translated;  /* stands in translations too */
} fences[] = {
  { "lesson", read_lesson_block, false, false }, { "predict", read_predict, false, true },
  { "experiment", read_experiment, true, false }, { "calc", read_experiment, true, false },
  { "claims", read_claims, true, false },         { "labels", read_labels, false, true },
};

void
lesson_read_fence (LessonReader *reader, const LessonPiece *piece)
{
  gsize length = strcspn (piece->info, " ");
  LessonPlace place = { piece->place.line - 1, 1 };
  for (guint i = 0; i < G_N_ELEMENTS (fences); i++) {
    if (strlen (fences[i].name) != length || strncmp (fences[i].name, piece->info, length) != 0)
      continue;
    if (reader->translation && !fences[i].translated)
      lesson_report (reader->report, place,
                     _ ("a %s block stands in en.md alone: expected only predict and labels in a translation"), fences[i].name);
    else if (!fences[i].named && piece->info[length] != '\0')
      lesson_report (reader->report, place, _ ("\"%s\": a %s block has no name"), piece->info, fences[i].name);
    else
      fences[i].read (reader, piece);
    return;
  }
  lesson_report (reader->report, place,
                 _ ("unknown block \"%s\": expected lesson, predict, experiment, calc, claims, labels, math or text"),
                 piece->info);
}
